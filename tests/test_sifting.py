"""Columns that say nothing, or again what another one says."""

from __future__ import annotations

from retrieval.columns import profiled
from retrieval.sifting import is_text, useful, without_repetition


def test_what_says_nothing() -> None:
    rows = [(at, {"a": at, "b": "", "c": "x", "d": "once" if at == 3 else None}) for at in range(400)]
    kept, unused = useful(profiled(rows), len(rows))
    assert [column.name for column in kept] == ["a"]
    assert unused == {"b": "it is empty", "c": "the same in every row: x", "d": "hardly a row has it"}


def test_what_another_column_says() -> None:
    long = "A ferryman keeps a diary of the people who cross, and one winter nobody does; so he waits. {}"
    rows = [
        (at, {"kind": "ab"[at % 2], "kinds": ["ab"[at % 2], "c"], "copy": ["ab"[at % 2], "c"], "other_id": f"x{at}",
              "plot": long.format(at), "text": f"Title. {long.format(at)}"})
        for at in range(10)
    ]  # fmt: skip
    unused: dict[str, str] = {}
    assert [c.name for c in without_repetition(profiled(rows), unused)] == ["kinds", "text"]
    assert unused == {
        "kind": "kinds says the same", "copy": "kinds says the same", "other_id": "another id",
        "plot": "text says the same",
    }  # fmt: skip


def test_texts_to_read() -> None:
    rows = [
        (at, {"notes": f"A short note: {at}", "words": f"one two three four five {at}", "kind": "a b c d e f g"})
        for at in range(5)
    ]
    assert [is_text(column) for column in profiled(rows)] == [False, True, False]
