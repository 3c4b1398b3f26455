"""Why an item stands where it stands: the terms add up, the rank is the order, and what keeps it out does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.account import account
from retrieval.retriever import Retriever
from retrieval.terms import VARIETY
from retrieval.wishes import ITEM, STRENGTHS, TEXT, Limit, Preferences, Wish

HORROR = Wish("want", "kind", "horror", "must")
CALM = Wish("want", "mood", "calm")
VALUES = [
    ("kind", "horror"), ("kind", "family"), ("kind", "strategy"), ("mood", "calm"), ("mood", "tense"),
    ("maker", "Ada Lindqvist"), (TEXT, "birds in the garden"), (ITEM, "up"), (ITEM, "ghost-train"),
]  # fmt: skip

WISHES = st.builds(
    lambda polarity, value, strength: Wish(polarity, value[0], value[1], strength),
    st.sampled_from(["want", "avoid"]), st.sampled_from(VALUES), st.sampled_from(STRENGTHS),
)  # fmt: skip
LIMITS = st.sampled_from([
    Limit("year", 2000), Limit("year", 1990, 2010), Limit("price", None, 30), Limit("players", 4, 4),
    Limit("players", None, 1), Limit("price", 100), Limit("year", 2010, 1990),
])  # fmt: skip
PREFERENCES = st.builds(
    lambda wishes, limits, hidden: Preferences(
        tuple({w.key: w for w in wishes}.values()), tuple({have.key: have for have in limits}.values()), hidden
    ),
    st.lists(WISHES, max_size=4), st.lists(LIMITS, max_size=2), st.frozensets(st.sampled_from(["up", "cafe-amelie"])),
)  # fmt: skip


@pytest.mark.parametrize(
    ("preferences", "item", "removed", "rank"),
    [
        (Preferences(), "moon-harvest", (), 1),
        (Preferences(), "detective-alley", (), 12),
        (Preferences((CALM,)), "bird-garden", (), 3),
        (Preferences((HORROR,)), "hollow-house", (), 2),
        (Preferences((HORROR,)), "up", ("want:kind=horror",), None),
        (Preferences((HORROR,), (Limit("year", 2020),)), "up", ("limit:year", "want:kind=horror"), None),
        (Preferences((Wish("avoid", "mood", "tense", "must"),)), "hollow-house", ("avoid:mood=tense",), None),
        (Preferences((), (Limit("price", 1),)), "detective-alley", ("limit:price",), None),
        (Preferences((Wish("want", ITEM, "up"),)).hide("up"), "up", ("hidden", "named"), None),
        (Preferences((HORROR,)).muted(HORROR.key), "up", (), 5),
    ],
)
def test_places(
    retriever: Retriever, preferences: Preferences, item: str, removed: tuple[str, ...], rank: int | None
) -> None:
    found = account(retriever, preferences, item)
    assert found and (found.removed_by, found.rank) == (removed, rank)


def test_an_item_that_there_is_not(retriever: Retriever) -> None:
    assert account(retriever, Preferences(), "chess") is None


@given(PREFERENCES, st.data())
@settings(max_examples=80, deadline=None)
def test_an_account_is_what_search_does(retriever: Retriever, preferences: Preferences, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from([item.id for item in retriever.catalogue.items]))
    found = account(retriever, preferences, item)
    hits = retriever.search(preferences, 12)
    hit = next((h for h in hits if h.item.id == item), None)
    assert found and (hit is None) == bool(found.removed_by) == (found.rank is None)
    assert found.score == pytest.approx(sum(found.terms.values()))
    if hit:
        assert found.terms == pytest.approx({name: n for name, n in hit.terms.items() if name != VARIETY})
        better = [h for h in hits if h.score - h.terms.get(VARIETY, 0) > found.score + 1e-6]
        assert found.rank is not None and found.rank > len(better)
