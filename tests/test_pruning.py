"""What may be left of a sentence: every way through is a shortening, and the shortenings one would write are ways."""

from __future__ import annotations

import random

import pytest

from chatbot.pruning import ways
from chatbot.reasons import opening
from chatbot.render import shipped
from chatbot.shortening import faults
from chatbot.ways import END, START, Ways, grammar
from retrieval.catalogue import load

GUITARIST = "Short of rent, a guitarist poses as his flatmate to teach at a prim private school."


def walked(found: Ways, dice: random.Random) -> str:
    """What stands on one way, drawn at random."""
    said, state = "", START
    while state != END:
        text, state = dice.choice(found[state])
        said += text
    return said


def leads_to(found: Ways, wanted: str) -> bool:
    """Whether a way writes just this."""
    open_: set[tuple[str, int]] = {(START, 0)}
    while open_:
        state, at = open_.pop()
        if state == END and at == len(wanted):
            return True
        open_ |= {(to, at + len(text)) for text, to in found.get(state, ()) if wanted.startswith(text, at)}
    return False


@pytest.mark.parametrize("name", ["movies", "boardgames"])
def test_every_way_is_a_shortening(name: str) -> None:
    dice = random.Random(4)
    torsos = 0
    items = [item for item in load(shipped("data") / f"{name}.jsonl").items if item.text]
    for item in dice.sample(items, 150):
        found = ways([opening(item.text)])
        assert found, item.title
        for _ in range(5):
            said = walked(found, dice).removeprefix("1 ")
            wrong = faults(said, item.text)
            assert wrong in ([], ["(no main clause)"]), said
            torsos += bool(wrong)
    assert torsos <= 8  # of 750: such as drop the comma behind a lead-in


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("A guitarist poses as his flatmate.", True),
        ("A guitarist poses as his flatmate to teach at a school.", True),
        ("Short of rent, a guitarist poses as his flatmate.", True),
        ("A guitarist poses as a school.", False),  # "at a school" is another thing
        ("A guitarist poses as.", False),
        ("A guitarist poses as his.", False),
        ("A guitarist teaches.", False),
        ("His flatmate poses as a guitarist.", False),
    ],
)
def test_what_may_be_left(said: str, is_one: bool) -> None:
    found = ways([GUITARIST])
    assert found and leads_to(found, f"1 {said}") == is_one == (faults(said, GUITARIST) == [])


def test_lines_are_numbered_in_turn() -> None:
    found = ways(["Two friends meet.", "A dog barks & runs, twice a day."])
    assert found and leads_to(found, "1 Two friends meet.\n2 A dog barks & runs.")
    assert not leads_to(found, "2 A dog barks.\n1 Two friends meet.") and not leads_to(found, "1 Friends meet.\n")


@pytest.mark.parametrize(
    "sentence", ["", "...", "一个人在海边等船。", "word " * 50, "A\x00 dog barks.", "A \ud83d dog barks."]
)
def test_what_cannot_be_prepared_is_not_held_to_anything(sentence: str) -> None:
    assert ways(["Two friends meet.", sentence]) is None


def test_nothing_asked_for() -> None:
    assert ways([]) is None


def test_a_grammar_says_the_same() -> None:
    found: Ways = {START: [("1 ", "a")], "a": [('"Go"', END), (" on", "a")]}
    assert grammar(found, "root", " ::=") == 'root ::= "1 " s1\ns1 ::= "\\"Go\\"" | " on" s1'
