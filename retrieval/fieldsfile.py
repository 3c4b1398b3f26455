"""Writes the fields file of a table whose columns were guessed: TOML with a comment on each field, for the owner to
correct. Knows guesses and cells; reads no file back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from retrieval.columns import Column
from retrieval.guess import Guess, Guessed
from retrieval.hints import label_of, words_of

EXAMPLES = 3
_LONGEST = 40  # letters of an example
_NOUNS = {"en": ["item", "items"], "zh": ["件", "件"]}
_GREETINGS = {"en": "What are you looking for?", "zh": "想找点什么？"}
_HEAD = """\
# What the columns of this table are, as far as they could be guessed. Correct it, then add the table again: this file
# is kept. The README of the data folder explains every key.
"""
_TALK = {"noun": "  # what the items are called: one, many", "nouns": "  # other words for them"}
_MADE = {"id": "the table has no column for it: made from the title", "title": "the table has none: made from cells"}


def written(guess: Guess, columns: Sequence[Column], name: str) -> str:
    """The fields file as a text."""
    by_name = {column.name: column for column in columns}
    nouns = [word for called in words_of(name) for word in dict.fromkeys((called, called.removesuffix("s")))]
    said = {"noun": _NOUNS[guess.language], "nouns": nouns, "greeting": _GREETINGS[guess.language]}
    lines = [_HEAD, f"name = {_toml(label_of(name))}", f"language = {_toml(guess.language)}", "", "[talk]"]
    lines += [f"{key} = {_toml(value)}" + _TALK.get(key, "") for key, value in said.items()]
    lines += ["examples = []"]
    for one in guess.fields:
        lines += ["", *_field(one, [by_name[c] for c in one.columns if c in by_name])]
    unused = [repr(f"{column}: {why}")[1:-1] for column, why in guess.unused.items()]
    if unused:
        lines += ["", "# Not used:", *(f"#   {line}" for line in unused)]
    return "\n".join(lines) + "\n"


def _field(one: Guessed, columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        yield f"# {seen(column, str(one.more.get('split', '')))}"
    if not columns:
        yield f"# {_MADE[one.kind]}"
    yield f"[fields.{one.name if one.name.isascii() else _toml(one.name)}]"
    yield f"kind = {_toml(one.kind)}"
    if one.columns != (one.name,):
        yield f"columns = {_toml(list(one.columns))}" if len(one.columns) > 1 else f"column = {_toml(one.columns[0])}"
    shown = {"label": label_of(one.columns[0])} if one.kind in ("category", "number") else {}
    more = {**shown, **one.more}
    yield from (f"{key} = {_toml(value)}" for key, value in more.items() if value not in ("", [], {}))


def seen(column: Column, split: str = "") -> str:
    """What stands in a column, in one line: how full it is, and examples."""
    share = f"{column.filled:.0%}".replace("%", " %")
    return f"{share} of the rows have it; such as {', '.join(examples(column, split))}"


def examples(column: Column, split: str = "") -> list[str]:
    """A few different values of a column, the most frequent first."""
    values: dict[str, int] = {}
    for cell in column.split(split)[:2000]:
        for value in cell:
            short = " ".join("".join(c if c.isprintable() else " " for c in value).split())
            short = short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"
            values[short] = values.get(short, 0) + 1
    return sorted(values, key=lambda value: -values[value])[:EXAMPLES]


def _toml(value: Any) -> str:
    """A value as TOML has it; of texts and lists that is what JSON has."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
