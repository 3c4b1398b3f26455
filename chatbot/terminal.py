"""A conversation in a terminal, or in a pipe: there nothing is coloured or written over. Knows the bot; no flags."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO, TypeVar

from chatbot.bot import Bot
from chatbot.dialogue import Edit, Reaction, Shown, Understood, Words
from chatbot.lines import aside_lines, profile_lines
from chatbot.panel import edited, undone
from chatbot.phrasing import Phrasing
from chatbot.tables import columns
from chatbot.view import Entry, entries

Thing = TypeVar("Thing")

PROMPT = "> "
HELP = """\
/like 2       I like the second item        /wishes      what was understood, numbered
/dislike 1    not the first                 /remove 3    take back the third wish
/seen 3       I know the third              /mute 3      it does not count; /unmute 3: it does
/more 2       more like the second          /stronger 3  it counts more; /weaker 3: less
/why 2        why the second is there       /today 3     for today only; /keep 3: for the next chats
/compare 1 3  side by side                  /undo        take back the last step
/changed      what just changed             /new         begin again
/help         this list                     /quit        end (or Ctrl-D)""".splitlines()


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
        self._first = bot
        self._out = out
        self._live = out.isatty()
        self._session = bot.open()

    @property
    def _bot(self) -> Bot:
        return self._first.current

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
                    self._beside(event)
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
            title = phrasing.title(hit.item)
            title = f"\x1b[1m{title}\x1b[0m" if self._live else title
            liked = " 👍" if hit.item.id in self._session.liked else ""
            self._say(f"{number}  {title}{liked}  {phrasing.summary(hit.item)}\n")
        self._say("\n" if self._session.hits else "")

    def _suggest(self) -> None:
        chips = self._session.chips
        said = [chip.say for chip in chips if chip.say]
        keys = [wish.key for wish in self._wishes]
        said += [f"/remove {keys.index(chip.drop) + 1} ({chip.label})" for chip in chips if chip.drop in keys]
        said += [f"/chip {number} ({chip.label})" for number, chip in enumerate(chips, 1) if chip.loosen]
        self._say(f"You could say: {' | '.join(said)}\n" if said else "")

    def _beside(self, shown: Shown) -> None:
        """What stands beside the answer, and in a line what changed."""
        if shown.aside:
            width = shutil.get_terminal_size().columns
            self._say("".join(f"{line}\n" for line in aside_lines(shown.aside, width)))
        self._say(f"({shown.changes.line})\n" if shown.changes.line else "")

    # Commands

    def _react(self, kind: str, rest: str) -> None:
        hit = _numbered(self._session.hits, rest, "item")
        self._after(self._bot.react(self._session, Reaction(hit.item.id, kind)))  # type: ignore[arg-type]

    def _after(self, shown: Shown) -> None:
        """What is on screen after a command, with the reasons as they stand."""
        self._beside(shown)
        self._list()
        rest = _Growing(self._out, self._live, [h.item.id for h in shown.hits])
        rest.rest({item_id: reason.text for item_id, reason in shown.reasons.items()})
        self._suggest()

    def _edit(self, kind: Edit, rest: str) -> None:
        wish = _numbered(self._wishes, rest, "wish")
        shown = self._bot.edit(self._session, wish.key, kind)
        self._say(f"{edited(wish, kind, self._phrasing)}\n")
        self._after(shown)

    def _chip(self, rest: str) -> None:
        chip = _numbered(self._session.chips, rest, "suggestion")
        if chip.loosen:
            self._after(self._bot.loosen(self._session, chip.loosen))
        elif chip.drop:
            self._after(self._bot.edit(self._session, chip.drop, "remove"))
        else:
            self._reply(chip.say)

    def _why(self, rest: str) -> None:
        self._beside(self._bot.why(self._session, _numbered(self._session.hits, rest, "item").item.id))

    def _compare(self, rest: str) -> None:
        numbers = rest.replace(",", " ").split()
        for number in numbers:
            _numbered(self._session.hits, number, "item")
        if len(numbers) < 2:
            raise CommandError("Give two numbers or more, as /compare 1 3.")
        say = self._phrasing.say
        items = say("page", "compare_and").join(say("page", "compare_item", number=number) for number in numbers)
        self._reply(say("page", "compare", items=items))

    def _changed(self, rest: str) -> None:
        moves = [move.text for move in self._session.changes.moves if move.text]
        self._say("".join(f"{text}\n" for text in moves) or f"{self._phrasing.say('page', 'nothing_changed')}\n")

    def _undo(self, rest: str) -> None:
        if not self._session.past:
            raise CommandError(self._phrasing.say("answer", "nothing_undone"))
        before = self._session.preferences
        shown = self._bot.undo(self._session)
        self._say(f"{undone(before, self._session.preferences, self._phrasing)}\n")
        self._after(shown)

    def _show_wishes(self, rest: str) -> None:
        lines = list(profile_lines(self._wishes, self._phrasing))
        self._say("".join(f"{line}\n" for line in lines or [self._phrasing.say("page", "nothing_understood")]))

    def _new(self, rest: str) -> None:
        self._session = self._bot.open(self._session.person, language=self._session.language)
        self._say(f"{self._phrasing.greeting}\n")

    def _help(self, rest: str) -> None:
        self._say("".join(f"{line}\n" for line in HELP))

    @property
    def _wishes(self) -> tuple[Entry, ...]:
        """Today's before the lasting ones."""
        return tuple(sorted(entries(self._session.preferences, self._phrasing), key=lambda wish: wish.scope == "taste"))

    @property
    def _phrasing(self) -> Phrasing:
        catalogue = self._session.catalogue or self._bot.retriever.catalogue
        return Phrasing(catalogue, self._session.language)

    def _say(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


_COMMANDS: Mapping[str, Callable[[Terminal, str], None]] = {
    "/like": lambda t, rest: t._react("like", rest),
    "/dislike": lambda t, rest: t._react("dislike", rest),
    "/seen": lambda t, rest: t._react("seen", rest),
    "/more": lambda t, rest: t._react("more", rest),
    "/why": Terminal._why,
    "/compare": Terminal._compare,
    "/remove": lambda t, rest: t._edit("remove", rest),
    "/mute": lambda t, rest: t._edit("mute", rest),
    "/unmute": lambda t, rest: t._edit("unmute", rest),
    "/stronger": lambda t, rest: t._edit("stronger", rest),
    "/weaker": lambda t, rest: t._edit("weaker", rest),
    "/today": lambda t, rest: t._edit("today", rest),
    "/keep": lambda t, rest: t._edit("taste", rest),
    "/chip": Terminal._chip,
    "/changed": Terminal._changed,
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
            rows = (columns(self._open) - 1) // shutil.get_terminal_size().columns
            self._out.write("\r" + (f"\x1b[{rows}A" if rows else "") + "\x1b[J")
        self._out.write(line[kept:])
        self._open = line
