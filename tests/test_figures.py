"""The table and the misses as they are printed, worked out by hand."""

from __future__ import annotations

from chatbot.figures import WORST, Mark, Measured, Miss, Row, as_json, readable, worst
from chatbot.scoring import Estimate


def near(value: float) -> Estimate:
    return Estimate(value, value - 0.05, value + 0.05)


def test_the_table_marks_what_is_short() -> None:
    """Of a target, and of the LLM by more than two points."""
    rows = [
        Row(
            "value F1",
            {"llm": Mark(near(0.9), 0.84), "small": Mark(near(0.861), 0.88), "rules": Mark(near(0.5), 0.65)},
            Estimate(-0.039, -0.051, 0.012),
        ),
        Row("  recall", {"llm": Mark(Estimate(1, 0.996, 1)), "small": Mark(None), "rules": Mark(near(0.5))}),
        Row("recall x", {"llm": Mark(near(0.8), 0.8), "small": Mark(near(0.78), 0.78)}, Estimate(-0.02, -1, 0)),
    ]
    ms = {"small": {"n": 2, "median": 1.5, "p90": 3.0}}
    lines = list(readable(Measured("s", "en", 1, 2, "test", rows, [], ms)))
    assert lines == [
        "",
        "s (en): 1 of 2 in the test half",
        "                                 LLM [95 %] least      small [95 %] least      rules [95 %] least  "
        "     small less LLM",
        "  value F1                  .900 [.85, .95]   .84   .861 [.81, .91]   .88 ! .500 [.45, .55]   .65 ! "
        "-.039 [-.05, +.01] !",
        "    recall                  1.00 [1.0, 1.0]                       -         .500 [.45, .55]",
        "  recall x                  .800 [.75, .85]   .80   .780 [.73, .83]   .78                 -         "
        "-.020 [-1.0, +.00]",
        "  small: 1.5 ms a message (median), nine in ten within 3.0 ms; 2 messages",
    ]
    assert max(map(len, lines)) <= 120


def test_readers_that_were_not_measured_have_no_column() -> None:
    rows = [Row("in order", {"any": Mark(near(0.8), 0.75)})]
    assert list(readable(Measured("s", "en", 3, 3, rows=rows))) == [
        "",
        "s (en): 3 of 3",
        "                                 any [95 %] least",
        "  in order                  .800 [.75, .85]   .75",
    ]


def test_a_training_half_is_called_one() -> None:
    said = list(readable(Measured("s", "zh", 3, 9, "train")))[1]
    assert said == "s (zh): 3 of 9 in the training half, of which a model may have learnt"


def test_the_worst_misses_come_of_each_set_in_turn() -> None:
    def pile(name: str, count: int) -> Measured:
        misses = [Miss(name, f"{name}{n}", (), {"small": ("want x",)}, 9 - n) for n in range(count)]
        return Measured(name, "en", 9, 9, misses=misses)

    lines = list(worst([pile("a", 30), pile("b", 2)]))
    assert lines[:2] == ["", f"The {WORST} worst misses"]
    said = [line.split(": ")[1] for line in lines if line[:1].isdigit()]
    assert said == ["a0", "b0", "a1", "b1", *(f"a{n}" for n in range(2, 18))]
    assert lines[3:6] == ["1. a: a0", "   marked:  nothing", "   small:   want x"]


def test_json_names_the_models() -> None:
    rows = [Row("F1", {"llm": Mark(Estimate(0.5, 0.25, 0.75), 0.8)}, Estimate(0.0, 0.0, 0.0))]
    assert as_json([Measured("s", "en", 1, 2, "test", rows)], {"llm": "m"}) == {
        "models": {"llm": "m"},
        "sets": [
            {
                "name": "s", "language": "en", "cases": 1, "of": 2, "half": "test", "misses": (), "ms": {},
                "rows": [
                    {
                        "name": "F1",
                        "by": {"llm": {"found": {"value": 0.5, "low": 0.25, "high": 0.75}, "target": 0.8}},
                        "beyond": {"value": 0.0, "low": 0.0, "high": 0.0},
                    }
                ],
            }
        ],
    }  # fmt: skip
