"""What the page shows after each thing a visitor does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from serving import Telling, bot_of, reader

from chatbot.bot import Bot
from chatbot.dialogue import Why
from chatbot.panel import mark
from chatbot.screens import Note, Screen, Screens, Shows
from chatbot.serve import given
from chatbot.sessions import CLICKS_A_MINUTE, Sessions
from chatbot.tastes import Tastes
from retrieval.retriever import Retriever


@pytest.fixture
def bot(retriever: Retriever, tmp_path: Path) -> Iterator[Bot]:
    bot = bot_of(retriever, tmp_path)
    yield bot
    bot.store.close()


@pytest.fixture
def screens(bot: Bot) -> Screens:
    return Screens(Sessions(given(bot)), bot.retriever.catalogue)


@pytest.fixture
def telling(bot: Bot) -> Screens:
    told = Telling(bot.retriever, bot.llm, bot.store)
    return Screens(Sessions(given(told)), bot.retriever.catalogue)


def last(shows: Shows) -> Screen:
    *_, screen = shows
    assert isinstance(screen, Screen)
    return screen


def noted(shows: Shows) -> Note:
    (note,) = shows
    assert isinstance(note, Note)
    return note


def test_a_message_shows_itself_then_the_picks_then_the_growing_reasons(retriever: Retriever, tmp_path: Path) -> None:
    bot = bot_of(retriever, tmp_path, reader(pause=0.02))
    screens = Screens(Sessions(given(bot)), bot.retriever.catalogue)
    first, *growing, end = screens.send(screens.blank(), " something calm ")
    assert isinstance(first, Screen) and isinstance(end, Screen)
    assert (first.said, first.status, first.busy, first.clear) == (
        "something calm",
        "Reading your message …",
        True,
        True,
    )
    screens_ = [shown for shown in growing if isinstance(shown, Screen)]
    assert {shown.status for shown in screens_} == {"Writing the reasons …"}
    assert all(shown.busy and shown.view.cards and shown.view.talk[0][0] == "something calm" for shown in screens_)
    assert any(shown.writing for shown in screens_)
    assert (end.busy, end.status, end.said, end.writing) == (False, "", "", frozenset())
    assert [wish.text for wish in end.view.wishes] == ["calm"]
    bot.store.close()


def test_nothing_said_does_nothing(screens: Screens, bot: Bot) -> None:
    assert noted(screens.send(screens.blank(), " \n ")) == Note("", "")
    assert list(bot.store.events()) == []


def test_a_session_opens_with_the_first_message_only(screens: Screens, bot: Bot) -> None:
    assert last(screens.load("")) == screens.blank("en")
    assert list(bot.store.events()) == []
    assert last(screens.send(screens.blank(), "calm")).view.session


def test_a_refused_message_goes_back_into_the_box(screens: Screens) -> None:
    note = noted(screens.send(screens.blank(), "x" * 20_001))
    assert note == Note("That message has 20001 characters; the most is 20000. Please shorten it.", "x" * 20_001)


def test_a_long_message_is_read_as_far_as_it_is(screens: Screens) -> None:
    assert (
        last(screens.send(screens.blank(), "calm " * 500)).status == "That was long: I read the first 2000 characters."
    )


def test_a_click_means_what_was_seen(screens: Screens) -> None:
    seen = last(screens.send(screens.blank(), "something calm"))
    after = last(screens.react(seen, 1, "dislike"))
    assert seen.view.cards[1].id not in [card.id for card in after.view.cards]
    assert after.fresh == {card.id for card in after.view.cards} - {card.id for card in seen.view.cards}
    assert after.status == "Updated."
    again = last(screens.react(seen, 0, "like"))  # from an old screen
    assert [card.liked for card in again.view.cards if card.id == seen.view.cards[0].id] == [True]
    assert list(screens.react(seen, 99, "like")) == []


def test_stars_are_seen_while_they_count(screens: Screens) -> None:
    seen = last(screens.send(screens.blank(), "something calm"))
    given = last(screens.act(seen, "react rated-3 1 7"))
    assert [card.stars for card in given.view.cards][:3] == [0, 3, 0]
    assert last(screens.load(given.view.session)).view.cards == given.view.cards
    assert not any(card.stars for card in last(screens.undo(given)).view.cards)


def test_what_is_written_of_an_item_is_taken_and_the_order_follows(bot: Bot) -> None:
    heard = replace(bot, tastes=Tastes(bot.store), mood=lambda text: 0.9 if "Lovely" in text else -0.9)
    screens = Screens(Sessions(given(heard)), bot.retriever.catalogue)
    seen = last(screens.send(screens.blank(), "something to play"))
    card = seen.view.cards[1]
    after = last(screens.act(seen, f"react comment 1 7 Lovely <b>{'!' * 500}"))
    (event,) = bot.store.events(kind="comment")
    assert (event.body["item_id"], event.body["text"]) == (card.id, f"Lovely <b>{'!' * 390}")
    assert after.status == f"“{card.title}”: your words were read as praise."
    assert after.view.changes.said == "your words were read as praise" and after.view.changes.moves
    assert after.view.cards[1].id == card.id and after.view.cards != seen.view.cards
    assert last(screens.undo(after)).view.cards == seen.view.cards
    assert "criticism" in last(screens.act(seen, "react comment 1 8 Dull")).status
    note = noted(screens.safely(seen, screens.act(seen, "react comment 1 9")))
    assert note.status.startswith("That does not count")


def test_wishes_go_and_come_back(screens: Screens) -> None:
    seen = last(screens.send(screens.blank(), "something calm, nothing scary"))
    less = last(screens.edit(seen, seen.view.wishes[0].key, "remove"))
    assert (less.view.wishes, less.status) == (seen.view.wishes[1:], "Removed “calm”.")
    back = last(screens.undo(less))
    assert (back.view.wishes, back.status) == (seen.view.wishes, "Back to how it was: “calm” is back.")
    assert noted(screens.undo(screens.blank())) == Note("There is nothing to undo.")


def test_a_button_of_the_profile_edits_the_wish_that_it_names(screens: Screens) -> None:
    seen = last(screens.send(screens.blank(), "something calm, nothing scary"))
    calm, scary = (mark(wish.key) for wish in seen.view.wishes)
    muted = last(screens.act(seen, f"mute {calm} 1"))
    assert [wish.muted for wish in muted.view.wishes] == [True, False]
    assert muted.status == "Muted “calm”: it does not count now."
    kept = last(screens.act(muted, f"taste {scary} 2"))
    assert [wish.scope for wish in kept.view.wishes] == ["today", "taste"]
    assert last(screens.act(kept, f"weaker {scary} 3")).status.endswith(" counts less now.")
    assert last(screens.act(kept, f"unmute {scary} 4")).status.endswith(" stays as it is.")
    assert last(screens.act(kept, "remove 0123456789ab 5")).status == "That wish is no longer there."
    assert [list(screens.act(kept, nonsense)) for nonsense in (None, "", "explode", f"like {calm}")] == [[]] * 4
    assert list(screens.act(screens.blank(), f"mute {calm}")) == []


def test_two_tabs_that_edit_the_same_wish(screens: Screens) -> None:
    one = two = last(screens.send(screens.blank(), "something calm, nothing scary"))
    calm, scary = (mark(wish.key) for wish in one.view.wishes)
    one = last(screens.act(one, f"remove {calm}"))
    two = last(screens.act(two, f"mute {calm}"))
    assert (two.view.wishes, two.view.cards) == (one.view.wishes, one.view.cards)
    assert two.status == "That wish is no longer there."
    two = last(screens.act(two, f"mute {scary}"))
    one = last(screens.act(one, f"mute {scary}"))
    assert (one.view.wishes, one.view.cards) == (two.view.wishes, two.view.cards)
    assert one.status == f"“{one.view.wishes[0].text}” stays as it is."


def test_why_opens_and_closes(telling: Screens) -> None:
    seen = last(telling.send(telling.blank(), "something calm"))
    told = last(telling.why(seen, 1))
    assert isinstance(told.view.aside, Why) and told.view.aside.item_id == seen.view.cards[1].id
    other = last(telling.why(told, 0))
    assert isinstance(other.view.aside, Why) and other.view.aside.item_id == seen.view.cards[0].id
    assert last(telling.why(other, 0)).view.aside is None
    assert last(telling.act(told, "shut 7")).view.aside is None
    assert list(telling.why(seen, 99)) == []


def test_what_is_refused_is_said(screens: Screens) -> None:
    seen = last(screens.send(screens.blank(), "calm"))
    for _ in range(CLICKS_A_MINUTE):
        screens.sessions.undo(seen.view.session)
    note = noted(screens.safely(seen, screens.react(seen, 0, "like")))
    assert note.status.startswith("That was many messages in a minute.")


def test_a_new_chat_is_the_same_persons(screens: Screens, bot: Bot) -> None:
    seen = last(screens.send(screens.blank(), "calm"))
    new = last(screens.begin(seen))
    assert (new.view.talk, new.view.cards) == ((), ())
    assert new.view.session not in ("", seen.view.session)
    assert len({event.body["person"] for event in bot.store.events(kind="session")}) == 1


def test_the_chat_is_there_again(screens: Screens) -> None:
    seen = last(screens.send(screens.blank(), "calm"))
    assert last(screens.load(seen.view.session)).view == seen.view
    assert last(screens.load("0" * 32)) == screens.blank("en")
    assert screens.of(seen.view.session).view == seen.view
    assert last(screens.load(seen.view.session, "zh")).view.language == "zh"


def test_examples_and_chips_are_messages(screens: Screens) -> None:
    seen = last(screens.example(screens.blank(), 0))
    assert seen.view.talk[0][0] == "Something calm for two"
    place = next(n for n, chip in enumerate(seen.view.chips) if chip.say)
    assert last(screens.chip(seen, place)).view.talk[1][0] == seen.view.chips[place].say
    assert list(screens.example(seen, 9)) == []


def test_another_language(screens: Screens) -> None:
    assert last(screens.speak(screens.blank(), "zh")) == screens.blank("zh")
    seen = last(screens.send(screens.blank(), "calm"))
    assert last(screens.speak(seen, "zh")).view.language == "zh"


def test_while_the_models_load(bot: Bot) -> None:
    loading: Future[Bot] = Future()
    screens = Screens(Sessions(loading), bot.retriever.catalogue)
    shows = screens.send(screens.blank(), "calm")
    first = next(shows)
    assert isinstance(first, Screen)
    assert (first.said, first.busy) == ("calm", True)
    assert first.status.startswith("Getting ready")
    loading.set_result(bot)
    assert last(shows).view.cards


def test_an_answer_that_breaks_off_says_so(screens: Screens, bot: Bot) -> None:
    seen = last(screens.send(screens.blank(), "calm"))
    bot.store.close()
    assert (
        last(screens.send(seen, "scary")).status
        == "Something went wrong here. Your chat is kept; please send that again."
    )


def test_a_log_that_cannot_be_written_is_said(screens: Screens, bot: Bot) -> None:
    seen = last(screens.send(screens.blank(), "calm"))
    bot.store.close()
    note = noted(screens.safely(seen, screens.react(seen, 0, "like")))
    assert note == Note("Something went wrong here. Your chat is kept; please send that again.")


def test_leaving_stops_the_llm(retriever: Retriever, tmp_path: Path) -> None:
    llm = reader(pause=0.2)
    bot = bot_of(retriever, tmp_path, llm)
    screens = Screens(Sessions(given(bot)), bot.retriever.catalogue)
    shows = screens.send(screens.blank(), "calm")
    next(shows)
    next(shows)
    shows.close()  # type: ignore[attr-defined]
    screens.sessions.close()
    assert llm.closed == 1
    bot.store.close()
