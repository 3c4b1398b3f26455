"""What is wrong in a table, counted and quoted."""

from __future__ import annotations

from retrieval.faults import MOST_SHOWN, Fault, counted, firsts

FAULTS = [Fault(2, "a", "html", "mended"), Fault(3, "", "no title", "row left out"), Fault(9, "b", "html", "mended")]


def test_a_fault_quotes_as_much_as_one_can_read() -> None:
    assert Fault.at(1, "a", "html", "mended", found=" x\n y ").found == "x y"
    assert Fault.at(1, "a", "html", "mended", found="y" * 100).found == "y" * (MOST_SHOWN - 1) + "…"


def test_counts_and_the_first_of_each_sort() -> None:
    assert counted(FAULTS) == {("html", "mended"): 2, ("no title", "row left out"): 1}
    assert firsts(FAULTS) == {("html", "mended"): FAULTS[0], ("no title", "row left out"): FAULTS[1]}


def test_a_fault_as_json() -> None:
    assert FAULTS[0].json == {"row": 2, "column": "a", "what": "html", "done": "mended", "found": ""}
