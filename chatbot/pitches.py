"""Recommendation reasons for many requests at once, for mail and product pages: read, searched, worded and checked as
in the chat. Knows requests and a file; how a reason is made and checked `reasons` knows.

What the LLM says of an item is asked for once, and once more, of that item alone, where it is refused. Nothing here
enters the log: nobody said or saw it yet.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chatbot import origins, reasons
from chatbot.answered import trim
from chatbot.comments import table_rows
from chatbot.dialogue import Reason, Session
from chatbot.generate import GenerateError, Person
from chatbot.llm import LLM
from chatbot.naming import Naming
from chatbot.phrasing import Phrasing
from chatbot.preferences import Listener, apply, language_of, understand
from chatbot.shortening import faults
from chatbot.stars import Scale
from chatbot.weeding import Support, claims
from retrieval.catalogue import Item
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import ITEM, Preferences, Receipt, Wish

AT_ONCE = 2  # items a wording call, as in the chat
SECONDS = 120.0  # for one: nobody waits for a single one
_LIKED, _DISLIKED = 0.7, 0.3  # places on the scale of a person's ratings
_MOST = 5  # items of a history that are gone by, of either kind
_COLUMNS = ("utterance", "text", "message", "wish", "request")


@dataclass(frozen=True, slots=True)
class Request:
    """What reasons are asked for: words, or the person whose history it is."""

    id: str
    words: str = ""
    person: Person | None = None


def requests_of(path: Path) -> list[Request]:
    """The wishes of a file: a text file of one a line, or a table. Raises GenerateError, and CatalogueError."""
    if path.suffix.lower() in (".txt", ""):
        if not path.is_file():
            raise GenerateError(f"{path}: there is no such file. Give one wish a line, or a table of them.")
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return [Request(str(number), line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    found = []
    for number, row in table_rows(path):
        words = next((str(row[name]) for name in _COLUMNS if row.get(name)), "")
        if words.strip():
            found.append(Request(str(row.get("id") or number), words.strip()))
    if not found:
        raise GenerateError(
            f"{path}: no wishes in it. Give a column of them, called {', '.join(_COLUMNS[:-1])} or request."
        )
    return found


@dataclass
class Pitcher:
    """Makes reasons over one catalogue. `llm` words them, `reads` reads the requests; None is without."""

    retriever: Retriever
    llm: LLM | None = None
    reads: Listener | LLM | None = None
    items: int = 4
    clauses: dict[str, str] = field(default_factory=dict)  # by item id: what the LLM made of its text
    again: set[str] = field(default_factory=set)  # ids of items that it was asked of a second time

    def __post_init__(self) -> None:
        self._naming = Naming(self.retriever.catalogue)

    def line(self, request: Request) -> dict[str, Any]:
        """The items for a request with their reasons, as plain JSON."""
        preferences, language = self._wanted(request)
        phrasing = Phrasing(self.retriever.catalogue, language)
        hits = self.retriever.search(preferences, self.items)
        plain = reasons.plain(hits, preferences, phrasing)
        worded = self._worded(hits, plain, language)
        return {
            "id": request.id, "origin": origins.GENERATED, "request": request.words,
            "person": request.person.id if request.person else "", "language": language,
            "items": [
                self._as_json(hit, worded.get(hit.item.id, plain[hit.item.id]), request, preferences, phrasing)
                | {
                    "asked": hit.item.id in worded and worded[hit.item.id].checked != "plain",
                    "again": hit.item.id in self.again,
                }
                for hit in hits
            ],
        }  # fmt: skip

    def _wanted(self, request: Request) -> tuple[Preferences, str]:
        catalogue = self.retriever.catalogue
        if request.person:
            return by_history(request.person, catalogue.row_of), catalogue.language
        session = Session(language=language_of(request.words, catalogue.language))
        update, _ = understand(request.words, session, self.retriever.linker, self.reads, SECONDS)
        return apply(session.preferences, update, catalogue), session.language

    def _worded(self, hits: Sequence[Hit], plain: Mapping[str, Reason], language: str) -> dict[str, Reason]:
        """The reasons that the LLM was asked for, now or before."""
        if self.llm is None or language != self.retriever.catalogue.language:  # what the check of the words can read
            return {}
        new = [hit for hit in hits if hit.item.text and hit.item.id not in self.clauses]
        found: dict[str, Reason] = {}
        for at in range(0, len(new), AT_ONCE):
            wording = reasons.Wording(new[at : at + AT_ONCE], plain)
            found |= {reason.item_id: reason for reason, whole in wording.stream(self.llm, SECONDS) if whole}
        for hit in (hit for hit in new if found[hit.item.id].checked == "replaced"):  # alone it is read otherwise
            again = dict(reasons.Wording([hit], plain).stream(self.llm, SECONDS))
            found |= {reason.item_id: reason for reason, whole in again.items() if whole and reason.checked == "kept"}
            self.again.add(hit.item.id)
        self.clauses |= {item: reason.added for item, reason in found.items() if reason.added}
        known = {hit.item.id for hit in hits} & self.clauses.keys() - found.keys()
        return found | {item: reasons.joined(plain[item], self.clauses[item]) for item in known}

    def _as_json(
        self, hit: Hit, reason: Reason, request: Request, preferences: Preferences, phrasing: Phrasing
    ) -> dict[str, Any]:
        wrong = self.doubtful(hit.item, reason, request, preferences, phrasing)
        return {
            "item": hit.item.id, "title": phrasing.title(hit.item), "reason": reason.text, "checked": reason.checked,
            "added": reason.added, "refused": reason.refused, "unsupported": reason.unsupported, "doubtful": wrong,
        }  # fmt: skip

    def doubtful(
        self, item: Item, reason: Reason, request: Request, preferences: Preferences, phrasing: Phrasing
    ) -> list[str]:
        """What a shown reason claims that a second look, which is not the check itself, finds no support for: words
        that are no shortening of the item's text; numbers, names and values that neither the item, nor the request,
        nor an item named in it has."""
        catalogue = self.retriever.catalogue
        named = [w.value for w in preferences.wishes if w.field == ITEM and w.value in catalogue.row_of]
        others = [catalogue.items[catalogue.row_of[one]] for one in named]
        titles = [name for one in others for name in (phrasing.title(one), *one.names)]
        said = (*titles, request.words) if request.words else tuple(titles)
        facts = (fact for f in catalogue.fields.values() if (fact := phrasing.fact(f, item)))
        support = Support(item, frozenset(named), titles=said, facts=(*facts, *map(phrasing.wish, preferences.wishes)))
        strange = claims(support.masked(reason.text), support, self._naming, phrasing.language)
        return [*faults(reason.added, item.text), *strange]


def by_history(person: Person, known: Mapping[str, int]) -> Preferences:
    """What a person's ratings say they want: like the best, unlike the worst, the latest first."""
    place = Scale.of(person.ratings.values()).place
    rated = [(item, place(rating)) for item, rating in reversed(list(person.ratings.items())) if item in known]
    liked = [item for item, at in rated if at >= _LIKED][:_MOST]
    disliked = [item for item, at in rated if at <= _DISLIKED][:_MOST]
    wants = [Wish("want", ITEM, item, receipt=Receipt(0, "", "click")) for item in liked]
    return Preferences((*wants, *(Wish("avoid", ITEM, item, receipt=Receipt(0, "", "click")) for item in disliked)))


