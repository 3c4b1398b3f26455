"""The conversation in a terminal: what its commands do, and how sentences grow on a screen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from serving import Telling
from typed import Wordy, folder, reader

from chatbot.bot import Bot
from chatbot.dialogue import Changes, Chip, Move
from chatbot.store import SQLiteStore
from chatbot.terminal import Terminal
from retrieval.retriever import Retriever
from retrieval.wishes import Limit

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
    line, first, *_ = said(quiet, "something calm", "/like 1").splitlines()
    assert (line, first) == ("(new order: like Moon Harvest)", "1  Moon Harvest 👍  strategy")


def test_a_seen_item_goes(quiet: Bot) -> None:
    assert "Moon Harvest" not in said(quiet, "something calm", "/seen 1")


def test_a_disliked_item_goes_and_is_a_wish(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/dislike 1", "/wishes") == (
        "Today\n1  calm  “calm”\nYour taste (kept for your next chats)\n"
        "2  nothing like Moon Harvest  you pressed 👎 on Moon Harvest\n"
    )


def test_more_like_one_leaves_that_one_in_the_wishes(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/more 3", "/wishes") == (
        "Today\n1  calm  “calm”\nYour taste (kept for your next chats)\n"
        "2  like Garden of Birds  you pressed “More like this” on Garden of Birds\n"
    )


def test_undo_goes_back(quiet: Bot) -> None:
    assert said(quiet, "something calm", "/like 1", "/undo") == (
        "Back to how it was: “like Moon Harvest” is gone.\n(new order: without “like Moon Harvest”)\n" + CALM
    )


def test_remove_takes_a_wish_or_a_limit_back(quiet: Bot) -> None:
    assert said(quiet, "something calm, no ghosts", "/remove 2", "/wishes") == "Today\n1  calm  “calm”\n"


def test_wishes_are_edited_by_number(quiet: Bot) -> None:
    edits = ("/mute 1", "/keep 1", "/stronger 2")
    assert said(quiet, "something calm, no ghosts", *edits).startswith("“calm” counts more now.\n1  ")
    assert said(quiet, "something calm, no ghosts", *edits, "/weaker 2", "/unmute 2", "/wishes") == (
        "Today\n1  no ghosts  (a must)  “ghosts”\nYour taste (kept for your next chats)\n2  calm  “calm”\n"
    )
    assert said(quiet, "something calm", "/keep 1", "/today 1").startswith("“calm” is for today only.\n")
    assert said(quiet, "something calm", "/unmute 1").startswith("“calm” stays as it is.\n")


def test_why_and_compare(retriever: Retriever, folder: Path) -> None:
    bot = Telling(retriever, None, SQLiteStore(folder / "log.db"), 3)
    assert said(bot, "something calm", "/why 2") == (
        f"It stands first.\n  +0.50  {'█' * 20}  like Inception\n  −0.25  {'░' * 10}{' ' * 10}  year 1990–1999\n"
        "Without the years it would stand second.\n"
    )
    assert "Said  Compare 1 and 3" in said(bot, "something calm", "/compare 1 3")


def test_a_suggested_limit_is_taken_by_its_number(quiet: Bot) -> None:
    out = io.StringIO()
    terminal = Terminal(quiet, out)
    terminal.talk(["something calm up to 20 dollars"])
    terminal._session.chips = (Chip("up to $35", loosen=Limit("price", None, 35)),)
    terminal.talk(["/chip 1"])
    assert [(limit.low, limit.high) for limit in terminal._session.preferences.limits] == [(None, 35)]


def test_what_changed(quiet: Bot) -> None:
    out = io.StringIO()
    terminal = Terminal(quiet, out)
    terminal.talk(["something calm"])
    terminal._session.changes = Changes((Move("up", "Up", None, 1, "", "Up came in"),), "+1")
    start = out.tell()
    terminal.talk(["/changed"])
    terminal._session.changes = Changes()
    terminal.talk(["/changed"])
    hello = "What would you like to play? (/help lists the commands)\n"
    assert out.getvalue()[start:] == f"{hello}Up came in\n{hello}Nothing on the list changed.\n"


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
        (["calm", "/compare 1"], "Give two numbers or more, as /compare 1 3.\n"),
        (["calm", "/compare 1 9"], "There is no item '9'. Give a number from 1 to 3.\n"),
        (
            ["/lik 1"],
            "No command is called '/lik'. There are: /like, /dislike, /seen, /more, /why, /compare, /remove, /mute, "
            "/unmute, /stronger, /weaker, /today, /keep, /chip, /changed, /undo, /wishes, /new, /help, /quit.\n",
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
