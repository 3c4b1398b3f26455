"""Reads messages in bulk: JSON Lines in, one line of what was understood out. Knows lines and files; no marks, no page.

A line in: {"id", "context": [{"role", "text"}], "utterance"}; the context may be missing. A line out: {"id", "intent",
"wishes": [{"field", "value", "polarity", "strength", "source_text"}], "limits": {field: {"low", "high",
"source_text"}}, "mentioned", "dropped", "read_by", "ms"}. An item's value is its title, its id stands beside it; one
that is known already has the polarity "seen". Titles of which nothing is wished are "mentioned"; "dropped" are the
keys of wishes that are taken back.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from chatbot.answered import trim
from chatbot.dialogue import Session, Turn, Update
from chatbot.gold import Said
from chatbot.llm import LLM
from chatbot.preferences import Listener, apply, language_of, understand
from chatbot.rules import names_in
from chatbot.settings import Settings
from retrieval.linker import Linker
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, Preferences, Wish


class ExtractError(ValueError):
    """A file that cannot be read or gone on with; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message to read, and what was said before it."""

    id: str
    context: tuple[Said, ...]
    utterance: str


@dataclass(frozen=True)
class Reader:
    """Plays a conversation message by message, so that each is read with what was said and shown before it.

    `reads` is the model that reads, None for the rules alone; `clock` gives milliseconds.
    """

    linker: Linker
    reads: Listener | LLM | None = None
    seconds: float = 60.0
    clock: Callable[[], float] = lambda: 1000 * time.perf_counter()
    search: Callable[[Preferences, int], list[Hit]] = lambda preferences, k: []

    def timed(self, message: str, session: Session) -> tuple[Update, float]:
        """What a message says in a session, which stays as it is, and how many milliseconds that took."""
        start = self.clock()
        update, _ = understand(message, session, self.linker, self.reads, self.seconds)
        return update, self.clock() - start

    def heard(self, message: str, update: Update, session: Session) -> None:
        """The session after that message."""
        session.preferences = apply(session.preferences, update, self.linker.catalogue)
        session.turns.append(Turn(message, shown=tuple(hit.item.id for hit in session.hits)))
        session.heard += 1
        session.language = language_of(message, session.language)
        named = [*(wish.value for wish in update.wishes if wish.field == ITEM), *update.seen, *update.accepted]
        session.focus = named[-1] if named else session.focus

    def shown(self, text: str, session: Session) -> None:
        """The session after the assistant said that: the items that it names are on screen, the last one is talked
        about; if it names none, the earlier ones stay."""
        self.put([f.value for f in names_in(text, self.linker) if f.field == ITEM], session)

    def put(self, items: Iterable[str], session: Session) -> None:
        """The session with the items of these ids on screen, if there are any; the last new one is talked about."""
        found = (self.linker.catalogue.item(item_id) for item_id in dict.fromkeys(items))
        hits = tuple(Hit(item, 0.0, {}) for item in found if item)
        if not hits:
            return
        known = session.shown | {wish.value for wish in session.preferences.wishes}
        new = [hit.item.id for hit in hits if hit.item.id not in known]
        session.hits = hits
        session.shown |= {hit.item.id for hit in session.hits}
        session.focus = new[-1] if new else hits[-1].item.id


def session_of(context: Iterable[Said], linker: Linker) -> Session:
    """The session in which the next message is read: the rules have read the earlier ones."""
    session, reader = Session(), Reader(linker)
    for said in context:
        if said.role == "assistant":
            reader.shown(said.text, session)
        else:
            reader.heard(said.text, reader.timed(said.text, session)[0], session)
    return session


# Files of lines


def run(settings: Settings, source: str, out: Path, *, rules_only: bool, tell: Callable[[str], None]) -> int:
    """Read every line of a file ("-": stdin) that `out` does not have yet; how many lines were read.

    `tell` hears of lines that are no message, by their numbers. Raises ExtractError, and what loading models raises.
    """
    if source != "-" and not Path(source).is_file():
        raise ExtractError(f"{source}: no such file. Give a file of JSON Lines, or - for stdin.")
    if source != "-" and out.exists() and out.samefile(source):
        raise ExtractError(f"{out} is the file that is read. Give another one by --out.")
    done = ids_of(out)
    with sys.stdin if source == "-" else Path(source).open(encoding="utf-8", errors="replace") as file:
        lines = list(lines_of(file, done, tell))
    return _read_all(lines, reader(settings, rules_only), out) if lines else 0


def reader(settings: Settings, rules_only: bool) -> Reader:
    """Reads messages as the chat does, with as much time as an answer takes."""
    from chatbot import assemble
    from chatbot.found import find_catalogue
    from retrieval.encoder import Remembering, SentenceEncoder

    assemble.quieten(settings)
    catalogue = find_catalogue(settings.catalogue, settings.home)
    path = assemble.local(settings.encoder, settings)
    encoder = Remembering(SentenceEncoder(path, offline=settings.offline, threads=settings.cores))
    linker = Linker(catalogue, encoder, folder=settings.home / "vectors")
    listener = None if rules_only else assemble.open_reader(settings, catalogue)
    return Reader(linker, listener)


def lines_of(file: Iterable[str], done: set[str], tell: Callable[[str], None]) -> Iterator[Line]:
    """The messages whose ids are not done yet; `tell` hears of lines that are none, and how many they are."""
    seen: set[str] = set()
    wrong = 0
    for number, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            line = line_of(text)
            if line.id in seen:
                raise ExtractError(f"the id {line.id!r} has come before")
        except ExtractError as error:
            wrong += 1
            tell(f"line {number} is left out: {error}")
            continue
        seen.add(line.id)
        if line.id not in done:
            yield line
    if wrong:
        tell(f"{wrong} lines were left out.")


def line_of(text: str) -> Line:
    """A line as a message. Raises ExtractError saying what is wrong with it."""
    try:
        row = json.loads(text)
        context = tuple(Said(said["role"], said["text"]) for said in row.get("context") or ())
        line = Line(str(row["id"]), context, row["utterance"])
    except json.JSONDecodeError as error:
        raise ExtractError(f"not JSON: {error.msg} at column {error.colno}") from None
    except KeyError as error:
        raise ExtractError(f"it has no {error.args[0]!r}") from None
    except (TypeError, AttributeError):
        raise ExtractError("not an object with an id, a context of roles and texts, and an utterance") from None
    if not all(isinstance(said, str) for said in (line.utterance, *(said.text for said in context))):
        raise ExtractError("an utterance or a context's text is no text")
    if odd := [said.role for said in context if said.role not in ("user", "assistant")]:
        raise ExtractError(f"a role is {odd[0]!r}, not user or assistant")
    return line


def ids_of(out: Path) -> set[str]:
    """The ids that a file of an earlier run has; a half-written last line is cut off it first.

    Raises ExtractError where the file is something else.
    """
    if not out.exists():
        return set()
    trim(out)
    found = set()
    for number, text in enumerate(out.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            found.add(str(json.loads(text)["id"]))
        except (ValueError, KeyError, TypeError):
            raise ExtractError(f"{out}:{number}: not a line of an earlier run. Give a new file by --out.") from None
    return found


def _read_all(lines: list[Line], reader: Reader, out: Path) -> int:
    from chatbot.progress import bar

    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("a", encoding="utf-8") as file:
        for line in bar(lines, "Reading", unit="message"):
            _write(file, as_json(line, reader))
    return len(lines)


def _write(file: TextIO, entry: dict[str, Any]) -> None:
    file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    file.flush()


def as_json(line: Line, reader: Reader) -> dict[str, Any]:
    """What a message says, as plain JSON values."""
    session = session_of(line.context, reader.linker)
    update, ms = reader.timed(line.utterance, session)
    limits = {}
    for limit in update.limits:
        limits[limit.field] = {"low": limit.low, "high": limit.high, "source_text": limit.receipt.words}
    return {
        "id": line.id,
        "intent": update.intent,
        "wishes": [*map(partial(_wish, reader.linker), update.wishes), *_known(line.utterance, update, reader.linker)],
        "limits": limits,
        "mentioned": [item.title for item in filter(None, map(reader.linker.catalogue.item, update.mentioned))],
        "dropped": list(update.dropped),
        "read_by": update.read_by,
        "ms": round(ms, 1),
    }


def _wish(linker: Linker, wish: Wish) -> dict[str, Any]:
    entry = {"field": wish.field, "value": wish.value, "polarity": wish.polarity, "strength": wish.strength}
    if item := linker.catalogue.item(wish.value) if wish.field == ITEM else None:
        entry |= {"value": item.title, "id": item.id}
    return {**entry, "source_text": wish.receipt.words}


def _known(message: str, update: Update, linker: Linker) -> Iterator[dict[str, Any]]:
    """Items that are known already, that are taken, and words that may mean several."""
    words = {f.value: message[f.start : f.end] for f in linker.find(message) if f.field == ITEM}
    for polarity, ids in (("seen", update.seen), ("want", update.accepted)):
        for item in filter(None, map(linker.catalogue.item, ids)):
            entry = {"field": ITEM, "value": item.title, "polarity": polarity, "strength": "like", "id": item.id}
            yield {**entry, "source_text": words.get(item.id, "")}
    told = {*(wish.value for wish in update.wishes if wish.field == ITEM), *update.seen, *update.accepted}
    for doubt in update.doubts:
        if told & set(doubt.items):
            continue
        polarity = "want" if doubt.opinion == "accept" else doubt.opinion
        either: dict[str, Any] = {"field": ITEM, "value": doubt.words, "polarity": polarity, "strength": "like"}
        yield {**either, "ids": list(doubt.items), "source_text": doubt.words}
