"""The person that goes by rules: they open with what they know, answer truthfully, insist, notice, take, and leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from persons import CALM, FAMILY, NEED, person

from chatbot.agenda import Agenda
from chatbot.meeting import Card, Reply, Screen
from chatbot.need import Fact, Need
from retrieval.catalogue import Catalogue


def screen(*ids: str, text: str = "Here.") -> Screen:
    return Screen(text, tuple(map(Card, ids)))


def agenda(games: Catalogue, need: Need = NEED, *, patience: int = 8, name: str = "test-0") -> Agenda:
    return Agenda(replace(person(need, patience=patience), name=name, liked=()), games)


def test_they_open_with_what_they_know_and_not_with_what_is_hidden(games: Catalogue) -> None:
    for n in range(20):
        reply = agenda(games, name=f"p{n}").listen(Screen())
        assert reply.act.kind == "open"
        assert reply.act.facts == (CALM,)
        assert "calm" in reply.text and "family" not in reply.text


def test_they_take_a_target_that_they_would_choose(games: Catalogue) -> None:
    taken = 0
    for n in range(40):
        one = agenda(games, name=f"p{n}")
        one.listen(Screen())
        reply = one.listen(screen("up", "cafe-amelie"))
        cafe = games.item("cafe-amelie")
        assert cafe
        assert bool(reply.takes) == (one.choice.takes(cafe) and one.choice.notices(cafe, 1))
        taken += bool(reply.takes)
        if reply.takes:
            assert reply == Reply(reply.act, reply.text, (("cafe-amelie", "like"),), "cafe-amelie", True)
    assert 15 < taken < 40


@pytest.mark.parametrize("text", ["Some games. Which kind do you have in mind?", "想找哪种kind？"])
def test_a_question_about_a_hidden_wish_is_answered_truthfully(games: Catalogue, text: str) -> None:
    one = agenda(games)
    one.listen(Screen())
    reply = one.listen(screen("moon-harvest", text=text))
    if "Which kind" in text:
        assert (reply.act.kind, reply.act.facts, reply.asked) == ("answer", (FAMILY,), "kind")
        assert FAMILY in one.known
    else:
        assert reply.act.kind != "answer"


def test_what_they_have_no_opinion_on_does_not_matter(games: Catalogue) -> None:
    one = agenda(games)
    one.listen(Screen())
    reply = one.listen(screen("moon-harvest", text="Which maker do you have in mind?"))
    assert (reply.act.kind, reply.asked) == ("any", "maker")
    again = one.listen(screen("moon-harvest", text="Which maker do you have in mind?"))
    assert again.act.kind == "again"


def test_they_insist_on_what_is_lacking_but_not_for_ever(games: Catalogue) -> None:
    one = agenda(games, patience=50)
    one.listen(Screen())
    acts = [one.listen(screen("up", "detective-alley")).act for _ in range(9)]
    insisted = [act for act in acts if act.kind == "rather"]
    assert [act.facts for act in insisted] == [(CALM,), (CALM,)]
    assert "more" in {act.kind for act in acts}


def test_they_notice_what_they_did_not_know_of(games: Catalogue) -> None:
    kinds = []
    for n in range(20):
        one = agenda(games, name=f"p{n}", patience=20)
        one.listen(Screen())
        acts = [one.listen(screen("moon-harvest")).act for _ in range(4)]
        kinds += [act.kind for act in acts if act.facts == (FAMILY,)]
    assert "notice" in kinds


def test_they_leave_when_their_patience_is_at_its_end(games: Catalogue) -> None:
    one = agenda(games, patience=2)
    one.listen(Screen())
    replies = [one.listen(screen("up", "detective-alley")) for _ in range(4)]
    assert any(reply.leaves and not reply.takes for reply in replies)


def test_what_they_know_already_they_say_so(games: Catalogue) -> None:
    how = set()
    for n in range(30):
        one = Agenda(replace(person(), name=f"p{n}"), games)  # who knows Moon Harvest
        one.listen(Screen())
        reply = one.listen(screen("moon-harvest"))
        how.add(reply.act.kind)
        if reply.act.kind == "react":
            assert reply.clicks == (("moon-harvest", "seen"),)
            assert one.listen(replace(screen("moon-harvest"), fresh=False)).clicks == ()
        else:
            assert (reply.act.kind, reply.act.item, reply.clicks) == ("seen", "moon-harvest", ())
    assert how == {"react", "seen"}


def test_they_do_not_click_for_ever(games: Catalogue) -> None:
    one = Agenda(replace(person(), liked=tuple(item.id for item in games.items)), games)
    one.listen(Screen())
    ids = [item.id for item in games.items]
    replies = [one.listen(replace(screen(*ids[n : n + 3]), fresh=n == 0)) for n in (0, 3, 6, 9)]
    assert replies[-1].text


def test_some_greet_first(games: Catalogue) -> None:
    opened = []
    for n in range(30):
        one = Agenda(replace(person(manner="chatty"), name=f"p{n}"), games)
        opened.append([one.listen(Screen()).act.kind, one.listen(screen(text="Hello!")).act.kind])
    greeted = [after for first, after in opened if first == "greet"]
    assert 0 < len(greeted) < 15
    assert {*greeted} <= {"open", "like"}


def test_a_whim_is_said_and_taken_back(games: Catalogue) -> None:
    whim = Fact("theme", "sea")
    found = []
    for n in range(20):
        one = agenda(games, replace(NEED, whim=whim), patience=20, name=f"p{n}")
        assert whim in one.listen(Screen()).act.facts
        found += [a for _ in range(6) if (a := one.listen(screen("fjord-race-2015")).act).kind == "back"]
    assert found and all(act.facts == (whim,) for act in found)


def test_the_same_seed_does_the_same(games: Catalogue) -> None:
    def acts(seed: str) -> list[str]:
        one = Agenda(person(patience=30), games, seed)
        return [one.listen(s).text for s in [Screen(), *[screen("up", "star-pirates")] * 6]]

    assert acts("a") == acts("a")
    assert acts("a") != acts("b")
