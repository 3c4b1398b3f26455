"""A running bot takes a new edition of its catalogue: at once, whole, and without a pause."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HashedWords, MemoryStore
from fakes import running
from serving import wait_for
from teas import csv_file

from chatbot import catalogues
from chatbot.bot import Bot
from chatbot.dialogue import Shown, Streamed
from chatbot.editions import newest
from chatbot.sessions import Sessions
from retrieval.catalogue import Catalogue
from retrieval.formats import Source
from retrieval.intake import take_in
from retrieval.retriever import Retriever

KINDS = ("tea", "cup", "pot")
FIELDS = """
[fields]
id = {kind = "id", column = "sku"}
title = {kind = "title", column = "name"}
kind = {kind = "category"}
text = {kind = "text"}
"""


def add(home: Path, edition: str, count: int = 12, leaving: int = 0) -> None:
    """The shop in an edition: every title and every text says which; `leaving` items of the end are not in it."""
    rows = "".join(
        f"S-{n},{edition} thing {n},{KINDS[n % 3]},A calm {KINDS[n % 3]} of {edition}\n" for n in range(count - leaving)
    )
    path = csv_file(home, f"sku,name,kind,text\n{rows}", "shop.csv")
    fields = csv_file(home, FIELDS, "shop.toml")
    catalogues.add(home, "shop", take_in(Source(str(path)), fields_file=fields))


def opened(home: Path) -> Catalogue:
    catalogue = catalogues.opened(home, "shop")
    assert catalogue
    return catalogue


def made(catalogue: Catalogue) -> Retriever:
    return Retriever(catalogue, HashedWords())


def bot_on(home: Path, retriever: Callable[[Catalogue], Retriever] = made, items: int = 4) -> Bot:
    seen = catalogues.stamp(home, "shop")
    return newest(Bot(made(opened(home)), None, MemoryStore(), items), home, "shop", retriever, seen=seen)


def editions(shown: Shown) -> set[str]:
    """Which editions an answer is of, by its titles and its texts."""
    return {hit.item.title.split()[0] for hit in shown.hits} | {hit.item.text.split()[-1] for hit in shown.hits}


def test_a_new_edition_is_taken_without_a_restart(tmp_path: Path) -> None:
    add(tmp_path, "old")
    bot = bot_on(tmp_path)
    session = bot.open()
    assert editions(bot.ask("calm tea", session).shown) == {"old"}
    bot.clauses["S-0"] = "of the old text"
    add(tmp_path, "new")
    wait_for(lambda: bot.current is not bot)
    assert editions(bot.ask("a cup", session).shown) == {"new"}
    assert (bot.current.clauses, bot.clauses) == ({}, {"S-0": "of the old text"})
    assert bot.current.current is bot.current


def waiting(go: threading.Event) -> Callable[[Catalogue], Retriever]:
    """Makes a retriever when it is told to."""

    def slow(catalogue: Catalogue) -> Retriever:
        assert go.wait(5)
        return made(catalogue)

    return slow


def test_an_edition_that_came_in_while_the_first_was_made_is_not_missed(tmp_path: Path) -> None:
    add(tmp_path, "old")
    seen, first = catalogues.stamp(tmp_path, "shop"), Bot(made(opened(tmp_path)), None, MemoryStore(), 4)
    add(tmp_path, "new")  # its vectors took a while, and meanwhile
    bot = newest(first, tmp_path, "shop", made, seen=seen)
    wait_for(lambda: bot.current is not bot)
    assert editions(bot.ask("calm").shown) == {"new"}


def test_the_old_edition_answers_until_the_new_one_is_ready(tmp_path: Path) -> None:
    add(tmp_path, "old")
    go = threading.Event()
    bot = bot_on(tmp_path, waiting(go))
    add(tmp_path, "new")
    assert [editions(bot.ask("calm").shown) for _ in range(3)] == [{"old"}] * 3
    go.set()
    wait_for(lambda: bot.current is not bot)
    assert editions(bot.ask("calm").shown) == {"new"}


def test_what_was_taken_out_is_shown_no_more_even_before_the_new_edition_is_ready(tmp_path: Path) -> None:
    add(tmp_path, "old")
    go = threading.Event()
    bot = bot_on(tmp_path, waiting(go), 12)
    assert len(bot.ask("calm").shown.hits) == 12
    add(tmp_path, "old", leaving=5)
    wait_for(lambda: len(bot.current.gone) == 5)
    left = {f"S-{n}" for n in range(7)}
    assert {hit.item.id for hit in bot.ask("calm").shown.hits} == left
    go.set()
    wait_for(lambda: len(bot.current.retriever.catalogue.items) == 7)
    assert bot.current.gone == frozenset()


def test_a_message_in_flight_is_answered_from_the_edition_it_began_with(tmp_path: Path) -> None:
    add(tmp_path, "old")
    reading, go = threading.Event(), threading.Event()

    def reads_slowly() -> None:
        reading.set()
        assert go.wait(5)

    bot = bot_on(tmp_path)
    slow = replace(bot, reader=reads_slowly)
    session = bot.open()
    bot.ask("calm tea", session)
    found: list[Streamed] = []
    with running(threading.Thread(target=lambda: found.extend(slow.reply(session, "a pot")))):
        assert reading.wait(5)
        add(tmp_path, "new")
        wait_for(lambda: bot.current is not bot)
        assert editions(bot.current.ask("a cup", session).shown) == {"new"}
        go.set()
    assert [editions(event) for event in found if isinstance(event, Shown)] == [{"old"}]
    assert editions(bot.ask("a pot", session).shown) == {"new"}


def test_no_answer_mixes_two_editions(tmp_path: Path) -> None:
    """Visitors ask, each in a conversation of their own and in one that they share, while editions come in."""
    add(tmp_path, "first")
    ready: Future[Bot] = Future()
    ready.set_result(bot_on(tmp_path))
    sessions = Sessions(ready)
    answers: list[set[str]] = []
    over = threading.Event()
    shared = sessions.bot.open()

    def visits() -> None:
        own = sessions.bot.open()
        for n in range(10_000):
            for session in (own, shared):
                shown = sessions.bot.ask(("calm tea", "a cup", "more", "a pot, no tea")[n % 4], session).shown
                answers.append(editions(shown))
            if over.is_set():
                return

    with running(*(threading.Thread(target=visits) for _ in range(3))):
        for edition in ("second", "third", "fourth"):
            add(tmp_path, edition)
            wait_for(lambda edition=edition: {edition} in answers)  # type: ignore[misc]
        over.set()
    assert {frozenset(answer) for answer in answers if len(answer) != 1} == set()
    assert {edition for answer in answers for edition in answer} == {"first", "second", "third", "fourth"}


def test_an_edition_that_cannot_be_read_changes_nothing_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    add(tmp_path, "old")
    bot = bot_on(tmp_path)
    (tmp_path / "catalogues" / "shop" / "current.json").write_text("{")
    wait_for(lambda: bot.current is bot and bool(caplog.messages))
    assert "shop stays as it was" in caplog.messages[0] and "is damaged" in caplog.messages[0]
    catalogues.remove(tmp_path, "shop")
    wait_for(lambda: bot.current is bot and len(caplog.messages) == 2)
    assert "was removed" in caplog.messages[1]
    assert editions(bot.ask("calm").shown) == {"old"}
    add(tmp_path, "new")
    wait_for(lambda: bot.current is not bot)
