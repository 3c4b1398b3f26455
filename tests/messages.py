"""Plays the hand-written messages of `messages.toml` and holds what was read against what each is to change.

`python tests/messages.py [--reader NAME] [--only KIND]` prints what is read wrong. Knows no prompt and no cue.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # as a script it is to find the packages beside tests/

import numpy as np
from cases import STRENGTHS, Case, Expected, item_of, limit_of, load_cases, wish_of
from numpy.typing import NDArray

from chatbot.dialogue import Session, Turn, Update
from chatbot.preferences import Listener, apply, language_of, understand
from retrieval.catalogue import Catalogue
from retrieval.encoder import Encoder
from retrieval.linker import Linker
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish


@dataclass(frozen=True, slots=True)
class Change:
    """What a message did: wishes and limits that are new or differ, keys that are gone, ids of items."""

    intent: str
    wishes: tuple[Wish, ...]
    limits: tuple[Limit, ...]
    dropped: frozenset[str]
    seen: frozenset[str]
    accepted: frozenset[str]

    @classmethod
    def of(cls, update: Update, before: Preferences, after: Preferences) -> Change:
        """From what was wanted before to what is wanted after it. A wish turned round is new, not gone."""
        after = after.active
        had = {_what(wish) for wish in before.wishes} | {_what(limit) for limit in before.limits}
        named = {(w.field, w.value) for w in after.wishes}
        limited = {limit.field for limit in after.limits}
        dropped = [w.key for w in before.wishes if (w.field, w.value) not in named]
        dropped += [limit.key for limit in before.limits if limit.field not in limited]
        return cls(
            update.intent,
            tuple(w for w in after.wishes if _what(w) not in had),
            tuple(limit for limit in after.limits if _what(limit) not in had),
            frozenset(dropped),
            frozenset(update.seen) & after.hidden,
            frozenset(update.accepted),
        )


def _what(said: Wish | Limit) -> tuple[object, ...]:
    """What a wish or limit says, whatever its receipt."""
    if isinstance(said, Limit):
        return said.key, said.low, said.high, said.scope
    return said.key, said.strength, said.scope, said.than


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case as it was read; without faults it was read right."""

    case: Case
    faults: tuple[str, ...]
    read: str
    ms: float

    def __str__(self) -> str:
        case = self.case
        lines = [f"{case.id} ({case.kind}): {case.said}"]
        lines += [f"    shown: {'; '.join(case.shown)}"] if case.shown else []
        lines += [f"    before: {'; '.join(case.before)}"] if case.before else []
        return "\n".join([*lines, *(f"  - {fault}" for fault in self.faults), f"    read: {self.read}"])


