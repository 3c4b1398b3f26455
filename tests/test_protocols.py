"""Which cases are drawn, and which figures come of counts."""

from __future__ import annotations

from chatbot.protocols import PROTOCOLS, drawn


def test_as_many_of_each_stratum_are_drawn_each_with_its_weight() -> None:
    cases = [*range(90), *range(100, 110)]
    found = drawn(cases, lambda case: case >= 100, 20, seed=3)
    assert sorted(weight for _, weight in found) == [1.0] * 10 + [9.0] * 10
    assert len({case for case, _ in found}) == 20 and sum(weight for _, weight in found) == 100
    assert found == drawn(cases, lambda case: case >= 100, 20, seed=3)
    assert found != drawn(cases, lambda case: case >= 100, 20, seed=4)


def test_a_small_stratum_leaves_its_share_to_the_others() -> None:
    found = drawn([*range(50), 100, 101], lambda case: case >= 100, 10, seed=0)
    assert sorted(weight for _, weight in found) == [1.0, 1.0] + [50 / 8] * 8


def test_no_limit_or_a_wide_one_takes_all() -> None:
    for limit in (0, 3, 9):
        assert drawn([1, 2, 3], lambda case: 0, limit, seed=0) == [(1, 1.0), (2, 1.0), (3, 1.0)]


def figures(name: str, tally: dict[str, float]) -> dict[str, tuple[float | None, float | None, float | None]]:
    return {f.name: (f.measure(tally), f.llm, f.rules) for f in PROTOCOLS[name].figures([tally])}


def test_iard() -> None:
    tally = {
        "read": 5.0, "marked": 3.0, "right": 2.0, "genre marked": 1.0, "genre right": 1.0, "title marked": 2.0,
        "title right": 1.0, "want marked": 1.0, "want right": 1.0, "seen marked": 2.0, "seen right": 1.0,
        "strict want marked": 1.0, "strict want right": 1.0, "strict seen marked": 2.0,
    }  # fmt: skip
    assert figures("iard", tally) == {
        "value F1": (0.5, 0.84, 0.65),
        "  precision": (0.4, None, None),
        "  recall": (2 / 3, None, None),
        "recall title": (0.5, 0.95, 0.70),
        "recall genre": (1.0, 0.92, 0.75),
        "polarity, balanced": (0.75, 0.90, 0.75),
        "  want": (1.0, None, None),
        "  avoid": (None, None, None),
        "  seen": (0.5, None, None),
        "polarity, strict": (0.5, None, None),
    }


def test_ccpe_is_by_type() -> None:
    tally = {"genre read": 2.0, "genre marked": 2.0, "genre right": 1.0, "person marked": 1.0}
    found = figures("ccpe", tally)
    assert {name: found[name] for name in found if name.startswith("F1")} == {
        "F1 genre": (0.5, 0.80, 0.61),
        "F1 title": (None, 0.70, 0.47),
        "F1 person": (0.0, 0.70, 0.39),
    }


def test_opinions_are_levelled_for_the_target() -> None:
    tally = {"liked > liked": 8.0, "liked > not said": 2.0, "disliked > liked": 1.0, "not said > not said": 1.0}
    found = figures("redial_opinions", tally)
    # by hand: liked 2*.8/(1.8+1), disliked 0, not said 2/(1.2+1); as they come 16/19, 0, 2/4
    assert [round(value or 0, 6) for value, _, _ in found.values()] == [
        round((1.6 / 2.8 + 0 + 2 / 2.2) / 3, 6), 0.8, 0.0, 1.0, round((16 / 19 + 0 + 0.5) / 3, 6)
    ]  # fmt: skip
    assert found["macro-F1, classes level"][1:] == (0.75, 0.55)


def test_places_and_searches() -> None:
    tally = {"read": 2.0, "marked": 2.0, "right": 1.0, "评分 marked": 2.0, "评分 right": 1.0}
    assert figures("crosswoz_zh", tally) == {
        "slot-value F1": (0.5, 0.85, 0.75), "  precision": (0.5, None, None), "  recall": (0.5, None, None),
        "recall 评分": (0.5, None, None),
    }  # fmt: skip
    assert figures("crosswoz_constraints_zh", {"right": 1.5, "read": 2.0}) == {"precision@10": (0.75, 0.95, 0.85)}
