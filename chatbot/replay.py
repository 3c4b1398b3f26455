"""Past dialogues, of a file or of the log, played again message by message as today's rules read them.

Knows two shapes of JSON Lines. A dialogue: {"id", "person"?, "turns": [{"role", "text", "mentions", "taken"?}]}, where
each turn of the assistant with an item that was not named before is a case; `taken`, where it is given, says which of
its items were taken, and only those count. A moment: {"id", "dialogue"?, "person"?, "history": [{"role", "text",
"mentions"}], "taken"}. "mentions" and "taken" are ids of items. ReDial's own names (dialogue_id, gt) will do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from chatbot.dialogue import Session
from chatbot.gold import GoldError
from chatbot.records import preferences_from, preferences_json
from retrieval.atomic import write
from retrieval.tables import CatalogueError, rows
from retrieval.wishes import ITEM, Preferences, Receipt, Wish

if TYPE_CHECKING:
    from chatbot.extract import Reader

Turn = Mapping[str, Any]
_Made = TypeVar("_Made")
_NOTHING = Preferences()
FOLDER = "replayed"  # of readings of what people said, and of its vectors; emptied when somebody is erased
_READ = 1  # the version of how a dialogue is played; another one does not take over what was kept


@dataclass(frozen=True, slots=True)
class Case:
    """A moment at which items were offered: what was said until then, by both, and the ids of those that were taken.

    `preferences` are what the rules have read until then.
    """

    id: str
    dialogue: str
    person: str
    history: tuple[Turn, ...]
    taken: tuple[str, ...]
    preferences: Preferences = _NOTHING

    @property
    def named(self) -> tuple[str, ...]:
        """The ids of all items that were named until then, the oldest first."""
        return tuple(dict.fromkeys(one for turn in self.history for one in turn.get("mentions", ())))

    @property
    def said(self) -> str:
        """What the visitor said until then, a line a message."""
        return "\n".join(str(turn["text"]) for turn in self.history if turn["role"] == "user")


def cases(files: Iterable[Path]) -> list[Case]:
    """All cases of these files, of novel items only. Raises GoldError naming file and line."""
    return [case for some in lines(files, lambda row: list(of_row(row))) for case in some]


def lines(files: Iterable[Path], one: Callable[[Mapping[str, Any]], _Made]) -> Iterator[_Made]:
    """What `one` makes of each line. Raises GoldError naming file and line where it raises that a line has another
    shape."""
    for file in files:
        if not file.is_file():
            raise GoldError(f"{file}: no such file. Give JSON Lines of dialogues.")
        try:
            for line, row in rows(file):
                try:
                    yield one(row)
                except (KeyError, TypeError, AttributeError, ValueError) as error:
                    raise GoldError(f"{file}:{line}: no dialogue ({error!r}). The README shows what one is.") from None
        except CatalogueError as error:
            raise GoldError(str(error)) from None


def of_row(row: Mapping[str, Any]) -> Iterator[Case]:
    """The cases of one line. Raises KeyError, TypeError or ValueError where it is of neither shape."""
    name = str(row.get("dialogue_id") or row.get("dialogue") or row["id"])
    person = str(row.get("person", ""))
    if "history" in row:
        history = tuple(map(_turn, row["history"]))
        yield from _case(str(row["id"]), name, person, history, row.get("taken", row.get("gt", ())))
        return
    turns = tuple(map(_turn, row["turns"]))
    for at, turn in enumerate(turns):
        if turn["role"] == "assistant":
            yield from _case(f"{name}-{at}", name, person, turns[:at], turn.get("taken", turn["mentions"]))


def moments(row: Mapping[str, Any]) -> Iterator[Case]:
    """The moments of one line at which items are to be ranked: a moment whatever was taken then, or a dialogue's cases.
    Raises as `of_row`."""
    if "history" not in row:
        yield from of_row(row)
        return
    name, history = str(row["id"]), tuple(map(_turn, row["history"]))
    yield Case(
        name, str(row.get("dialogue_id") or row.get("dialogue") or name), str(row.get("person", "")), history, ()
    )


def _case(name: str, dialogue: str, person: str, history: tuple[Turn, ...], taken: Sequence[Any]) -> Iterator[Case]:
    """The case, unless the visitor has said nothing yet or no novel item was taken."""
    case = Case(name, dialogue, person, history, ())
    new = tuple(one for one in dict.fromkeys(map(str, taken)) if one not in case.named)
    if new and any(turn["role"] == "user" for turn in history):
        yield Case(name, dialogue, person, history, new)


def _turn(turn: Turn) -> Turn:
    if turn["role"] not in ("user", "assistant"):
        raise ValueError(f"role is {turn['role']!r}")
    known = {"role": turn["role"], "text": str(turn["text"]), "mentions": tuple(map(str, turn.get("mentions", ())))}
    return known | ({"taken": tuple(map(str, turn["taken"]))} if "taken" in turn else {})


# Read by the rules


def read(found: Sequence[Case], reader: Reader, folder: Path) -> list[Case]:
    """The cases with what the rules have read until then. `folder` keeps the readings, so that the same dialogue is
    not read twice, also after a stop."""
    from chatbot.progress import bar

    dialogues: dict[str, list[int]] = {}
    for at, case in enumerate(found):
        dialogues.setdefault(case.dialogue, []).append(at)
    kept = _Kept(folder, reader)
    done = list(found)
    for places in bar(list(dialogues.values()), "Reading", unit="dialogue"):
        some = sorted((found[at] for at in places), key=lambda case: len(case.history))
        for case, preferences in zip(some, kept.of(some) or kept.put(some, _played(some, reader)), strict=True):
            at = next(at for at in places if found[at] is case)
            done[at] = Case(case.id, case.dialogue, case.person, case.history, case.taken, preferences)
    kept.save()
    return done


def _played(some: Sequence[Case], reader: Reader) -> list[Preferences]:
    """The preferences at each case of a dialogue, the shortest history first."""
    session, done, found = Session(), 0, []
    for case in some:
        for turn in case.history[done:]:
            play(turn, session, reader)
        done = len(case.history)
        found.append(session.preferences)
    return found


def play(turn: Turn, session: Session, reader: Reader) -> None:
    """The session after that turn. An item that was named is liked, unless the visitor says otherwise of it; where it
    is known what was taken of what was offered, only that is."""
    if turn["role"] == "user":
        for line in filter(str.strip, turn["text"].split("\n")):
            reader.heard(line, reader.timed(line, session)[0], session)
    else:
        reader.put(turn["mentions"], session)
    for one in turn.get("taken", turn["mentions"]):
        item = reader.linker.catalogue.item(one)
        if item and not any(w.field == ITEM and w.value == one for w in session.preferences.wishes):
            wish = Wish("want", ITEM, one, label=item.title, receipt=Receipt(session.heard, item.title))
            session.preferences = session.preferences.with_wish(wish)


class _Kept:
    """Readings on disk by what was read, by which rules or model, and of which catalogue."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        from chatbot import __version__

        by = getattr(reader.reads, "llm", reader.reads)
        self._of = f"{_READ} {__version__} {reader.linker.catalogue.fingerprint} {by.name if by else ''}"
        mark = hashlib.sha256(self._of.encode()).hexdigest()[:16]
        self._path, self._new = folder / f"read-{mark}.json", 0
        try:
            self._found: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none yet, or not whole: they are read again
            self._found = {}

    def _key(self, some: Sequence[Case]) -> str:
        said = json.dumps([(case.id, case.history) for case in some], ensure_ascii=False)
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:24]

    def of(self, some: Sequence[Case]) -> list[Preferences]:
        return [preferences_from(body) for body in self._found.get(self._key(some), ())]

    def put(self, some: Sequence[Case], preferences: list[Preferences]) -> list[Preferences]:
        self._found[self._key(some)] = [preferences_json(one) for one in preferences]
        self._new += 1
        if self._new % 200 == 0:
            self.save()
        return preferences

    def save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write(self._path, json.dumps(self._found, ensure_ascii=False).encode())
