"""What is measured, on reviews whose right answer is seen by eye."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import write_rows
from taught import BAD, GOOD, THINGS

from chatbot import appraisal
from chatbot.appraisal import Found, appraise, aspects_found, counted, marks_of, share
from chatbot.sentiment import Judged


def write_reviews(folder: Path) -> Path:
    """Takeaways of 480 made-up Chinese reviews, whose last word decides; a few marked ones."""
    rows = [
        {"review_id": f"r{n}{w}", "source": "waimai_10k", "domain": "x", "lang": "zh", "label": int(w in GOOD),
         "text": f"第{n}份饭 {thing} {w}"}
        for n in range(8) for thing in THINGS for w in (*GOOD, *BAD)
    ]  # fmt: skip
    rows += [
        {"review_id": i, "source": "waimai_10k", "domain": "x", "lang": "zh", "label": 1, "text": f"编号{i} 饭好吃"}
        for i in marked_ids()
    ]
    write_rows(folder / "reviews" / "reviews.jsonl.gz", rows)
    return folder


def marked_ids() -> list[str]:
    path = Path(__file__).parent.parent / "data" / "measured" / "aspects.tsv"
    return [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def test_a_set_is_measured_by_every_way(tmp_path: Path) -> None:
    (one,) = appraise(write_reviews(tmp_path), lambda: None, sets=["takeaway"], with_vader=False)
    assert (one.name, one.language, one.least) == ("takeaway", "zh", 0.88)
    assert one.taught + one.held == 480 + len(marked_ids())
    assert set(one.right) == {"head", "words", "plain"}
    assert one.right["head"].value > 0.95
    assert one.right["words"].value < 0.7
    assert sum(n for _, _, n in one.bins) == one.held
    assert set(one.calibration) == {"head", "words"}
    assert set(one.speed) == {"head", "words", "plain"}


def test_aspects_are_counted_with_their_direction() -> None:
    marked = [("Great camera, poor battery", "camera +; battery -"), ("Great lens", "battery life +"), ("A phone", "")]
    found = counted(marked, "en")
    assert found == Found(3, 3, 3, 2, 2)
    assert found.figures == {"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3, "f1_aspect": 2 / 3}
    assert marks_of("拍照 +; 价钱 -; 把手 +", "zh") == {("camera", True), ("price", False), ("把手", True)}


def test_marked_reviews_are_found_by_their_ids(tmp_path: Path) -> None:
    found = aspects_found(write_reviews(tmp_path))
    assert (found["zh"].texts, found["en"].texts) == (len(marked_ids()), 0)
    assert found["zh"].marked > 50


def test_intervals_and_calibration() -> None:
    half = share([True, False] * 50)
    assert (half.value, round(half.low, 3), round(half.high, 3)) == (0.5, 0.404, 0.596)
    judged = [Judged(0.5, 0.8, "head"), Judged(-0.5, 0.8, "head"), Judged(0.9, 1.0, "head"), Judged(0.1, 0.55, "head")]
    bins = appraisal._bins(judged, [1, 1, 1, 0.5], (0.0, 1.0))
    assert [one for one in bins if one[2]] == [(0.8, 0.5, 2), (1.0, 1.0, 1)]
    assert appraisal._calibration(bins) == pytest.approx(0.2)
    assert [appraisal._at(s, (1, 2, 3)) for s in (-1, -0.4, 0, 0.5, 1)] == [1, 1, 2, 3, 3]