# The file


@dataclass(frozen=True, slots=True)
class Pitched:
    """What came of a run: requests of this run and in the file, reasons in it, items that the LLM was asked of, of how
    many its first line was supported, or its first or second, and reasons shown that a second look doubts."""

    fresh: int
    requests: int
    shown: int
    asked: int
    first: int
    supported: int
    doubtful: int
    refused: Mapping[str, int] = field(default_factory=dict)


def run(pitcher: Pitcher, requests: Sequence[Request], out: Path) -> Pitched:
    """Write a line for each request that `out` does not have yet. Raises GenerateError where `out` is another file."""
    from chatbot.progress import bar

    there = list(lines_of(out))
    for line in there:
        pitcher.clauses |= {item["item"]: item["added"] for item in line["items"] if item["added"]}
        pitcher.again |= {item["item"] for item in line["items"] if item["again"]}
    done = {line["id"] for line in there}
    left = [request for request in requests if request.id not in done]
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("a", encoding="utf-8") as file:
        for request in bar(left, "Writing", unit="request"):
            line = pitcher.line(request)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            there.append(line)
    return counted(there, len(left))


def lines_of(out: Path) -> Iterator[dict[str, Any]]:
    """The lines of an earlier run; a half-written last one is cut off first. Raises GenerateError."""
    if not out.exists():
        return
    trim(out)
    for number, text in enumerate(out.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            line: dict[str, Any] = json.loads(text)
            counted([line], 0)
        except (ValueError, KeyError, TypeError):
            raise GenerateError(f"{out}:{number}: not a line of an earlier run. Give a new file by --out.") from None
        yield line


def counted(lines: Sequence[Mapping[str, Any]], fresh: int) -> Pitched:
    """Lines, summed up. What the LLM made of an item counts once, however often it is shown."""
    shown = [item for line in lines for item in line["items"]]
    asked: dict[str, Mapping[str, Any]] = {item["item"]: item for item in shown if item["asked"]}
    kept = [item for item in asked.values() if item["checked"] == "kept"]
    first = sum(not item["again"] for item in kept)
    refused = Counter(item["unsupported"] for item in asked.values() if item["checked"] == "replaced")
    doubts = sum(bool(item["doubtful"]) for item in shown)
    return Pitched(fresh, len(lines), len(shown), len(asked), first, len(kept), doubts, dict(refused))
