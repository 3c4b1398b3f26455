"""Numbers in words, and the amounts that a text names: "two hours", "$40", "the 90s", "三个人".

Knows numerals and units in English and Chinese; not what an amount is for, which the words around it tell (`limits`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1000}
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "十": 10, "百": 100}
_DECADES = {word[:-1] + "ies": 10 * n for n, word in enumerate(_TENS, 2)}  # "nineties"
_UNITS = {  # what people call a unit, whatever the fields file says
    "min": ("minutes", "minute", "分钟"),
    "$": ("dollars", "dollar", "bucks", "美元", "美金"),
    "€": ("euros", "euro", "欧元"),
    "£": ("pounds", "pound", "英镑"),
    "¥": ("yuan", "元", "块"),
    "players": ("人",),
    "years old": ("岁",),
}

_ONE = "|".join(sorted(_WORDS, key=len, reverse=True))
_COMPOUND = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_SMALL[1:10])})"
_NUMERAL = (
    rf"(?:\d{{1,9}}(?:[.,]\d{{1,9}})*|(?:{_COMPOUND}|{_ONE})(?: (?:hundred|thousand))?|an? (?:hundred|thousand)"
    r"|[零一二三四五六七八九两俩十百]+)"
)
_HALF = "and a half|and a quarter"

_DECADE = re.compile(
    r"(?<!\bmy )(?<!\bhis )(?<!\bher )\b(?:(early|mid|late)[- ])?"
    rf"(?:'?((?:18|19|20)?\d0)['’]?s|({'|'.join(_DECADES)}))\b"
    r"|(?:上世纪)?([二三四五六七八九]十|(?<!\d)(?:19|20)?\d0)年代"
)
_YEAR = re.compile(r"(?<![\d.,:$])(?<![a-z])(?:18|19|20)\d\d(?![\da-z%:]|[.,]\d)")
_HOURS = re.compile(
    rf"(?<![a-z0-9.])(?P<n>{_NUMERAL}|an?)(?: (?P<mid>{_HALF}))?[\s-]*(?:hours?|hrs?|h)(?![a-z])"
    rf"(?:\s*(?P<half>{_HALF})|\s*(?:and )?(?P<m>[1-5]?\d)\s*(?:m|mins?|minutes?)?(?![\w-]))?"
    r"|(?P<part>half an hour)"
    r"|(?<![\d.])(?P<hn>[一二三四五六七八九两十]{1,5}|\d{1,3}(?:\.\d)?|半)(?P<gh>个半)?个?小时(?P<hh>半)?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a text names: a number, or a span such as a decade.

    `start` and `end` take its unit in, `number` is where its numeral begins. `whole` says that it needs no other word
    to be an amount of its field; `post` is a comparative inside it ("4 or more players").
    """

    low: float
    high: float
    start: int
    number: int
    end: int
    whole: bool = True
    joined: bool = False  # two amounts in one: "from 20 to 40"
    post: str = ""


def number(word: str) -> float | None:
    """The number that a word or numeral says; None if it says none."""
    word = word.lower().strip()
    if re.fullmatch(r"\d+(?:[.,]\d+)*", word):
        digits = re.sub(r",(?=\d{3}(?!\d))", "", word).replace(",", ".")
        return float(digits) if digits.count(".") < 2 else None
    if word and all(c in _HAN for c in word):
        return _han(word)
    words = re.split(r"[- ]", word)
    scale = _SCALES.get(words[-1], 1)
    units = words[:-1] if scale > 1 else words
    if scale > 1 and units in ([], ["a"], ["an"]):
        return float(scale)
    return float(scale * sum(_WORDS[w] for w in units)) if all(w in _WORDS for w in units) else None


def _han(word: str) -> float:
    if not {"十", "百"} & set(word):
        return float("".join(str(_HAN[c]) for c in word))
    total, digit = 0, 0
    for c in word:
        if c in "十百":
            total, digit = total + max(1, digit) * _HAN[c], 0
        else:
            digit = _HAN[c]
    return float(total + digit)


