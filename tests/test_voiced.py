"""People whose words are an LLM's: what they do is the agenda's, and words that drop a wish are not used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import ScriptedLLM
from persons import person, real_llm

from chatbot.agenda import Agenda
from chatbot.llm import LLMError
from chatbot.meeting import Card, Screen
from chatbot.people import MANNERS
from chatbot.voiced import Free, Worded
from retrieval.catalogue import Catalogue

SHOWN = Screen("Here.", (Card("up"), Card("detective-alley")))


def unclicking(games: Catalogue) -> Agenda:
    """Somebody who says what they have to say instead of clicking."""
    made = Agenda(person(), games)
    made._clicked.update(SHOWN.ids)
    return made


def test_the_llm_words_what_the_agenda_means(games: Catalogue) -> None:
    llm = ScriptedLLM(['"gimme calm games"\nand more', "something nice", LLMError("no")])
    one, plain = Worded(unclicking(games), llm), unclicking(games)
    first, meant = one.listen(Screen()), plain.listen(Screen())
    assert (first.text, first.spare, first.act) == ("gimme calm games", meant.text, meant.act)
    second, meant = one.listen(SHOWN), plain.listen(SHOWN)
    assert (second.text, second.act.facts) == (meant.text, meant.act.facts)  # it had dropped the wish
    third, meant = one.listen(SHOWN), plain.listen(SHOWN)
    assert third.text == meant.text
    assert meant.text in llm.asked[2].last


def test_taking_and_leaving_need_no_words(games: Catalogue) -> None:
    llm = ScriptedLLM(["calm games"])
    one = Worded(Agenda(replace(person(), patience=1, liked=()), games), llm)
    one.listen(Screen())
    for _ in range(3):
        reply = one.listen(SHOWN)
        if reply.leaves:
            break
        llm.answers.append("calm")
    assert reply.leaves and reply.spare == ""


def test_a_persona_is_told_its_wishes_and_no_title(games: Catalogue) -> None:
    llm = ScriptedLLM(["Visitor: hm, calm?", "no, calm please"])
    one = Free(unclicking(games), llm)
    assert one.listen(Screen()).text == "hm, calm?"
    assert one.listen(SHOWN).text == "no, calm please"
    system, asked = llm.asked[1].messages[0]["content"], llm.asked[1].last
    assert "nothing else: calm" in system
    assert "Visitor: hm, calm?\nRecommender: Here. [" in asked
    every = "".join(m["content"] for one_ in llm.asked for m in one_.messages)
    assert not any(item.title in every.replace("Up to", "") for item in games.items)


def test_a_persona_does_not_say_the_same_again(games: Catalogue) -> None:
    one = Free(unclicking(games), ScriptedLLM(["Hm, calm?", "hm - calm"]))
    assert one.listen(Screen()).text == "Hm, calm?"
    again = one.listen(SHOWN)
    assert again.text == again.spare and "hm - calm" not in again.text


@pytest.mark.model
@pytest.mark.timeout(600)
def test_the_real_llm_words_and_plays(games: Catalogue) -> None:
    """Half of what it is to word keeps every wish, else the agenda's words are said; and it plays a visitor."""
    llm = real_llm()
    kept, played = 0, []
    for n in range(4):
        manner = MANNERS[n]
        worded = Worded(Agenda(replace(person(manner=manner), name=f"p{n}"), games), llm)
        reply = worded.listen(Screen())
        assert "calm" in reply.text.casefold() or reply.act.kind in ("like", "greet")
        kept += bool(reply.spare)
        played.append(Free(Agenda(replace(person(manner=manner), name=f"p{n}"), games), llm).listen(Screen()).text)
    assert kept >= 2
    assert sum("calm" in text.casefold() for text in played) >= 2
    assert all(text and "recommend you" not in text.casefold() for text in played)
