"""Reads limits on number fields out of words: "under 40 dollars", "from the 90s", "two to four players", "两小时以内".

Knows numbers, comparatives and units; the fields say which units and comparatives are theirs. Knows no catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from retrieval.catalogue import YEAR, Field

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)} | {"hundred": 100}
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "十": 10}
_DECADES = {word[:-1] + "ies": 10 * n for n, word in enumerate(_TENS, 2)}  # "nineties"

_N = r"(?:\d+(?:[.,]\d+)*|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](?:one|two|three|four|five|six|seven|eight|nine)|" + "|".join(
    sorted(_WORDS, key=len, reverse=True)
) + r"|[零一二三四五六七八九两十]+)"
_HIGH = r"(?:under|below|less than|fewer than|at most|at the most|no more than|not more than|up to|max(?:imum)?(?: of)?|within|no longer than|not longer than|shorter than|cheaper than|(?:not|n't) exceed(?:ing)?|before|older than|earlier than|until|不超过|最多|少于|低于|不到)"
_LOW = r"(?:over|above|more than|at least|min(?:imum)?(?: of)?|longer than|no less than|not less than|after|since|newer than|later than|from at least|starting (?:at|from)|至少|超过|多于|高于|不少于)"
_SHARP = {"under", "below", "less than", "fewer than", "before", "older than", "earlier than", "over", "above", "more than", "after", "newer than", "later than"}


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit as read: the field, its bounds (None is open), and the span of the words in the message."""

    field: Field
    low: float | None
    high: float | None
    start: int
    end: int


def number(word: str) -> float | None:
    """The number that a word or numeral says; None if it says none."""
    word = word.lower().strip()
    if re.fullmatch(r"\d+(?:[.,]\d+)*", word):
        return float(re.sub(r",(?=\d{3}\b)", "", word).replace(",", "."))
    if word in _WORDS:
        return float(_WORDS[word])
    if parts := re.fullmatch(r"(\w+ty)[- ](\w+)", word):
        return float(_WORDS[parts[1]] + _WORDS[parts[2]])
    return _han(word) if word and all(c in _HAN for c in word) else None


def _han(word: str) -> float:
    if "十" in word:
        tens, _, ones = word.partition("十")
        return float((_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0))
    return float(int("".join(str(_HAN[c]) for c in word)))


def read_limits(text: str, fields: Iterable[Field], on_screen: Mapping[str, Sequence[float]] | None = None) -> list[Bound]:
    """The limits that a message sets, at most one a field, in the message's order.

    `on_screen` has, by field, the numbers of the items on screen: "cheaper", "shorter" are read against their middle.
    """
    numeric = [f for f in fields if f.kind == "number"]
    found: list[Bound] = []
    for f in numeric:
        readers: list[Callable[[str, Field], Bound | None]] = [_years] if f.unit == YEAR else [_times, _units]
        bound = next((b for reader in readers if (b := reader(text, f))), None)
        bound = bound or _comparative(text, f, (on_screen or {}).get(f.name, ()))
        if bound and not any(b.start < bound.end and bound.start < b.end for b in found):
            found.append(bound)
    return sorted(found, key=lambda b: b.start)


def _years(text: str, f: Field) -> Bound | None:
    low = text.lower()
    for reader in (_decade, _year_range, _year_bound, _recent):
        if bound := reader(low, f):
            return bound
    return None


def _decade(text: str, f: Field) -> Bound | None:
    words = "|".join(_DECADES)
    pattern = rf"\b(?:(early|mid|late)[- ])?(?:(?:the |')*((?:18|19|20)?\d0)'?s|({words}))\b|([二七八九六五四三]十|(?:19|20)?\d0)年代"
    spans = [
        (*_decade_span(m), m.start(), m.end()) for m in re.finditer(pattern, text) if not m[4] or number(m[4]) is not None
    ]
    if not spans:
        return None
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    start, end = spans[0][2], spans[-1][3]
    before = text[:start]
    if re.search(r"(?:after|since|post)[- ](?:the )?$", before):
        return Bound(f, high + 1 if before.rstrip().endswith("after") else low, None, start, end)
    if re.search(r"(?:before|pre|older than|earlier than)[- ](?:the )?$", before):
        return Bound(f, None, low - 1, start, end)
    return Bound(f, low, high, start, end)


