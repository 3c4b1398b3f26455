"""A conversation in a terminal, or in a pipe: there nothing is coloured or written over. Knows the bot; no flags."""

from __future__ import annotations

import contextlib
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO, TypeVar

from chatbot.bot import Bot
from chatbot.dialogue import Reaction, Shown, Understood, Words
from chatbot.phrasing import Phrasing
from retrieval.wishes import Limit, Wish

Thing = TypeVar("Thing")

PROMPT = "> "
HELP = """\
/like 2       I like the second item        /wishes    what I want, numbered
/dislike 1    not the first                 /remove 3  take back the third wish
/seen 3       I know the third              /undo      take back the last step
/more 2       more like the second          /new       begin again
/help         this list                     /quit      end (or Ctrl-D)"""


class CommandError(ValueError):
    """A command that cannot be done; the message says why."""


def typed() -> Iterator[str]:
    """The lines of standard input; a person gets a prompt, and the arrow keys bring earlier lines back."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    with contextlib.suppress(ImportError):  # not on every system
        import readline  # noqa: F401
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            return


class Terminal:
    """Talks with one visitor. `out` is where answers go; colours and growing sentences only if it is a terminal."""

    def __init__(self, bot: Bot, out: TextIO) -> None:
        self._bot = bot
        self._out = out
        self._live = out.isatty()
        self._session = bot.open()

    def talk(self, lines: Iterable[str]) -> None:
        """Answer lines until /quit or their end."""
        self._say(f"{self._phrasing.greeting} (/help lists the commands)\n".lstrip())
        for line in map(str.strip, lines):
            if line == "/quit":
                return
            try:
                self._answer(line)
            except CommandError as error:
                self._say(f"{error}\n")
            except KeyboardInterrupt:
                if not self._live:
                    raise
                self._say("\n(stopped)\n")

    def _answer(self, line: str) -> None:
        if not line:
            return
        name, _, rest = line.partition(" ")
        if not name.startswith("/"):
            self._reply(line)
        elif name in _COMMANDS:
            _COMMANDS[name](self, rest.strip())
        else:
            raise CommandError(f"No command is called {name!r}. There are: {', '.join([*_COMMANDS, '/quit'])}.")

    # A message

    def _reply(self, message: str) -> None:
        growing: _Growing | None = None
        intent = ""
        with contextlib.closing(self._bot.reply(self._session, message)) as events:  # type: ignore[type-var]
            for event in events:
                if isinstance(event, Understood):
                    intent = event.update.intent
                elif isinstance(event, Shown):
                    self._say(f"{event.text}\n")
                    if intent in ("recommend", "more"):
                        self._list()
                        growing = _Growing(self._out, self._live, [h.item.id for h in event.hits])
                elif isinstance(event, Words) and growing:
                    growing.show(event.reason.item_id, event.reason.text, event.final)
        if growing:
            growing.rest({reason.item_id: reason.text for reason in self._session.reasons.values()})
        self._suggest()

    def _list(self) -> None:
        phrasing = self._phrasing
        for number, hit in enumerate(self._session.hits, 1):
            title = f"\x1b[1m{hit.item.title}\x1b[0m" if self._live else hit.item.title
            liked = " 👍" if hit.item.id in self._session.liked else ""
            self._say(f"{number}  {title}{liked}  {phrasing.summary(hit.item)}\n")
        self._say("\n" if self._session.hits else "")

    def _suggest(self) -> None:
        chips = self._session.chips
        said = [chip.say for chip in chips if chip.say]
        keys = [wish.key for wish in self._wishes]
        said += [f"/remove {keys.index(chip.drop) + 1} ({chip.label})" for chip in chips if chip.drop in keys]
        self._say(f"You could say: {' | '.join(said)}\n" if said else "")

    # Commands

    def _react(self, kind: str, rest: str) -> None:
        hit = _numbered(self._session.hits, rest, "item")
        self._after(self._bot.react(self._session, Reaction(hit.item.id, kind)))  # type: ignore[arg-type]

    def _after(self, shown: Shown) -> None:
        """What is on screen after a command, with the reasons as they stand."""
        self._list()
        rest = _Growing(self._out, self._live, [h.item.id for h in shown.hits])
        rest.rest({item_id: reason.text for item_id, reason in shown.reasons.items()})
        self._suggest()

    def _remove(self, rest: str) -> None:
        self._after(self._bot.edit(self._session, _numbered(self._wishes, rest, "wish").key, "remove"))

    def _undo(self, rest: str) -> None:
        if not self._session.past:
            raise CommandError(self._phrasing.say("answer", "nothing_undone"))
        shown = self._bot.undo(self._session)
        self._say(f"{self._phrasing.say('answer', 'undone')}\n")
        self._after(shown)

    def _show_wishes(self, rest: str) -> None:
        for number, wish in enumerate(self._wishes, 1):
            self._say(f"{number}  {self._phrasing.wish(wish)}\n")
        if not self._wishes:
            self._say(f"{self._phrasing.say('page', 'nothing_understood')}\n")

    def _new(self, rest: str) -> None:
        self._session = self._bot.open(self._session.person, language=self._session.language)
        self._say(f"{self._phrasing.greeting}\n")

    def _help(self, rest: str) -> None:
        self._say(f"{HELP}\n")

    @property
    def _wishes(self) -> tuple[Wish | Limit, ...]:
        return (*self._session.preferences.wishes, *self._session.preferences.limits)

    @property
    def _phrasing(self) -> Phrasing:
        return Phrasing(self._bot.retriever.catalogue, self._session.language)

    def _say(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


_COMMANDS: Mapping[str, Callable[[Terminal, str], None]] = {
    "/like": lambda t, rest: t._react("like", rest),
    "/dislike": lambda t, rest: t._react("dislike", rest),
    "/seen": lambda t, rest: t._react("seen", rest),
    "/more": lambda t, rest: t._react("more", rest),
    "/remove": Terminal._remove,
    "/undo": Terminal._undo,
    "/wishes": Terminal._show_wishes,
    "/new": Terminal._new,
    "/help": Terminal._help,
}


def _numbered(things: tuple[Thing, ...], number: str, name: str) -> Thing:
    """The thing of that number, counted from 1."""
    if not things:
        raise CommandError(f"There is no {name} yet. Say what you like first.")
    if not number.isdecimal() or not 0 < int(number) <= len(things):
        raise CommandError(f"There is no {name} {number!r}. Give a number from 1 to {len(things)}.")
    return things[int(number) - 1]


class _Growing:
    """Numbered sentences that grow in the last line of a terminal. In a pipe each comes once, when it is final."""

    def __init__(self, out: TextIO, live: bool, ids: list[str]) -> None:
        self._out = out
        self._live = live
        self._numbers = {item_id: number for number, item_id in enumerate(ids, 1)}
        self._open = ""  # what stands in the unfinished line
        self._done: set[str] = set()

    def show(self, item_id: str, text: str, final: bool) -> None:
        """The sentence as it is now."""
        line = f"{self._numbers.get(item_id, '-')}  {text}"
        if final:
            self._done.add(item_id)
        if self._live:
            self._write(line)
        if final:
            self._out.write("\n" if self._live else f"{line}\n")
            self._open = ""
        self._out.flush()

    def rest(self, texts: Mapping[str, str]) -> None:
        """The sentences that did not come."""
        for item_id in self._numbers:
            if item_id not in self._done and item_id in texts:
                self.show(item_id, texts[item_id], True)

    def _write(self, line: str) -> None:
        """Bring the open line to this text: by its end where it only grew, else anew."""
        kept = len(self._open) if line.startswith(self._open) else 0
        if kept < len(self._open):
            rows = (_width(self._open) - 1) // shutil.get_terminal_size().columns
            self._out.write("\r" + (f"\x1b[{rows}A" if rows else "") + "\x1b[J")
        self._out.write(line[kept:])
        self._open = line


def _width(text: str) -> int:
    """Columns that a text takes: Chinese letters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
