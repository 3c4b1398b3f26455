"""What of a catalogue a text names."""

from __future__ import annotations

import pytest

from chatbot.naming import SHORT, Naming
from retrieval.catalogue import Catalogue

PAD = " and so on and so forth, as one says when there is nothing more to be said of a thing" * 2


@pytest.mark.parametrize("pad", ["", PAD])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We played The Hollow House", [("item", "hollow-house")]),
        ("A strategy game by Carla Vega", [("kind", "strategy"), ("maker", "Carla Vega")]),
        ("we went up the hill", []),
    ],
)
def test_names_in_short_and_long_texts(games: Catalogue, text: str, pad: str, found: list[tuple[str, str]]) -> None:
    assert (len(text + pad) > SHORT) == bool(pad)
    assert [(one.field, one.value) for one in Naming(games).find(text + pad)] == found


def test_a_title_that_is_a_word_counts_in_quotes(games: Catalogue) -> None:
    naming = Naming(games)
    text = f'I liked "Up" best{PAD}'
    assert [(text[f.start : f.end], f.value) for f in naming.find(text)] == [("Up", "up")]


def test_an_item_by_id_or_title(games: Catalogue) -> None:
    naming = Naming(games)
    assert [naming.item(said) for said in ("up", "Up", "Café Amélie", "Fjord Race (1999)", "Monopoly")] == [
        "up", "up", "cafe-amelie", "fjord-race-1999", "",
    ]  # fmt: skip