def _decade_span(m: re.Match[str]) -> tuple[int, int]:
    said = m[2] or m[4]
    year = _DECADES[m[3]] if m[3] else int(number(said) or 0)
    if year < 100:
        year += 1900 if year >= 30 or m[4] and not said.startswith("20") else 2000
    first, last = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}.get(m[1] or "", (0, 9))
    return year + first, year + last


def _year_range(text: str, f: Field) -> Bound | None:
    year = r"((?:18|19|20)\d\d)"
    m = re.search(rf"{year}年?\s*(?:-|–|to|and|until|through|到|至)\s*{year}", text)
    return Bound(f, float(min(m[1], m[2])), float(max(m[1], m[2])), m.start(), m.end()) if m else None


def _year_bound(text: str, f: Field) -> Bound | None:
    year = r"(?P<y>(?:18|19|20)\d\d)"
    han = re.search(rf"{year}年?(?:以|之)?(?P<side>后|前)", text)
    if han:
        late = han["side"] == "后"
        return Bound(f, float(han["y"]) if late else None, None if late else float(han["y"]) - 1, *han.span())
    for cue, is_low in ((_LOW, True), (_HIGH, False)):
        if m := re.search(rf"(?P<cue>{cue})\s+(?:the year )?{year}\b", text):
            step = 1 if m["cue"] in _SHARP else 0
            return Bound(f, float(m["y"]) + step if is_low else None, None if is_low else float(m["y"]) - step, *m.span())
    if m := re.search(rf"\bpost-{year}\b", text):
        return Bound(f, float(m["y"]) + 1, None, *m.span())
    if m := re.search(rf"{year}\s*(?:or|and) (?P<side>later|newer|after|earlier|older|before)\b", text):
        late = m["side"] in ("later", "newer", "after")
        return Bound(f, float(m["y"]) if late else None, None if late else float(m["y"]), *m.span())
    m = re.search(rf"\b(?:from|in|of|around|about|circa)\s+{year}\b", text)
    return Bound(f, float(m["y"]), float(m["y"]), *m.span()) if m else None


def _recent(text: str, f: Field) -> Bound | None:
    if m := re.search(r"\b(?:recent|modern|contemporary|latest|(?:of|from) the (?:last|past) (?:few|ten|10) years|this century|21st century)\b|最近|近几年|新出的", text):
        return Bound(f, 2001.0 if "century" in m[0] else float(date.today().year - 12), None, *m.span())
    m = re.search(r"\b(?:20th|last) century\b", text)
    return Bound(f, 1901.0, 2000.0, *m.span()) if m else None


def _times(text: str, f: Field) -> Bound | None:
    """Hours, where the field counts minutes."""
    if not f.unit.startswith("min"):
        return None
    said = rf"(?:(?P<n>{_N}|an?)\s*-?(?:hours?|hrs?|h)\b(?:\s*(?P<half>and a half|and a quarter|(?P<m>\d+)\s*(?:min\w*)?))?|(?P<hn>{_N}|半)个?半?小时(?P<hh>半)?|half an hour)"
    m = re.search(rf"(?P<cue>{_HIGH}|{_LOW}|about|around|roughly)?\s*(?:just |about |around )?{said}\s*(?P<post>or less|or under|or shorter|max(?:imum)?|tops|or more|or longer|以内|以下|以上)?", text.lower())
    if not m:
        return None
    return _bounded(_minutes(m), m, f, slack=0.2)


