"""What a reaction does to a conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import MemoryStore

from chatbot.bot import Bot
from chatbot.dialogue import KINDS, Reaction, Session
from chatbot.phrasing import Phrasing
from chatbot.reacting import ReactionError, act, event_of, told
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM


@pytest.fixture
def bot(retriever: Retriever) -> Bot:
    return Bot(retriever, None, MemoryStore())


@pytest.fixture
def session(bot: Bot) -> Session:
    session = bot.open()
    list(bot.reply(session, "something to play"))
    return session


@pytest.mark.parametrize(
    ("kind", "value", "wished", "hidden", "stays"),
    [
        ("rated", 5, "want", False, True),
        ("rated", 3, "", False, True),
        ("rated", 1, "avoid", True, False),
        ("seen-liked", None, "want", True, False),
        ("seen-disliked", None, "avoid", True, False),
        ("added", None, "want", False, True),
        ("removed", None, "", False, False),
        ("not-now", None, "", False, False),
        ("opened", None, "", False, True),
        ("comment", None, "", False, True),
    ],
)
def test_each_does_what_it_says(
    bot: Bot, session: Session, kind: str, value: int | None, wished: str, hidden: bool, stays: bool
) -> None:
    item = session.hits[1].item.id
    shown = bot.react(session, Reaction(item, kind, value, "Nice enough."))  # type: ignore[arg-type]
    wishes = [w.polarity for w in session.preferences.wishes if w.field == ITEM and w.value == item]
    assert wishes == ([wished] if wished else [])
    assert (item in session.preferences.hidden) == hidden
    assert (item in [h.item.id for h in shown.hits]) == stays
    assert len(shown.hits) == 4


def test_stars_that_were_given_stay_and_go_with_an_undo(bot: Bot, session: Session) -> None:
    first, second = (hit.item.id for hit in session.hits[:2])
    bot.react(session, Reaction(first, "rated", 3))
    bot.react(session, Reaction(second, "rated", 4))
    bot.react(session, Reaction(first, "rated", 5))
    assert session.rated == {first: 5, second: 4}
    bot.undo(session)
    assert session.rated == {first: 3, second: 4}
    again = bot.resume(session.id)
    assert again is not None and again.rated == session.rated
    bot.undo(session)
    bot.undo(session)
    again = bot.resume(session.id)
    assert again is not None and again.rated == session.rated == {}


def test_not_now_is_not_never(bot: Bot, session: Session) -> None:
    item = session.hits[0].item.id
    bot.react(session, Reaction(item, "not-now"))
    seen = {h.item.id for _ in range(4) for h in bot.ask("something else", session).shown.hits}
    assert item in seen


def test_what_was_added_and_removed_is_wished_no_more(bot: Bot, session: Session) -> None:
    item = session.hits[0].item.id
    bot.react(session, Reaction(item, "added"))
    assert item in session.liked
    bot.react(session, Reaction(item, "removed"))
    assert item not in session.liked
    assert not session.preferences.wishes


@pytest.mark.parametrize(
    ("reaction", "says"),
    [
        (Reaction("up", "rated", 7), "1 to 5 stars, not 7"),
        (Reaction("up", "rated"), "1 to 5 stars"),
        (Reaction("up", "spent", -1), "no time"),
        (Reaction("up", "comment", text=" "), "without a text"),
        (Reaction("up", "love"), "no reaction is called 'love'. There are: like, "),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_count_is_said(bot: Bot, session: Session, reaction: Reaction, says: str) -> None:
    session.shown.add("up")
    with pytest.raises(ReactionError, match=says):
        bot.react(session, reaction)


def test_a_comment_is_logged_as_one_with_how_it_sounds(session: Session) -> None:
    reaction = Reaction(session.hits[0].item.id, "comment", text="Lovely")
    event = event_of(session, reaction, lambda text: 0.7 if text == "Lovely" else 0.0)
    assert (event.kind, event.body["sentiment"], event.body["text"]) == ("comment", 0.7, "Lovely")
    assert event_of(session, Reaction("up", "like"), None).kind == "reaction"


@pytest.mark.parametrize(
    ("sentiment", "said"),
    [(0.7, "praise"), (-0.2, "criticism"), (0.0, "neither praise nor criticism")],
)
def test_the_visitor_is_told_how_a_comment_was_read(bot: Bot, session: Session, sentiment: float, said: str) -> None:
    item = session.hits[0].item.id
    heard = replace(bot, mood=lambda _: sentiment)
    assert heard.react(session, Reaction(item, "comment", text="Well.")).changes.said == session.changes.said
    assert session.changes.said == f"your words were read as {said}"
    assert heard.react(session, Reaction(item, "like")).changes.said == ""
    like = event_of(session, Reaction(item, "like"), None)
    assert told(like, Phrasing(bot.retriever.catalogue, "en")) == ""


def test_every_kind_can_be_acted_on(bot: Bot, session: Session) -> None:
    for kind in KINDS:
        keep, out = act(session, Reaction(session.hits[0].item.id, kind, 3), bot.retriever.catalogue)
        assert not keep & out
