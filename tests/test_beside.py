"""What an answer brings beside its items: what changed, why, a comparison, one question, doubts."""

from __future__ import annotations

import pytest
from conftest import MemoryStore

from chatbot.bot import Bot
from chatbot.dialogue import Session, Table, Why
from chatbot.reacting import ReactionError
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM


@pytest.fixture
def bot(retriever: Retriever) -> Bot:
    return Bot(retriever, None, MemoryStore())


def said(bot: Bot, *messages: str) -> tuple[Session, str]:
    session, text = bot.open(), ""
    for message in messages:
        text = bot.ask(message, session).shown.text
    return session, text


def test_what_changed_names_the_wish_that_did_it(bot: Bot) -> None:
    session, _ = said(bot, "something funny", "no horror please")
    left = [move for move in session.changes.moves if move.now is None]
    assert {move.item_id for move in left} == {"ghost-train"}
    assert left[0].by == "avoid:kind=horror" and "horror" in left[0].text
    assert session.changes.line


def test_nothing_changed_on_the_first_answer_and_after_a_question(bot: Bot) -> None:
    session, _ = said(bot, "something funny")
    assert session.changes.moves == ()
    bot.ask("who made the first one?", session)
    assert session.changes.moves == () and session.focus == session.hits[0].item.id


def test_why_and_why_not(bot: Bot) -> None:
    session, text = said(bot, "something calm under 40 dollars", "why not Garden of Birds?")
    assert isinstance(session.aside, Why) and session.aside.place is None
    assert "60" in text and session.aside.remedy_key == "limit:price"
    shown = bot.why(session, session.hits[0].item.id)
    assert isinstance(shown.aside, Why) and shown.aside.place == 1
    with pytest.raises(ReactionError, match="the catalogue has no item 'none'"):
        bot.why(session, "none")


def test_items_side_by_side_until_the_list_changes(bot: Bot) -> None:
    session, _ = said(bot, "something calm", "compare the first and the second")
    assert isinstance(session.aside, Table)
    assert session.aside.head[1:] == tuple(h.item.title for h in session.hits[:2])
    bot.edit(session, "want:mood=calm", "remove")
    assert session.aside is None


def test_a_title_of_two_items_is_asked_about_and_answered_by_a_click(bot: Bot) -> None:
    session, text = said(bot, "something like Fjord Race")
    assert "“Fjord Race” may be one of several" in text
    assert [chip.label for chip in session.chips[:2]] == ["Fjord Race (2015)", "Fjord Race (1999)"]
    bot.ask(session.chips[1].say, session)
    assert [w.value for w in session.preferences.wishes if w.field == ITEM] == ["fjord-race-1999"]


def test_it_with_several_on_screen_is_asked_about(bot: Bot) -> None:
    session, text = said(bot, "something calm", "seen it")
    assert "may be one of several" in text and not session.preferences.hidden
    bot.ask(session.chips[0].say, session)
    assert len(session.preferences.hidden) == 1


def test_taking_one_and_starting_afresh(bot: Bot) -> None:
    session, text = said(bot, "something calm", "I'll take the second one, thanks")
    assert text == f"Good choice: “{session.hits[1].item.title}”."
    bot.ask("forget everything, start over", session)
    assert session.preferences.wishes == ()


def test_what_is_said_while_starting_afresh_counts(bot: Bot) -> None:
    session, _ = said(bot, "something calm under 40 dollars", "start over: something tense, no horror")
    assert [w.key for w in session.preferences.wishes] == ["want:mood=tense", "avoid:kind=horror"]
    assert session.preferences.limits == ()


def test_less_of_it_than_the_one_pointed_at(bot: Bot) -> None:
    session, _ = said(bot, "something tense", "like the first one but less scary")
    scary = next(w for w in session.preferences.wishes if w.value == "scary")
    first = next(w for w in session.preferences.wishes if w.field == ITEM)
    assert (scary.polarity, scary.than) == ("avoid", first.value)
    assert first.value not in {h.item.id for h in session.hits}


def test_limits_that_cross_the_last_one_counts_and_says_so(bot: Bot) -> None:
    session, _ = said(bot, "over 50 dollars but under 30 dollars")
    (limit,) = session.preferences.limits
    assert (limit.low, limit.high is not None, limit.receipt.replaces) == (None, True, "over 50 dollars")


def test_a_contradiction_names_what_it_replaces(bot: Bot) -> None:
    session, _ = said(bot, "no horror", "horror after all, I love it")
    (wish,) = [w for w in session.preferences.wishes if w.value == "horror"]
    assert (wish.polarity, wish.receipt.replaces) == ("want", "horror")


def test_two_hundred_wishes_at_once(bot: Bot) -> None:
    kinds = "horror, racing, party, family, strategy, calm, tense, funny, scary, birds, sea, trains, food"
    session, _ = said(bot, "no " + ", no ".join(f"{kinds}, thing{n}" for n in range(200)))
    assert len(session.preferences.wishes) >= 13 and session.turns
