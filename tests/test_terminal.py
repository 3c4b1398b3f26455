"""The conversation in a terminal: what its commands do, and how sentences grow on a screen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from typed import Wordy, folder, reader

from chatbot.bot import Bot
from chatbot.store import SQLiteStore
from chatbot.terminal import Terminal
from retrieval.retriever import Retriever

__all__ = ["folder"]


def said(bot: Bot, *lines: str) -> str:
    """What the terminal says to these lines, after the greeting; the last one's answer only."""
    out = io.StringIO()
    answers = []

    def feed() -> Iterator[str]:
        for line in lines:
            answers.append(out.tell())
            yield line

    Terminal(bot, out).talk(feed())
    return out.getvalue()[answers[-1] :]


@pytest.fixture
def quiet(retriever: Retriever, folder: Path) -> Bot:
    """A bot without an LLM that shows three items."""
    return Bot(retriever, None, SQLiteStore(folder / "log.db"), 3)


CALM = "1  Moon Harvest  strategy\n2  Café Amélie  family, economic\n3  Garden of Birds  strategy, family\n"
CALM += "\n1  Calm.\n2  Calm.\n3  Calm.\nYou could say: Something else\n"


def test_a_liked_item_stays_and_is_marked(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/like 1").startswith("1  Moon Harvest 👍  strategy\n")


def test_a_seen_item_goes(quiet: Bot) -> None:
    assert "Moon Harvest" not in said(quiet, "something calm", "/seen 1")


def test_a_disliked_item_goes_and_is_a_wish(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/dislike 1", "/wishes") == "1  calm\n2  nothing like Moon Harvest\n"


def test_more_like_one_leaves_that_one_in_the_wishes(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/more 3", "/wishes") == "1  calm\n2  like Garden of Birds\n"


def test_undo_goes_back(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/like 1", "/undo") == "Back to how it was.\n" + CALM


def test_remove_takes_a_wish_or_a_limit_back(quiet: Bot) -> None:
    assert said(quiet, "something calm, no ghosts", "/remove 2", "/wishes") == "1  calm\n"


def test_new_begins_again_for_the_same_person(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/new", "/wishes") == "Nothing yet: tell me what you like or do not like.\n"
    people = [event.body["person"] for event in quiet.store.events(kind="session")]
    assert len(people) == 2 and people[0] == people[1]


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["/like 1"], "There is no item yet. Say what you like first.\n"),
        (["calm", "/like 4"], "There is no item '4'. Give a number from 1 to 3.\n"),
        (["calm", "/like 0"], "There is no item '0'. Give a number from 1 to 3.\n"),
        (["calm", "/remove two"], "There is no wish 'two'. Give a number from 1 to 1.\n"),
        (["/undo"], "There is nothing to undo.\n"),
        (
            ["/lik 1"],
            "No command is called '/lik'. There are: /like, /dislike, /seen, /more, /remove, /undo, /wishes, /new, "
            "/help, /quit.\n",
        ),
        (["  "], ""),
    ],
)
def test_what_cannot_be_done_is_said(quiet: Bot, lines: list[str], answer: str) -> None:
    assert said(quiet, *lines) == answer


def test_suggestions_that_drop_a_wish_name_its_number(quiet: Bot) -> None:
    assert "/remove 4 (Without" in said(quiet, "something calm before 1990 about ghosts for 12 players")


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_sentences_grow_on_a_screen_and_a_refused_one_is_written_over(
    retriever: Retriever, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = Screen()
    Terminal(Wordy(retriever, ScriptedLLM(rule=reader), SQLiteStore(folder / "log.db"), 2), out).talk(
        ["calm, no ghosts"]
    )
    _, reasons = out.getvalue().split("\n\n")
    assert reasons == "1  A calm game.\n2  A calm \r\x1b[J2  Plain.\nYou could say: Something else\n"