def years(text: str) -> list[Amount]:
    """Decades, which stand for themselves, and years, which need a word beside them. `text` is in small letters."""
    found = [_decade(m) for m in _DECADE.finditer(text)]
    for m in _YEAR.finditer(text):
        if not any(a.start <= m.start() < a.end for a in found):
            end = m.end() + text.startswith("年", m.end())
            found.append(Amount(float(m[0]), float(m[0]), m.start(), m.start(), end, whole=end > m.end()))
    return sorted(found, key=lambda a: a.start)


def _decade(m: re.Match[str]) -> Amount:
    said = m[2] or m[4]
    year = _DECADES[m[3]] if m[3] else int(number(said) or 0)
    if year < 100:
        year += 1900 if year >= 30 or (m[4] and year >= 20) else 2000
    first, last = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}.get(m[1] or "", (0, 9))
    return Amount(year + first, year + last, m.start(), m.start(), m.end())


def measured(text: str, unit: str, words: tuple[str, ...]) -> list[Amount]:
    """Numbers, `whole` where their unit stands beside them; hours where the unit is minutes.

    `text` is in small letters.
    """
    found = [_time(m) for m in _HOURS.finditer(text)] if unit.startswith("min") else []
    pattern = _pattern((*words, unit, *_UNITS.get(unit, ())))
    for m in pattern.finditer(text) if pattern else ():
        n = number(m["n"])
        if n is not None and not any(m.start("n") < a.end and a.start < m.end() for a in found):
            start = m.start("before") if m["before"] else m.start("n")
            whole = bool(m["before"] or m["after"])
            found.append(
                Amount(n, n, start, m.start("n"), m.end() if whole else m.end("n"), whole, post=m["post"] or "")
            )
    return sorted(found, key=lambda a: a.start)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    names = sorted({re.escape(w.lower()).replace(r"\ ", "[ -]") for w in words if w}, key=len, reverse=True)
    if not names:
        return None
    unit = rf"(?:{'|'.join(names)})s?(?![a-z])"
    # A unit may lead, "$40", "complexity under 3"; but "min 2 players" is a minimum.
    cue = r"(?:(?:under|below|over|above|up to|at (?:most|least)|(?:more|less) than|between|from)\s*)?"
    before = rf"(?<![a-z0-9])(?P<before>(?!min\b){unit}(?:\s*(?:is|of|:|=))?\s*{cue})?"
    after = rf"(?:\s*(?P<post>\+|(?:or|and) (?:more|fewer|less)|plus))?[\s-]*个?(?P<after>{unit})"
    return re.compile(rf"{before}(?<![a-z0-9.,/])(?P<n>{_NUMERAL})(?:{after}|(?![a-z%/:]|[.,]?\d))")


def _time(m: re.Match[str]) -> Amount:
    minutes = _minutes(m)
    return Amount(minutes, minutes, m.start(), m.start(), m.end())


def _minutes(m: re.Match[str]) -> float:
    if m["part"]:
        return 30.0
    if m["hn"]:
        hours = 0.5 if m["hn"] == "半" else number(m["hn"]) or 0
        return 60 * (hours + (0.5 if m["hh"] or m["gh"] else 0))
    hours = 1.0 if m["n"] in ("a", "an") else number(m["n"]) or 0
    half = m["half"] or m["mid"]
    return 60 * hours + (30 if half == "and a half" else 15 if half else float(m["m"] or 0))


def eras(text: str, today: int) -> Iterator[Amount]:
    """Spans of time that a word names: "recent", "this century", "the last ten years". `today` is this year."""
    last = rf"(?:of|from|in|within) the (?:last|past) (?P<n>{_NUMERAL}|few|couple of) (?P<unit>years|decades)"
    named = (
        rf"\b(?:recent|modern|contemporary|latest|(?:this|21st) century|{last})\b"
        r"|最近的|最近几年|近几年|近年|新出的|新片"
    )
    for m in re.finditer(named, text):
        yield Amount(_begin(m, today), float("inf"), m.start(), m.start(), m.end())
    for m in re.finditer(r"\b(?:20th|last) century\b", text):
        yield Amount(1901, 2000, m.start(), m.start(), m.end())


def _begin(m: re.Match[str], today: int) -> float:
    if "century" in m[0]:
        return 2001.0
    said = m["n"] and number(m["n"])
    return today - said * (10 if m["unit"] == "decades" else 1) if said else float(today - 12)
