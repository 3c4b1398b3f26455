"""The hand-written messages of `messages.toml`: their short form, taken apart. Knows catalogues; no reading of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from retrieval.catalogue import Catalogue, Item
from retrieval.wishes import ITEM, TEXT, Limit, Receipt, Wish

CASES = Path(__file__).with_name("messages.toml")
STRENGTHS = {
    "must": ("must",),
    "strong": ("strong", "must"),
    "like": ("like",),
    "soft": ("slight", "like"),
    "slight": ("slight",),
}
SCOPES = ("today", "taste")
_WISH = re.compile(
    r'(?P<polarity>want|avoid) (?P<options>[^"]+?)(?: !(?P<strength>\w+))?(?: @(?P<scope>\w+))?'
    r'(?: than:(?P<than>[^"]+))?(?: "(?P<words>.+)")?'
)
_LIMIT = re.compile(
    r"limit (?P<field>\w+)(?: (?P<low>[^\s.]*(?:\.\d[^\s.]*)*)\.\.(?P<high>[^\s@]*))?(?: @(?P<scope>\w+))?"
    r'(?: "(?P<words>.+)")?'
)
_OPTION = re.compile(r"(?:(?P<field>\w+)(?P<how>[=~]))?(?P<value>.+)")
_TITLE = re.compile(r"(?P<title>.+?)(?: \((?P<year>\d{4})\))?")


class CaseError(ValueError):
    """A case that cannot be read; the message names what and the remedy."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values that are right. `how`: "=" a value of the field, "~" free words, ":" any limit on the field."""

    field: str
    how: str
    value: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A wish that is to be made. Where strength, scope or `than` is empty, any is right."""

    form: str
    polarity: str
    options: tuple[Option, ...]
    strength: str = ""
    scope: str = ""
    than: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What an end of a limit may be: none at all where `open`, else a number from `least` to `most`."""

    open: bool
    least: float
    most: float

    def holds(self, number: float | None) -> bool:
        """Whether the end of a limit is right."""
        return self.open if number is None else self.least <= number <= self.most


@dataclass(frozen=True, slots=True)
class Range:
    """A limit that is to be set."""

    form: str
    field: str
    low: Side
    high: Side
    scope: str = ""
    words: str = ""

    def holds(self, limit: Limit) -> bool:
        """Whether that limit is right."""
        fits = self.low.holds(limit.low) and self.high.holds(limit.high)
        return limit.field == self.field and fits and self.scope in ("", limit.scope)


@dataclass(frozen=True, slots=True)
class Case:
    """One message, what came before it, and what it is to change; forms and titles as they are written."""

    id: str
    kind: str
    said: str
    catalogue: str
    language: str
    earlier: str = ""
    before: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    intent: tuple[str, ...] = ("recommend",)
    wishes: tuple[tuple[Expected, ...], ...] = ()  # of each, any one is right
    limits: tuple[Range, ...] = ()
    dropped: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def harmless(self) -> tuple[Expected, ...]:
        """Wishes that do no harm: those in `may`, and that an item taken is wanted."""
        taken = [f"want {ITEM}={title}" for title in self.accepted]
        return tuple(wish(form) for form in (*self.may, *taken) if form.startswith(("want ", "avoid ")))

    @property
    def loose(self) -> tuple[Range, ...]:
        """Limits that do no harm."""
        return tuple(limit(form) for form in self.may if form.startswith("limit "))

    @property
    def takeable(self) -> tuple[str, ...]:
        """Titles that may be accepted."""
        return (*self.accepted, *(form.removeprefix("accepted ") for form in self.may if form.startswith("accepted ")))


def load_cases(path: Path = CASES) -> list[Case]:
    """All cases in the file's order. Raises CaseError."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_case(raw, name, language) for name, parts in data.items() for language in parts for raw in parts[language]]


def _case(raw: Mapping[str, Any], catalogue: str, language: str) -> Case:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    intent = given.pop("intent", "recommend")
    given["intent"] = (intent,) if isinstance(intent, str) else intent
    given["wishes"] = tuple(tuple(map(wish, form.split(" || "))) for form in given.get("wishes", ()))
    given["limits"] = tuple(limit(f"limit {form}") for form in given.get("limits", ()))
    try:
        return Case(catalogue=catalogue, language=language, **given)
    except TypeError as error:
        raise CaseError(f"{raw.get('id')}: {error}") from error


def wish(form: str) -> Expected:
    """A wish's short form, taken apart. Raises CaseError."""
    m = _WISH.fullmatch(form)
    if not m or (m["strength"] or "must") not in STRENGTHS or (m["scope"] or "today") not in SCOPES:
        raise CaseError(f"{form!r} is no wish. Write one such as 'avoid genres=horror !must @taste'.")
    rest = (m[group] or "" for group in ("strength", "scope", "than", "words"))
    return Expected(form, m["polarity"], tuple(_options(m["options"])), *rest)