def _minutes(m: re.Match[str]) -> float:
    if m["hn"]:
        hours = 0.5 if m["hn"] == "半" else number(m["hn"]) or 0
        return 60 * (hours + (0.5 if m["hh"] or "个半" in m[0] else 0))
    if not m["n"]:
        return 30.0
    hours = 1.0 if m["n"] in ("a", "an") else number(m["n"]) or 0
    extra = 30 if m["half"] == "and a half" else 15 if m["half"] == "and a quarter" else float(m["m"] or 0)
    return 60 * hours + extra


def _units(text: str, f: Field) -> Bound | None:
    """Numbers with one of the field's own words before or after them."""
    names = [re.escape(w.lower()).replace(r"\ ", "[ -]") for w in (*f.words, f.unit) if w]
    if not names:
        return None
    unit = "|".join(sorted(names, key=len, reverse=True))
    low = text.lower()
    between = rf"(?:between |from )?(?:(?:{unit})\s*)?(?P<a>{_N})(?:(?<=\d)\s*[-–]\s*(?=\d)|\s*(?:to|and|or|到|至)\s*)(?:(?:{unit})\s*)?(?P<b>{_N})\s*-?(?:{unit})"
    if m := re.search(rf"(?<![A-Za-z0-9.]){between}", low):
        a, b = number(m["a"]), number(m["b"])
        if a is not None and b is not None:
            return Bound(f, min(a, b), max(a, b), *m.span())
    post = r"(?P<post>or less|or under|or fewer|or younger|max(?:imum)?|tops|or more|or over|or older|and up|and over|以内|以下|以上|左右)?"
    pre = rf"(?P<cue>{_HIGH}|{_LOW}|about|around|roughly|for)?\s*(?:(?:the|a|an|my|our|just|only|exactly|about|around|us|only)\s+)*"
    after = rf"{pre}(?P<n>{_N})(?P<plus>\s*\+)?\s*-?个?(?:{unit})(?![A-Za-z])\s*{post}"
    before = rf"{pre}(?:{unit})\s*(?:of\s+)?(?P<n>{_N})(?P<plus>\s*\+)?(?![A-Za-z0-9])\s*{post}"
    for pattern in (after, before):
        if (m := re.search(rf"(?<![A-Za-z0-9.]){pattern}", low)) and (n := number(m["n"])) is not None:
            return _bounded(n, m, f, plus=bool(m["plus"]))
    return None


def _bounded(n: float, m: re.Match[str], f: Field, *, plus: bool = False, slack: float = 0.0) -> Bound:
    """The number with its comparatives: "under", "or more", "about"; a bare number is exact, or `slack` around it."""
    cue, post = (m["cue"] or "").strip(), (m["post"] or "").strip()
    high = bool(re.fullmatch(_HIGH, cue)) or post in ("or less", "or under", "or fewer", "or younger", "or shorter", "max", "maximum", "tops", "以内", "以下")
    low = bool(re.fullmatch(_LOW, cue)) or plus or post in ("or more", "or over", "or older", "or longer", "and up", "and over", "以上")
    high = high or (f.at_most and not low)
    if high:
        return Bound(f, None, n, *m.span())
    if low:
        return Bound(f, n, None, *m.span())
    around = slack or (0.2 if cue in ("about", "around", "roughly") or post == "左右" else 0.0)
    return Bound(f, n * (1 - around), n * (1 + around), *m.span())


def _comparative(text: str, f: Field, shown: Sequence[float]) -> Bound | None:
    """"Cheaper", "longer": below or above the middle of what is on screen."""
    if not shown:
        return None
    middle = sorted(shown)[len(shown) // 2]
    for words, is_low in ((f.less, False), (f.more, True)):
        for word in words:
            if m := re.search(rf"(?<![A-Za-z]){re.escape(word.lower())}(?![A-Za-z])(?! than)", text.lower()):
                return Bound(f, middle + 1 if is_low else None, None if is_low else middle - 1, *m.span())
    return None
