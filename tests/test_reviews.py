"""Reviews fall into sets and parts by what they are and by their letters, the same at every run."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import write_rows

from chatbot.gold import GoldError
from chatbot.reviews import TASKS, Review, held_back, letters, part, reviews, teaching


def row(number: int, source: str, text: str, label: int | None, **more: object) -> dict[str, object]:
    said = {"review_id": f"rv{number}", "source": source, "text": text, "label": label, "lang": "en", "domain": "x"}
    return said | more


def test_sets_and_ratings(tmp_path: Path) -> None:
    rows = [
        row(1, "waimai_10k", "好吃", 1, lang="zh"),
        row(2, "online_shopping_10_cats", "不错", 1, lang="zh", domain="水果"),
        row(3, "online_shopping_10_cats", "房间脏", 0, lang="zh", domain="酒店"),
        row(4, "a/amazon.train", "Broke", 0, domain="amazon product"),
        row(5, "b", "Great", 1),
        row(6, "c", "so so", None, rating5=3),
        row(7, "a/amazon.train", "broke!", 1, domain="amazon product"),
    ]
    write_rows(tmp_path / "reviews" / "reviews.jsonl.gz", rows)
    found = reviews(tmp_path)
    assert [(one.id, one.set, one.rating) for one in found] == [
        ("rv1", "takeaway", 1.0), ("rv2", "shopping", 1.0), ("rv3", "hotels", 0.0), ("rv4", "products", 0.0),
        ("rv5", "screen", 1.0), ("rv6", "levels", 3.0),
    ]  # fmt: skip
    with pytest.raises(GoldError, match="is not there"):
        reviews(tmp_path / "none")
    write_rows(tmp_path / "reviews" / "reviews.jsonl.gz", [{"text": "x"}])
    with pytest.raises(GoldError, match=r"jsonl.gz:1: not a review with source, text and label"):
        reviews(tmp_path)


def test_a_part_goes_by_the_letters_alone() -> None:
    assert part("Great, really!") == part("great   REALLY") == 0
    assert letters("Ｇreat, 很好!") == "great很好"


def test_what_teaches_is_never_held_back() -> None:
    every = [
        Review(str(n), str(n), "en", name, r, n % 5)
        for n in range(10)
        for name, r in (("screen", 1.0), ("levels", n % 5 + 1.0))
    ]
    task = next(task for task in TASKS if task.name == "screen")
    taught, held = teaching(task, every), held_back(task, every)
    assert {one.part for one in held} == {0}
    assert all(one.part for one in taught)
    assert sorted({(one.set, one.rating) for one in taught}) == [("levels", 0.0), ("levels", 1.0), ("screen", 1.0)]
    assert len([one for one in taught if one.set == "levels"]) == 6
