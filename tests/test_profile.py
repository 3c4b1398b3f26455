"""Edits of single wishes, and the taste that lasts from one conversation to the next."""

from __future__ import annotations

import pytest
from conftest import MemoryStore

from chatbot import profile
from chatbot.bot import Bot
from chatbot.dialogue import Edit, Reaction
from chatbot.reacting import ReactionError
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Strength, Wish

HORROR = Wish("avoid", "kind", "horror", "like")
SLOW = Wish("want", TEXT, "slow", "strong")
PRICE = Limit("price", None, 30)
BOTH = Preferences((HORROR, SLOW), (PRICE,))


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [("slight", "stronger", "like"), ("strong", "stronger", "must"), ("must", "stronger", "must"),
     ("must", "weaker", "strong"), ("slight", "weaker", "slight")],
)  # fmt: skip
def test_a_wish_goes_up_and_down_by_a_step(before: Strength, kind: Edit, after: Strength) -> None:
    wanted = Preferences((Wish("want", "kind", "horror", before),))
    assert profile.edited(wanted, "want:kind=horror", kind).wishes[0].strength == after


def test_free_words_and_items_are_never_a_must() -> None:
    liked = Wish("want", ITEM, "up", "strong")
    assert profile.edited(Preferences((SLOW, liked)), SLOW.key, "stronger").wishes == (SLOW, liked)


def test_muted_wishes_stay_but_do_not_count() -> None:
    muted = profile.edited(profile.edited(BOTH, HORROR.key, "mute"), PRICE.key, "mute")
    assert [w.muted for w in muted.wishes] == [True, False] and muted.limits[0].muted
    assert muted.active == Preferences((SLOW,))
    assert profile.edited(profile.edited(muted, HORROR.key, "unmute"), PRICE.key, "unmute") == BOTH


def test_an_unknown_key_and_the_strength_of_a_limit_change_nothing() -> None:
    assert profile.edited(BOTH, "want:kind=none", "remove") == BOTH
    assert profile.edited(BOTH, PRICE.key, "stronger") == BOTH


def test_taste_comes_along_and_todays_wishes_do_not(retriever: Retriever) -> None:
    bot = Bot(retriever, None, MemoryStore())
    first = bot.open()
    bot.ask("I hate horror. Tonight something calm, under 40 dollars", first)
    assert [(w.key, w.scope) for w in first.preferences.wishes] == [
        ("avoid:kind=horror", "today"),
        ("want:mood=calm", "today"),
    ]  # "tonight" holds for the whole message
    bot.ask("I can't stand war", first)
    bot.edit(first, "want:mood=calm", "taste")
    later = bot.open(first.person)
    assert [w.key for w in later.preferences.wishes] == ["want:mood=calm", "avoid:theme=war"]
    assert later.preferences.limits == ()


def test_what_was_kept_and_then_removed_is_gone_for_good(retriever: Retriever) -> None:
    bot = Bot(retriever, None, MemoryStore())
    first = bot.open()
    bot.ask("I hate horror", first)
    second = bot.open(first.person)
    bot.edit(second, "avoid:kind=horror", "remove")
    assert bot.open(first.person).preferences.wishes == ()


def test_rejected_and_known_items_stay_hidden_in_later_chats(retriever: Retriever) -> None:
    bot = Bot(retriever, None, MemoryStore())
    first = bot.open()
    shown = bot.ask("something calm", first).shown
    bot.react(first, Reaction(shown.hits[0].item.id, "seen"))
    assert bot.open(first.person).preferences.hidden == {shown.hits[0].item.id}


def test_every_edit_changes_the_order_at_once_and_can_be_undone(retriever: Retriever) -> None:
    bot = Bot(retriever, None, MemoryStore())
    session = bot.open()
    bot.ask("calm, no horror", session)
    before, screen = session.preferences, [h.item.id for h in session.hits]
    for kind in ("mute", "stronger", "weaker", "taste", "remove"):
        bot.edit(session, "want:mood=calm", kind)
        assert session.preferences != before
        bot.undo(session)
        assert (session.preferences, [h.item.id for h in session.hits]) == (before, screen)


def test_muted_and_unmuted_is_the_same_list(retriever: Retriever) -> None:
    bot = Bot(retriever, None, MemoryStore())
    session = bot.open()
    bot.ask("horror", session)
    screen = [h.item.id for h in session.hits]
    assert [h.item.id for h in bot.edit(session, "want:kind=horror", "mute").hits] != screen
    assert [h.item.id for h in bot.edit(session, "want:kind=horror", "unmute").hits] == screen


def test_an_edit_that_there_is_not_is_refused(retriever: Retriever) -> None:
    bot = Bot(retriever, None, MemoryStore())
    with pytest.raises(ReactionError, match="no edit is called 'dance'"):
        bot.edit(bot.open(), "want:kind=horror", "dance")  # type: ignore[arg-type]


def test_a_taste_that_came_along_outlives_a_restart_and_many_silent_chats(retriever: Retriever) -> None:
    bot = Bot(retriever, None, MemoryStore())
    first = bot.open()
    bot.ask("I hate horror", first)
    for _ in range(profile.MOST_LOOKED_AT + 5):
        last = bot.open(first.person)
    assert last.preferences.wishes == first.preferences.wishes
    again = bot.resume(last.id)
    assert again is not None and again.preferences == last.preferences
