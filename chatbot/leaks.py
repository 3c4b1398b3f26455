"""Whether an utterance gives away what is hidden: a title, or words copied from the item's text. Knows letters
alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from chatbot.fillers import FILLER
from chatbot.wording import GLUE, is_wide
from retrieval.catalogue import Item

COPIED = 6  # words in a row that stand in the item's text too
COPIED_WIDE = 12  # characters, where there are no spaces between words


def leak(said: str, hidden: Iterable[Item]) -> str:
    """What of a hidden item stands in the utterance: its title, one of its other names, or copied words; "" if nothing.

    A title that is an everyday word ("It", "Up") only counts where it is written as a name: in quotes, or with a
    capital letter inside a sentence.
    """
    plain, tokens = _plain(said), _tokens(said)
    runs = set(_runs(tokens, COPIED)) if len(tokens) >= COPIED else set()
    for item in hidden:
        locals_ = [part.get("title", "") for part in item.local.values()]
        for name in (item.title, *item.names, *locals_):
            if name and _named(name, said, plain):
                return name
        texts = [item.text, *(part.get("text", "") for part in item.local.values())]
        if copied := next((c for text in texts if (c := _copied(text, plain, runs))), ""):
            return copied
    return ""


def _named(name: str, said: str, plain: str) -> bool:
    words = _plain(name)
    if not words:
        return False
    if is_wide(words):
        quoted = re.search(rf"[《“「『\"]{re.escape(name)}[》”」』\"]", said)
        return bool(quoted) if len(words.replace(" ", "")) < 3 else words in plain
    if f" {words} " not in f" {plain} ":
        return False
    if " " not in words and (words in GLUE or words in FILLER or len(words) < 4):
        return bool(re.search(rf"(?<=\w )(?-i:{re.escape(name)})\b|[\"'“‘]{re.escape(name)}[\"'”’]", said))
    return True


def _copied(text: str, plain: str, runs: set[tuple[str, ...]]) -> str:
    if not text:
        return ""
    if is_wide(text):
        bare, said = _plain(text).replace(" ", ""), plain.replace(" ", "")
        starts = range(max(0, len(said) - COPIED_WIDE + 1))
        return next((said[at : at + COPIED_WIDE] for at in starts if said[at : at + COPIED_WIDE] in bare), "")
    if not runs:
        return ""
    return next((" ".join(run) for run in _runs(_tokens(text), COPIED) if run in runs), "")


def _runs(tokens: Sequence[str], length: int) -> Iterable[tuple[str, ...]]:
    return (tuple(tokens[at : at + length]) for at in range(len(tokens) - length + 1))


def _tokens(text: str) -> list[str]:
    return _plain(text).split()


def _plain(text: str) -> str:
    """Small letters without accents, and one space for whatever is no letter or digit."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))