def _options(text: str) -> Iterator[Option]:
    field, how = "", ""
    for part in text.split("|"):
        if part.startswith("limit:"):
            yield Option(part.removeprefix("limit:"), ":", "")
            continue
        m = _OPTION.fullmatch(part)
        if not m or not (m["field"] or field):
            raise CaseError(f"{text!r} has no field. Write FIELD=VALUE.")
        field, how = m["field"] or field, m["how"] or how
        yield Option(field, how, m["value"])


def limit(form: str) -> Range:
    """A limit's short form, taken apart; without a range any is right. Raises CaseError."""
    if not (m := _LIMIT.fullmatch(form)) or (m["scope"] or "today") not in SCOPES:
        raise CaseError(f"{form!r} is no limit. Write one such as 'limit year 1990..1999'.")
    low, high = (_side("*" if m[end] is None else m[end]) for end in ("low", "high"))
    return Range(form, m["field"], low, high, m["scope"] or "", m["words"] or "")


def _side(text: str) -> Side:
    if text in ("", "*"):
        return Side(True, -inf, inf) if text else Side(True, inf, -inf)
    least, _, most = text.partition("~")
    return Side(False, float(least), float(most or least))


def item_of(catalogue: Catalogue, title: str) -> Item:
    """The item of that very title; a year in brackets tells those of one title apart. Raises CaseError."""
    m = _TITLE.fullmatch(title)
    year = m["year"] if m else None
    found = [item for item in catalogue.items if item.title == title]
    if not found and m and year:
        found = [i for i in catalogue.items if i.title == m["title"] and i.numbers["year"][0] == float(year)]
    if len(found) != 1:
        raise CaseError(f"{len(found)} items of {catalogue.name} are called {title!r}. Give the title as it stands.")
    return found[0]


def wish_of(catalogue: Catalogue, form: str) -> Wish:
    """A wish that stands already."""
    said = wish(form)
    (option,) = said.options
    value = item_of(catalogue, option.value).id if option.field == ITEM else option.value
    return Wish(
        said.polarity,  # type: ignore[arg-type]
        option.field, value, said.strength or "like", option.value,  # type: ignore[arg-type]
        Receipt(0, said.words or option.value), said.scope or "today",  # type: ignore[arg-type]
    )  # fmt: skip


def limit_of(form: str) -> Limit:
    """A limit that stands already."""
    said = limit(form)
    low, high = (None if side.open else side.least for side in (said.low, said.high))
    return Limit(said.field, low, high, Receipt(0, said.words or form))


def check(case: Case, catalogue: Catalogue) -> list[str]:
    """What is wrong with a case: fields, values and titles that the catalogue has not."""
    wrong = [f"no message {part!r}" for part in (case.id, case.said, case.kind) if not part.strip()]
    stated = [form for form in (*case.before, *case.dropped) if not form.startswith("limit ")]
    wishes = [expected for either in case.wishes for expected in either]
    for expected in (*wishes, *case.harmless, *map(wish, stated)):
        wrong += [f"{expected.form}: no {o.value!r} in {o.field}" for o in expected.options if not _there(o, catalogue)]
    limits = [form for form in (*case.before, *case.dropped) if form.startswith("limit ")]
    for said in (*case.limits, *case.loose, *map(limit, limits)):
        wrong += [] if said.field in _numbers(catalogue) else [f"no number field {said.field}"]
    than = [expected.than for expected in wishes if expected.than]
    for title in (*case.shown, *case.seen, *case.takeable, *than):
        try:
            item_of(catalogue, title)
        except CaseError as error:
            wrong.append(str(error))
    return wrong


def _there(option: Option, catalogue: Catalogue) -> bool:
    if option.how == "~" or option.field == TEXT:
        return option.field == TEXT
    if option.how == ":":
        return option.field in _numbers(catalogue)
    if option.field == ITEM:
        return sum(item.title == option.value for item in catalogue.items) == 1
    return option.value in catalogue.values.get(option.field, {})


def _numbers(catalogue: Catalogue) -> set[str]:
    return {field.name for field in catalogue.of_kind("number")}
