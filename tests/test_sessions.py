"""Sessions: bounded, restored from the log, one message at a time, and nothing taken that was not shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from fakes import Asked, ScriptedLLM, running
from serving import answered, bot_of, reader, wait_for

from chatbot.bot import Bot
from chatbot.dialogue import Done, Shown, Understood, Words
from chatbot.erasing import erase
from chatbot.serve import given
from chatbot.sessions import AT_ONCE, CLICKS_A_MINUTE, LONGEST_TAKEN, MESSAGES_A_MINUTE, Refused, Sessions
from chatbot.store import SQLiteStore
from chatbot.tastes import Tastes
from retrieval.retriever import Retriever


@pytest.fixture
def bot(retriever: Retriever, tmp_path: Path) -> Iterator[Bot]:
    bot = bot_of(retriever, tmp_path)
    yield bot
    bot.store.close()


@pytest.fixture
def sessions(bot: Bot) -> Sessions:
    return Sessions(given(bot))


def refusal(does: object, *given: object) -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        does(*given)  # type: ignore[operator]
    return refused.value.reason, refused.value.status


def test_an_answer_comes_in_order_and_frees_the_session(sessions: Sessions) -> None:
    session = sessions.open()
    kinds = [type(event) for event in answered(sessions, session.id, "something calm about space")]
    assert kinds[:2] == [Understood, Shown]
    assert set(kinds[2:-1]) == {Words}
    assert kinds[-1] is Done
    assert not sessions.busy(session.id)


@pytest.mark.parametrize("wrong", ["", "x", "0" * 32, "../../log", None, 7, {"id": "0" * 32}, "A" * 32])
def test_an_unknown_id_opens_nothing(sessions: Sessions, wrong: object) -> None:
    assert refusal(sessions.get, wrong) == ("unknown", 404)


def test_a_restart_loses_no_conversation(sessions: Sessions, retriever: Retriever, tmp_path: Path) -> None:
    before = sessions.open("zh")
    answered(sessions, before.id, "something calm about space")
    sessions.react(before.id, before.hits[1].item.id, "like")
    sessions.bot.store.close()
    again = Sessions(given(bot_of(retriever, tmp_path)))
    after = again.get(before.id)
    assert (after.person, after.turns[0].said) == (before.person, "something calm about space")
    assert (after.preferences, [h.item.id for h in after.hits]) == (
        before.preferences,
        [h.item.id for h in before.hits],
    )
    assert after.liked == before.liked
    again.bot.store.close()


def test_memory_is_bounded_and_what_fell_out_comes_back(bot: Bot) -> None:
    sessions = Sessions(given(bot), most=3)
    opened = [sessions.open() for _ in range(5)]
    assert len(sessions._visits) == 3
    assert sessions.get(opened[0].id) is not opened[0]
    assert sessions.get(opened[0].id).person == opened[0].person
    assert sessions.get(opened[4].id) is opened[4]


def test_a_session_answers_one_message_at_a_time(retriever: Retriever, tmp_path: Path) -> None:
    bot = bot_of(retriever, tmp_path, reader(reading=0.3))
    sessions = Sessions(given(bot))
    session, over = sessions.open(), threading.Event()
    sessions.answer(session.id, "calm", lambda event: over.set() if event is None else None)
    assert refusal(sessions.answer, session.id, "scary", print) == ("busy", 409)
    assert over.wait(5)
    answered(sessions, session.id, "scary")
    assert [turn.said for turn in session.turns] == ["calm", "scary"]
    bot.store.close()


def test_a_busy_session_is_not_forgotten(retriever: Retriever, tmp_path: Path) -> None:
    bot = bot_of(retriever, tmp_path, reader(reading=0.3))
    sessions = Sessions(given(bot), most=1)
    session, over = sessions.open(), threading.Event()
    sessions.answer(session.id, "calm", lambda event: over.set() if event is None else None)
    sessions.open()
    assert sessions.get(session.id) is session
    assert over.wait(5)
    bot.store.close()


def test_stopping_ends_the_words_and_the_llm(retriever: Retriever, tmp_path: Path) -> None:
    llm = reader(pause=0.02)
    bot = bot_of(retriever, tmp_path, llm)
    sessions = Sessions(given(bot))
    session, events, over = sessions.open(), [], threading.Event()
    sessions.answer(session.id, "calm", lambda event: over.set() if event is None else events.append(event))
    wait_for(lambda: any(isinstance(event, Words) for event in events))
    sessions.stop(session.id)
    assert over.wait(5)
    assert not any(isinstance(event, Done) for event in events)
    wait_for(lambda: llm.closed == 1)
    answered(sessions, session.id, "scary", 30)
    bot.store.close()


def test_too_many_messages_and_clicks_in_a_minute(bot: Bot) -> None:
    clock = [0.0]
    sessions = Sessions(given(bot), now=lambda: clock[0])
    session = sessions.open()
    for _ in range(MESSAGES_A_MINUTE):
        answered(sessions, session.id, "thanks")
    assert refusal(sessions.answer, session.id, "thanks", print) == ("too_fast", 429)
    for _ in range(CLICKS_A_MINUTE):
        sessions.edit(session.id, "no such key", "remove")
    assert refusal(sessions.undo, session.id) == ("too_fast", 429)
    answered(sessions, sessions.open().id, "thanks")
    clock[0] = 60.0
    answered(sessions, session.id, "thanks")


def test_long_messages(sessions: Sessions) -> None:
    session = sessions.open()
    assert refusal(sessions.answer, session.id, "x" * (LONGEST_TAKEN + 1), print) == ("refused_long", 413)
    answered(sessions, session.id, "calm " * (LONGEST_TAKEN // 5))
    assert len(session.turns[0].said) == 2000


def test_half_a_surrogate_pair_is_no_text(sessions: Sessions) -> None:
    session = sessions.open()
    answered(sessions, session.id, "calm \ud83d")
    assert session.turns[0].said == "calm ?"


def test_reactions_count_only_for_what_was_shown_and_once(sessions: Sessions, bot: Bot) -> None:
    session, other = sessions.open(), sessions.open()
    answered(sessions, session.id, "calm")
    shown = session.hits[0].item.id
    hidden = next(item.id for item in bot.retriever.catalogue.items if item.id not in session.shown)
    assert refusal(sessions.react, session.id, hidden, "like") == ("not_taken", 422)
    assert refusal(sessions.react, session.id, shown, "adore") == ("not_taken", 422)
    assert refusal(sessions.react, other.id, shown, "like") == ("not_taken", 422)
    for _ in range(2):
        sessions.react(session.id, shown, "like", "my-own-id")
    answered(sessions, other.id, "calm")
    sessions.react(other.id, shown, "like", "my-own-id")  # another visitor's id is another reaction
    logged = [event.session for event in bot.store.events(kind="reaction")]
    assert logged == [session.id, other.id]


def test_a_server_takes_so_many_at_once(retriever: Retriever, tmp_path: Path) -> None:
    goes_on, over = threading.Event(), threading.Semaphore(0)

    def waits(asked: Asked) -> str:
        assert goes_on.wait(30)
        return '{"intent":"recommend","notes":[]}' if asked.schema else ""

    bot = bot_of(retriever, tmp_path, ScriptedLLM(rule=waits))
    sessions = Sessions(given(bot))
    for _ in range(AT_ONCE):
        sessions.answer(sessions.open().id, "calm", lambda event: over.release() if event is None else None)
    assert refusal(sessions.answer, sessions.open().id, "calm", print) == ("crowded", 503)
    goes_on.set()
    sessions.close(10)
    assert all(over.acquire(timeout=10) for _ in range(AT_ONCE))
    bot.store.close()


def test_an_answer_that_breaks_off_has_no_end_and_frees_the_session(sessions: Sessions) -> None:
    session = sessions.open()
    sessions.bot.store.close()
    assert answered(sessions, session.id, "calm") == []
    assert not sessions.busy(session.id)


def test_two_threads_restore_one_and_the_same_session(bot: Bot) -> None:
    opened, sessions, found = Sessions(given(bot)).open(), Sessions(given(bot)), []
    with running(*(threading.Thread(target=lambda: found.append(sessions.get(opened.id))) for _ in range(8))):
        pass
    assert len({id(session) for session in found}) == 1


def test_what_needs_the_bot_waits_for_it(bot: Bot) -> None:
    loading: Future[Bot] = Future()
    sessions = Sessions(loading)
    assert not sessions.ready
    threading.Timer(0.1, lambda: loading.set_result(bot)).start()
    assert sessions.open("zh").language == "zh"
    assert sessions.ready


def test_a_person_in_many_conversations_is_counted_once(bot: Bot) -> None:
    sessions = Sessions(given(bot), now=lambda: 0.0)
    first = sessions.open()
    answered(sessions, first.id, "something calm")
    item = first.hits[0].item.id
    second = sessions.open(person=first.person)
    for _ in range(CLICKS_A_MINUTE):
        sessions.react(first.id, item, "opened")
    assert refusal(sessions.undo, second.id) == ("too_fast", 429)
    other = sessions.open()
    assert sessions.undo(other.id) is not None


def test_who_is_erased_is_forgotten_at_once(retriever: Retriever, tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "log.db") as store:
        sessions = Sessions(given(Bot(retriever, None, store, tastes=Tastes(store, home=tmp_path))))
        gone, stays = sessions.open(), sessions.open()
        erase(store, tmp_path, gone.person)
        assert refusal(sessions.get, gone.id) == ("unknown", 404)
        assert sessions.get(stays.id).person == stays.person


def test_stars_may_stand_in_the_kind(sessions: Sessions) -> None:
    session = sessions.open()
    answered(sessions, session.id, "something calm")
    item = session.hits[0].item.id
    sessions.react(session.id, item, "rated-5")
    assert item in session.liked
    assert refusal(sessions.react, session.id, item, "rated-9")[0] == "not_taken"
