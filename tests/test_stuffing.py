"""What becomes of an item's rank where a twentieth of the visitors push it."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.render import shipped
from chatbot.stuffing import SHARE, Attack, pushing, risen, stuffed, visits
from retrieval.catalogue import Catalogue, load
from retrieval.traits import Numbers, traits


@pytest.fixture(scope="module")
def shop() -> tuple[Catalogue, Numbers]:
    """The catalogue of board games that ships, by its values alone."""
    catalogue = load(shipped("data") / "boardgames.jsonl")
    return catalogue, traits(catalogue, np.zeros((len(catalogue.items), 2), np.float32))


@pytest.mark.parametrize("attack", ["scripts", "slow"])
def test_stuffed_votes_move_an_item_by_less_than_a_twentieth(shop: tuple[Catalogue, Numbers], attack: Attack) -> None:
    moves = list(stuffed(*shop, attack=attack, people=200, targets=3))
    assert all(one.before.rank > 1 for one in moves)
    assert sum(one.move for one in moves) / 3 < 0.05
    assert sum(one.undefended for one in moves) / 3 > 0.1


@pytest.mark.parametrize("seed", [1000, 2000])
def test_patient_people_move_an_item_by_less_than_a_twentieth(shop: tuple[Catalogue, Numbers], seed: int) -> None:
    moves = list(stuffed(*shop, attack="patient", targets=4, seed=seed))
    assert sum(one.move for one in moves) / 4 < 0.05
    assert sum(one.after.first for one in moves) < sum(one.open_after.first for one in moves)


def test_a_new_item_that_people_honestly_come_to_like_still_rises(shop: tuple[Catalogue, Numbers]) -> None:
    moves = list(risen(*shop, targets=4))
    assert moves
    assert sum(one.after.first for one in moves) > 2 * sum(one.before.first for one in moves)


def test_a_twentieth_is_hostile_and_votes_in_many_conversations(shop: tuple[Catalogue, Numbers]) -> None:
    catalogue, _ = shop
    honest = list(visits(catalogue, 95, seed=0))
    hostile = list(pushing(catalogue, catalogue.items[5], round(95 * SHARE / (1 - SHARE)), attack="scripts", seed=0))
    people = {e.body["person"] for e in honest if e.kind == "session"}
    assert len(people) == 95
    assert len({e.session for e in hostile}) == 5 * 8
    votes = [e for e in hostile if e.kind == "reaction" and e.body["item_id"] == catalogue.items[5].id]
    assert len(votes) >= 2 * 5 * 8