class Meaningless:
    """An encoder to which no two texts are alike: only spelling tells the rules what is meant. Hashed words will not
    do here, where a few of two thousand values share a number with any word."""

    name = "meaningless"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Zeros."""
        return np.zeros((len(texts), 1), np.float32)


# Playing a case


def session_before(case: Case, catalogue: Catalogue) -> Session:
    """The conversation as it stands when the message comes."""
    hits = tuple(Hit(item_of(catalogue, title), 0.0, {}) for title in case.shown)
    ids = tuple(hit.item.id for hit in hits)
    wishes = tuple(wish_of(catalogue, form) for form in case.before if not form.startswith("limit "))
    limits = tuple(limit_of(form) for form in case.before if form.startswith("limit "))
    said = case.earlier or "; ".join([w.receipt.words for w in wishes] + [limit.receipt.words for limit in limits])
    session = Session(preferences=Preferences(wishes, limits), hits=hits, shown=set(ids), language=case.language)
    if hits or said:
        session.turns.append(Turn(said or {"zh": "推荐一下"}.get(case.language, "any ideas?"), shown=ids))
        session.heard = 1
    return session


def play(case: Case, linker: Linker, reader: Listener | None = None, seconds: float = 60.0) -> Outcome:
    """Read the message of a case, and hold what it changes against what it is to change."""
    session = session_before(case, linker.catalogue)
    session.language = language_of(case.said, session.language)
    model = reader.llm if reader else None
    kept, start = getattr(model, "saved_ms", 0.0), time.perf_counter()
    update, _ = understand(case.said, session, linker, reader, seconds)
    ms = 1000 * (time.perf_counter() - start) + getattr(model, "saved_ms", 0.0) - kept
    change = Change.of(update, session.preferences, apply(session.preferences, update, linker.catalogue))
    by = f" (by {update.read_by}{', ' + update.note if update.note else ''})"
    return Outcome(case, tuple(faults(case, change, linker.catalogue)), _read(change, linker.catalogue) + by, ms)


# Holding it against what is right


def faults(case: Case, change: Change, catalogue: Catalogue) -> Iterator[str]:
    """What is wrong with a change, in words."""
    if change.intent not in case.intent:
        yield f"intent {change.intent}, not {' or '.join(case.intent)}"
    yield from _wish_faults(case, change, catalogue)
    yield from _limit_faults(case, change)
    yield from _differ("dropped", {_key(form, catalogue) for form in case.dropped}, change.dropped)
    seen, taken, may_take = (_ids(catalogue, titles) for titles in (case.seen, case.accepted, case.takeable))
    named = {o.value for w in (*_flat(case), *case.harmless) for o in w.options if o.field == ITEM}
    yield from _differ("seen", seen, change.seen, _ids(catalogue, named) | may_take)
    yield from _differ("accepted", taken, change.accepted, may_take)


def _wish_faults(case: Case, change: Change, catalogue: Catalogue) -> Iterator[str]:
    limited = {limit.field for limit in change.limits}
    for either in case.wishes:
        form = " || ".join(expected.form for expected in either)
        named = [(expected, w) for expected in either for w in change.wishes if _names(expected, w, catalogue)]
        if any(o.how == ":" and o.field in limited for expected in either for o in expected.options):
            continue
        if not named:
            yield f"missing: {form}"
        elif not any(_fits(expected, w, catalogue) for expected, w in named):
            yield f"not so: {form}"
    for w in change.wishes:
        right = any(_names(expected, w, catalogue) for expected in _flat(case))
        if not right and not any(_names(e, w, catalogue) and _fits(e, w, catalogue) for e in case.harmless):
            yield f"too much: {_form(w)}"


def _flat(case: Case) -> list[Expected]:
    return [expected for either in case.wishes for expected in either]


def _names(expected: Expected, wish: Wish, catalogue: Catalogue) -> bool:
    """Whether a wish is for one of the values that are right."""
    return expected.polarity == wish.polarity and any(
        _says(wish, option.value)
        if option.how == "~" and wish.field == TEXT
        else (option.field, option.how) == (wish.field, "=") and _value(wish, catalogue) == option.value
        for option in expected.options
    )


def _fits(expected: Expected, wish: Wish, catalogue: Catalogue) -> bool:
    """Whether strength, scope and what it is measured against are right too."""
    strong = wish.strength in STRENGTHS.get(expected.strength, (wish.strength,))
    than = not expected.than or wish.than == item_of(catalogue, expected.than).id
    return strong and than and expected.scope in ("", wish.scope)


def _says(wish: Wish, start: str) -> bool:
    """Whether a word of free words begins so."""
    said = f"{wish.value} {wish.receipt.words}".casefold()
    return re.search(rf"(?<![a-z]){re.escape(start.casefold())}", said) is not None


def _value(wish: Wish, catalogue: Catalogue) -> str:
    item = catalogue.item(wish.value) if wish.field == ITEM else None
    return item.title if item else wish.value


def _limit_faults(case: Case, change: Change) -> Iterator[str]:
    for expected in case.limits:
        if not any(expected.holds(limit) for limit in change.limits):
            yield f"missing: {expected.form}"
    known = {expected.field for expected in case.limits}
    known |= {o.field for expected in _flat(case) for o in expected.options if o.how == ":"}
    for limit in change.limits:
        if limit.field not in known and not any(loose.holds(limit) for loose in case.loose):
            yield f"too much: {_form(limit)}"


def _differ(name: str, right: set[str], got: frozenset[str], may: Iterable[str] = ()) -> Iterator[str]:
    yield from (f"not {name}: {one}" for one in sorted(right - got))
    yield from (f"{name} too much: {one}" for one in sorted(got - right - set(may)))


def _key(form: str, catalogue: Catalogue) -> str:
    """The key of the wish or limit that a short form names."""
    return (limit_of(form) if form.startswith("limit ") else wish_of(catalogue, form)).key


def _ids(catalogue: Catalogue, titles: Iterable[str]) -> set[str]:
    return {item_of(catalogue, title).id for title in titles}


def _form(said: Wish | Limit) -> str:
    """A wish or limit in the short form."""
    if isinstance(said, Limit):
        low, high = ("" if end is None else f"{end:g}" for end in (said.low, said.high))
        return f"limit {said.field} {low}..{high} @{said.scope}"
    than = f" than:{said.than}" if said.than else ""
    return f"{said.polarity} {said.field}={said.value} !{said.strength} @{said.scope}{than}"


def _read(change: Change, catalogue: Catalogue) -> str:
    parts = [change.intent, *map(_form, change.wishes), *map(_form, change.limits)]
    for name, found in (("dropped", change.dropped), ("seen", change.seen), ("accepted", change.accepted)):
        parts += [f"{name} {', '.join(sorted(found))}"] if found else []
    return "; ".join(parts)


# All cases


def play_all(cases: Iterable[Case], linkers: Mapping[str, Linker], reader: Listener | None = None) -> list[Outcome]:
    """Every case read; `linkers` by catalogue."""
    return [play(case, linkers[case.catalogue], reader) for case in cases]


def report(outcomes: Sequence[Outcome]) -> str:
    """What was read wrong, the shares by kind and language, and the median time."""
    wrong = [str(o) for o in outcomes if o.faults]
    lines = [*wrong, "", f"{'':14}" + "".join(f"{language:>10}" for language in ("en", "zh"))]
    for kind in dict.fromkeys(o.case.kind for o in outcomes):
        lines.append(f"{kind:14}" + "".join(f"{_share(outcomes, kind, language):>10}" for language in ("en", "zh")))
    lines.append(f"{'all':14}" + "".join(f"{_share(outcomes, '', language):>10}" for language in ("en", "zh")))
    median = statistics.median(o.ms for o in outcomes)
    lines.append(f"{len(outcomes) - len(wrong)} of {len(outcomes)} right, {median:.0f} ms a message (median)")
    return "\n".join(lines)


def _share(outcomes: Sequence[Outcome], kind: str, language: str) -> str:
    right = Counter(not o.faults for o in outcomes if kind in ("", o.case.kind) and o.case.language == language)
    return f"{right[True]}/{right.total()}"


def linkers_for(names: Iterable[str], encoder: Encoder, folder: Path | None = None) -> dict[str, Linker]:
    """A linker for each of the shipped catalogues; `folder` keeps their vectors."""
    from chatbot.found import find_catalogue

    return {name: Linker(find_catalogue(name), encoder, folder=folder) for name in dict.fromkeys(names)}


def main() -> None:
    """Print what is read wrong. With --reader by a model, whose answers are kept, and the real encoder."""
    from chatbot.answered import Answered
    from chatbot.assemble import local, open_reader, quieten
    from chatbot.found import find_catalogue
    from chatbot.settings import Settings
    from retrieval.encoder import SentenceEncoder

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--reader", default="", metavar="NAME", help="llm, small, an adapter's folder: as --understand")
    parser.add_argument("--encoder", action="store_true", help="with the real encoder, rules only")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="cases whose kind, id, catalogue or language is TEXT"
    )
    given = parser.parse_args()
    settings = Settings.read()
    quieten(settings)
    cases = [c for c in load_cases() if given.only in ("", c.kind, c.id, c.catalogue, c.language)]
    if not cases:
        parser.error(f"no case is {given.only!r}. Give a kind, an id, a catalogue or a language.")
    real = given.reader or given.encoder
    encoder: Encoder = Meaningless()
    if real:
        encoder = SentenceEncoder(local(settings.encoder, settings), offline=settings.offline, threads=settings.cores)
    linkers = linkers_for((c.catalogue for c in cases), encoder, settings.home / "vectors" if real else None)
    reader = None
    if given.reader:
        reader = open_reader(replace(settings, understand=given.reader), find_catalogue("movies"))
    if reader:
        reader = replace(reader, llm=Answered(reader.llm, settings.home / "measured" / "messages.jsonl"))
    print(report(play_all(cases, linkers, reader)))


if __name__ == "__main__":
    main()
