"""Who takes part in a simulation: the bot or a server, what it is held against, the people, and the LLM that they speak
by. Knows settings and flags; holds no dialogue.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.agenda import NAME, Agenda
from chatbot.commands import opened_bot, settings_of
from chatbot.hosts import InProcess
from chatbot.people import SOURCES, PeopleError, Person, people, tastes_in_log, tastes_in_ratings
from chatbot.simulate import Kinds, Run, SimulationError
from chatbot.voiced import FREE, WORDED, Free, Worded

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.bot import Bot
    from chatbot.llm import LLM
    from chatbot.meeting import Host, Listener
    from chatbot.settings import Settings
    from retrieval.catalogue import Catalogue

KINDS = (NAME, WORDED, FREE)
ANSWERS = "answers.jsonl"


@dataclass
class Stage:
    """What a simulation needs: a catalogue, the bot where it is one of this process, and where it is kept."""

    settings: Settings
    catalogue: Catalogue
    bot: Bot | None
    folder: Path
    _voice: list[LLM] = field(default_factory=list)

    @property
    def items(self) -> int:
        """Places on a screen."""
        return self.settings.items

    def run(self, args: Namespace) -> Run:
        """Who talks to whom. Raises PeopleError, SimulationError."""
        some = self.people(args)
        if len(some) < args.people:
            sys.stderr.write(f"Of {args.people} people {len(some)} have a need that can be told by facts.\n")
        plan = {
            "catalogue": self.catalogue.name, "edition": self.catalogue.fingerprint, "people": args.people,
            "turns": args.turns, "users_from": args.users_from, "seed": args.seed, "items": self.items,
            "kind": args.kind, "against": args.against, "alone": args.alone,
            "llm": self.bot.llm.name if self.bot and self.bot.llm else "none", "reader": self.reader,
        }  # fmt: skip
        if args.voice:
            plan["voice"] = args.voice
        return Run(self.folder, self.catalogue, some, self.kinds(args), self.hosts(args), args.turns, plan)

    @property
    def reader(self) -> str:
        """What reads the bot's messages: a model's name, or "rules"."""
        if self.bot is None:
            return ""
        listener = self.bot.reader() if self.bot.reader else None
        if self.bot.reader is None and self.bot.llm:
            return self.bot.llm.name
        return listener.llm.name if listener else "rules"

    def hosts(self, args: Namespace) -> list[Host]:
        """What people talk to: ours first."""
        from chatbot.afar import OverHTTP
        from chatbot.opponents import opponents

        if self.bot is None:
            return [OverHTTP(args.against)]
        others = [] if args.alone else opponents(self.bot.retriever, self.items, self.bot.llm)
        return [InProcess(self.bot), *others]

    def kinds(self, args: Namespace) -> Kinds:
        """The kinds of people by name. Raises SimulationError for one that there is not."""
        names = [name for name in args.kind.split(",") if name]
        if unknown := [name for name in names if name not in KINDS]:
            raise SimulationError(f"there is no kind of people {unknown[0]!r}. Choose of: {', '.join(KINDS)}.")
        voice = self.voice(args) if {WORDED, FREE} & {*names} else None

        def made(name: str, person: Person) -> Listener:
            agenda = Agenda(person, self.catalogue)
            if voice is None or name == NAME:
                return agenda
            return Worded(agenda, voice) if name == WORDED else Free(agenda, voice)

        return {name: lambda person, name=name: made(name, person) for name in names}  # type: ignore[misc]

    def voice(self, args: Namespace) -> LLM:
        """The LLM that people speak by, whose answers the report's folder keeps. Raises SimulationError."""
        from chatbot.answered import Answered
        from chatbot.assemble import local, open_llm

        if not self._voice:
            given = self.bot.llm if self.bot else None
            if args.voice:
                settings = replace(self.settings, llm=args.voice)
                given = open_llm(settings, local(args.voice, settings), self.catalogue)
            if given is None:
                raise SimulationError("worded and free people, and the judge, need an LLM. Give one by --voice.")
            self._voice.append(Answered(given, self.folder / ANSWERS))
        return self._voice[0]

    def people(self, args: Namespace) -> list[Person]:
        """The people that --users-from asks for. Raises PeopleError."""
        source, *files = args.users_from
        if source not in SOURCES or len(files) != (source == "ratings"):
            given = " ".join(args.users_from)
            raise PeopleError(f'--users-from is {given!r}. Give "catalogue", "log", or "ratings" and a table\'s file.')
        tastes = []
        if source == "ratings":
            tastes = tastes_in_ratings(Path(files[0]), self.catalogue)
        elif source == "log":
            if self.bot is None:
                raise PeopleError(
                    "the log of a server cannot be read from here. Use --users-from catalogue or ratings."
                )
            tastes = tastes_in_log(self.bot.store, self.catalogue)
        return people(self.catalogue, args.people, tastes, source=source, seed=args.seed)


@contextmanager
def staged(args: Namespace) -> Iterator[Stage]:
    """Everything opened; closed afterwards. With --against no model is loaded but the one people speak by."""
    settings = settings_of(args)
    if args.against:
        from chatbot.found import find_catalogue

        yield Stage(settings, find_catalogue(settings.catalogue, settings.home), None, args.report)
        return
    with opened_bot(settings) as bot:
        yield Stage(settings, bot.retriever.catalogue, bot, args.report)
