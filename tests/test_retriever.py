"""What is allowed, what comes first, and that the terms of a hit add up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import HashedWords

from retrieval.catalogue import Catalogue
from retrieval.retriever import Hit, Retriever, described
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

HORROR = Wish("want", "kind", "horror", "must")
CALM = Wish("want", "mood", "calm")


def ids(hits: list[Hit]) -> list[str]:
    return [hit.item.id for hit in hits]


def allowed(retriever: Retriever, preferences: Preferences) -> set[str]:
    return {retriever.catalogue.items[row].id for row in retriever.allowed(preferences)}


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (Limit("year", 2015), {"fjord-race-2015", "up", "bird-garden", "long-voyage"}),
        (Limit("year", 1990, 1999), {"moon-harvest", "fjord-race-1999"}),
        (Limit("price", high=20), {"ghost-train", "up"}),
        (Limit("players", 6, 6), {"star-pirates", "up", "seven-samurai"}),
        (Limit("players", 1, 5), {"seven-samurai", "bird-garden"}),
        (Limit("players", low=7), {"up", "seven-samurai"}),
        (Limit("players", high=1), {"moon-harvest", "seven-samurai", "bird-garden", "long-voyage"}),
        (Limit("players", 11), set()),
        (Limit("weight", 1), set()),
    ],
)
def test_limits(retriever: Retriever, limit: Limit, expected: set[str]) -> None:
    assert allowed(retriever, Preferences(limits=(limit,))) == expected


def test_musts_filter_and_likes_do_not(retriever: Retriever) -> None:
    must = Preferences((HORROR, Wish("avoid", "mood", "tense", "must")))
    assert allowed(retriever, must) == {"ghost-train"}
    assert len(allowed(retriever, Preferences((CALM, Wish("avoid", "mood", "tense"))))) == 12


def test_hidden_and_named_items_never_come(retriever: Retriever) -> None:
    preferences = Preferences((Wish("want", ITEM, "up"), Wish("avoid", ITEM, "bird-garden"))).hide("ghost-train")
    assert {"up", "bird-garden", "ghost-train"} & set(ids(retriever.search(preferences, 12))) == set()
    assert len(retriever.search(preferences, 12)) == 9


def test_wanted_values_come_first_and_avoided_ones_last(retriever: Retriever) -> None:
    found = ids(retriever.search(Preferences((CALM, Wish("avoid", "kind", "horror"))), 12))
    assert set(found[:3]) == {"moon-harvest", "cafe-amelie", "bird-garden"}
    assert set(found[-2:]) == {"hollow-house", "ghost-train"}


def test_free_words_and_liked_items(retriever: Retriever) -> None:
    assert ids(retriever.search(Preferences((Wish("want", TEXT, "slow robots on the moon"),)), 1)) == ["moon-harvest"]
    assert ids(retriever.search(Preferences((Wish("want", ITEM, "fjord-race-1999"),)), 1)) == ["fjord-race-2015"]


def test_terms_add_up_and_scores_fall(retriever: Retriever) -> None:
    wishes = (CALM, Wish("want", TEXT, "birds"), Wish("want", ITEM, "up"), Wish("avoid", "kind", "family"))
    hits = retriever.search(Preferences(wishes), 12)
    assert [hit.score for hit in hits] == pytest.approx([sum(hit.terms.values()) for hit in hits])
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(value for hit in hits for value in hit.terms.values())
    assert all(hit.terms.get("variety", 0) <= 0 for hit in hits)


def test_shown_items_come_after_all_others(retriever: Retriever) -> None:
    preferences = Preferences((HORROR,))
    assert ids(retriever.search(preferences, 1, shown={"hollow-house"})) == ["ghost-train"]
    assert ids(retriever.search(preferences, 5, shown={"ghost-train"})) == ["hollow-house", "ghost-train"]
    assert ids(retriever.search(preferences, 5, exclude={"ghost-train"}, shown={"gone"})) == ["hollow-house"]


def test_nothing_wanted_keeps_the_owners_order(retriever: Retriever) -> None:
    found = ids(retriever.search(Preferences(), 4))
    assert found[0] == "moon-harvest" and found == ids(retriever.search(Preferences(), 4)) and len(set(found)) == 4


def test_likeness_to_what_is_picked_costs(games: Catalogue) -> None:
    both = Preferences((Wish("want", "theme", "boats"), Wish("want", "theme", "ghosts")))
    found = Retriever(games, HashedWords()).search(both, 4)
    boats = [hit for hit in found if "boats" in hit.item.values("theme")]
    assert "variety" not in boats[0].terms and boats[1].terms["variety"] < 0


def test_none_allowed_and_none_asked(retriever: Retriever) -> None:
    assert retriever.search(Preferences(limits=(Limit("year", 2050),)), 5) == []
    assert retriever.search(Preferences(), 0) == []


def test_the_encoder_reads_no_titles_people_or_numbers(games: Catalogue) -> None:
    assert described(games.items[4], games) == (
        "party, dexterity, funny, birds. Stack wooden birds on one another until the tower falls."
    )


def test_a_folder_keeps_the_vectors(games: Catalogue, tmp_path: Path) -> None:
    first, again = HashedWords(), HashedWords()
    wanted = Preferences((CALM,))
    hits = Retriever(games, first, folder=tmp_path).search(wanted, 5)
    assert Retriever(games, again, folder=tmp_path).search(wanted, 5) == hits
    assert again.asked == [["calm"]]


@pytest.mark.parametrize(
    "wishes",
    [
        (CALM, Wish("want", TEXT, "birds")),
        (Wish("want", ITEM, "up"), Wish("want", "maker", "Ada Lindqvist")),
        (Wish("avoid", "kind", "horror"), Wish("avoid", TEXT, "ghost")),
        (Wish("want", "maker", "Carla Vega"),),
        (),
    ],
)
def test_candidates_of_a_big_catalogue_lead_to_the_same_items(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch, wishes: tuple[Wish, ...]
) -> None:
    expected = retriever.search(Preferences(wishes), 3)
    monkeypatch.setattr("retrieval.retriever._FEW", 0)
    monkeypatch.setattr("retrieval.retriever._EACH", 8)
    assert ids(retriever.search(Preferences(wishes), 3)) == ids(expected)


def test_many_threads_get_the_same_answers(retriever: Retriever) -> None:
    wanted = [Preferences((Wish("want", TEXT, f"birds {n % 5}"), CALM)) for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda p: retriever.search(p, 5), wanted)) == [retriever.search(p, 5) for p in wanted]


def test_rows_are_ascending(retriever: Retriever) -> None:
    rows = retriever.allowed(Preferences())
    assert np.array_equal(rows, np.arange(12))
