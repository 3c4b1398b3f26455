"""Reads limits on number fields out of words: "under 40 dollars", "from the 90s", "two to four players", "两小时以内".

Knows comparatives and negations; the fields say which units and comparatives are theirs. Knows no catalogue. Amounts
that belong together become a range; the words before and after one make a bound of it ("no more than", "or later").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import inf

from chatbot import clock
from chatbot.amounts import Amount, eras, measured, named, years
from retrieval.catalogue import YEAR, Field
from retrieval.words import listed

_LOW = (
    "over|above|more than|at least|min(?:imum)?(?: of)?|longer than|older than|exceed(?:s|ing)?|starting (?:at|from)"
    "|至少|起码|最少|最低|超过|多于|高于|大于"
)
_HIGH = (
    "under|below|less than|fewer than|at (?:the )?most|up to|max(?:imum)?(?: of)?|within|shorter than|cheaper than"
    "|younger than|最多|至多|顶多|最高|最贵|少于|低于|小于|不到"
)
_YEAR_LOW = (
    "after|since|newer than|later than|more recent than|younger than|(?:from )?at least|starting (?:in|at|from)|post"
    "|晚于|新于"
)
_YEAR_HIGH = "before|until|till|up to|older than|earlier than|prior to|pre|早于|老于"
_SHARP = tuple(listed("after newer later more younger post before older earlier prior pre 晚于 新于 早于 老于"))
_AROUND = "about|around|roughly|circa|approximately|大约|大概|差不多|约"
_POST_LOW = (
    r"\+|plus|(?:or|and) (?:more|over|longer|later|newer|after|up)|onwards?|on(?= ?(?:$|[,.]))|(?:以|之)上|往上"
    r"|起(?=[的，,。]|$)|上(?=[的，,。]|$)|(?:以|之)?后"
)
_POST_HIGH = (
    r"(?:or|and) (?:less|under|fewer|younger|shorter|earlier|before)|max(?:imum)?|tops|以内|之内|内|(?:以|之)下|往下"
    r"|封顶|(?:以|之)?前"
)
_POST_OLDER = r"(?:or|and) older"  # of a person it is more, of a year it is less
_FILL = r"(?:[\s$€£¥-]|\b(?:the|a|an|my|our|just|only|exactly|about|around|us|year|is|be|of)\b|在|是|为)*"
_OF_RANGE = re.compile("最[低高少多贵]|以?内|之[内间]")  # beside a range they make no bound: "最低价格是200-300"
_REACH = 80  # characters around an amount in which its cues are looked for
_NEAR = 16  # characters before an amount in which a field's word claims it; half as many after it
_FAR = 99
_NOWHERE = 10**9
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)} | str.maketrans("．－～＋", ".-~+")
_NOT = re.compile(
    r"(?:\b(?:no|not|nothing|none|never|without|avoid|skip|cannot|hate"
    r"|dislike)|n['’]t|\b(?:ca|wo|do|does|is|are|should|could|would)nt\b"
    r"|不要|不想看?|(?<!是)不是|(?<!能)不能|不得|不可|不希望|别|不)"
    r"(?:\s+(?:want|wants|like|need|have|care|for|be|is|it|its|to|see|watch|play|things?|stuff|ones?|any|anything"
    r"|something|that|which|are|was|were|made|released|much|the|from|in"
    r"|of|too|go|run|last|stay|cost|spend|exceed|be)\b)*\s*$"
)
_TO = re.compile(r"\s*(?:--?|–|—+|~|to|until|through|till|到|至)\s*(?:the )?\s*")
_AND = re.compile(r"\s*(?:/|,? ?and|,? ?or|&|,|、|和|或)\s*(?:the )?\s*")
_STORY = re.compile(
    r"\b(?:set|place|happens?|happening|story|starts?|begins?|about)(?: (?:back|mostly|partly))?"
    r"(?: (?:in|during))?(?: the)?\s*$"
)
_MOMENT = re.compile(r"\b(?:in|after|before|every|each|first|last|next|past|opening|final|another)\s*$")
_YEAR_LED = re.compile(rf"(?:\b(?:from|in|of|made|released|year|{_AROUND})\s+)$")


Spoken = tuple[int, frozenset[str]]  # a place in the text, and the fields of what is spoken of there


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit as read: the field, its bounds (None is open), and the span of the words in the message."""

    field: Field
    low: float | None
    high: float | None
    start: int
    end: int
    number: int = -1  # where the numeral begins; -1 where a comparative alone was said
    instead: tuple[int, int] | None = None  # the span of an earlier bound that this one crosses: the last one counts


def read_limits(
    text: str,
    fields: Iterable[Field],
    on_screen: Mapping[str, Sequence[float]] | None = None,
    spoken: Sequence[Spoken] = (),
) -> list[Bound]:
    """The limits that a message sets, at most one a field, in the message's order.

    `on_screen` has, by field, the numbers of the items on screen: "cheaper", "shorter" are read against their middle.
    Of several fields of one unit that one takes an amount whose own word is nearest, then that of which the nearest of
    `spoken` speaks, then the first in `fields`.
    """
    small = text.lower()
    small = (small if len(small) == len(text) else text).translate(_WIDE)  # a longer small form would move the spans
    numbers = [f for f in fields if f.kind == "number"]
    times = [Bound(f, t.low, t.high, t.start, t.end, t.number) for f, t in clock.times(small, numbers)]
    numbers = [f for f in numbers if f not in [b.field for b in times]]
    read = [b for f in numbers for b in _bounds(small, f) if not any(_overlap(b, time) for time in times)]
    owned = [b for b in read if _is_owned(b, read, small, spoken)]
    found = list(times)
    for f in numbers:
        bound = _both([b for b in owned if b.field is f]) or _comparative(small, f, (on_screen or {}).get(f.name, ()))
        found += [bound] if bound and not any(_overlap(bound, have) for have in found) else []
    return sorted(found, key=lambda b: b.start)


def _is_owned(bound: Bound, read: Sequence[Bound], text: str, spoken: Sequence[Spoken]) -> bool:
    """Whether of all fields that could take an amount this one has the best claim; the first of equals has it."""
    rivals = [b for b in read if _overlap(b, bound)]
    fields = {b.field.name: b.field for b in rivals}
    if len(fields) == 1:
        return True
    said = Counter(word for f in fields.values() for word in f.words)

    def claim(b: Bound) -> tuple[int, int]:
        own = _gap(b, [word for word in b.field.words if said[word] == 1], text)
        places = (_away(at, b.number, text) for at, names in spoken if b.field.name in names)
        return own, min(places, default=_NOWHERE)

    return min(rivals, key=claim).field is bound.field


def _away(place: int, number: int, text: str) -> int:
    """How far an amount is from a place in the text; another clause is far."""
    first, last = sorted((place, number))
    return last - first + 20 * len(re.findall(r"[。！？；，!?;,]", text[first:last]))


def _gap(bound: Bound, words: Iterable[str], text: str) -> int:
    """How many characters lie between an amount and the nearest of the words; _FAR if none is near it."""
    before = re.split(r"[。！？；!?;]", text[max(0, bound.number - _NEAR) : bound.number])[-1]
    after = re.split(r"[。！？；，!?;,、]", text[bound.end : bound.end + _NEAR // 2])[0]
    gaps = [_FAR]
    for word in words:
        said = word.lower()
        if (at := before.rfind(said)) >= 0:
            gaps.append(len(before) - at - len(said))
        if (at := after.find(said)) >= 0:
            gaps.append(at + 2)  # what stands before a number is likelier its name
    return min(gaps)


def _overlap(a: Bound, b: Bound) -> bool:
    return a.start < b.end and b.start < a.end


def _bounds(text: str, f: Field) -> list[Bound]:
    if f.unit != YEAR:
        units = (str(local.get("unit", "")) for local in f.local.values())
        others = tuple(unit for unit in units if unit and unit not in clock.UNITS)
        amounts = _ranges(measured(text, "" if f.unit in clock.UNITS else f.unit, f.words, others), text, year=False)
        return [b for a in [*amounts, *named(text, f.named)] if (b := _bound(a, text, f))]
    amounts = [*_ranges(years(text), text, year=True), *eras(text, date.today().year)]
    return sorted((b for a in amounts if (b := _bound(a, text, f))), key=lambda b: b.start)


def _both(bounds: Sequence[Bound]) -> Bound | None:
    """Bounds on one field as one, "after 1980 and before 2000"; where they cannot be met together, the last."""
    if not bounds:
        return None
    lows = [b.low for b in bounds if b.low is not None]
    highs = [b.high for b in bounds if b.high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return replace(bounds[-1], instead=(bounds[0].start, bounds[0].end))
    close = all(after.start - before.end <= 12 for before, after in pairwise(bounds))
    return replace(bounds[0], low=low, high=high, end=bounds[-1].end) if close else bounds[-1]


def _ranges(amounts: Sequence[Amount], text: str, *, year: bool) -> list[Amount]:
    """The amounts, those that belong together as one: "20 to 40 minutes", "between 1960 and 1975", "80s and 90s"."""
    out: list[Amount] = []
    for a in amounts:
        if out and _belong(out[-1], a, text, year):
            first = out.pop()
            times = 1 if first.times else a.times or 1
            low, high = min(a.low, first.low * times), max(a.high, first.high * times)
            a = Amount(low, high, first.start, first.number, a.end, joined=True)
        out.append(a)
    return [a for a in out if a.whole or year]


def _belong(a: Amount, b: Amount, text: str, year: bool) -> bool:
    between = text[a.end : b.start]
    led = re.search(r"\bbetween (?:the )?(?:year |age )?$", text[max(0, a.start - _REACH) : a.start]) is not None
    if year:
        return bool(_TO.fullmatch(between) or (_AND.fullmatch(between) and (led or (a.whole and b.whole))))
    return (a.whole or b.whole) and bool(_TO.fullmatch(between) or (_AND.fullmatch(between) and "," not in between))


def _bound(a: Amount, text: str, f: Field) -> Bound | None:
    """An amount with the words around it: "under", "or more", "about"; None where they make it no limit."""
    year = f.unit == YEAR
    cue, led = _cue_before(a, text, year)
    start = min(led, a.start)
    after = re.match(
        rf"\s*({_POST_LOW}|{_POST_HIGH}|{_POST_OLDER}|左右|上下)(?![a-z]|\s+(?:the )?['\d])",
        text[a.end : a.end + _REACH],
    )
    tail = a.post or (after[1] if after else "")
    end = a.end + (after.end() if after else 0)
    side = "low" if a.high == inf else "" if a.joined and _OF_RANGE.fullmatch(cue + tail) else _side(cue, tail, year)
    negation = _NOT.search(text, max(0, led - _REACH), led)
    if side:
        sharp = year and (cue.startswith(_SHARP) or tail.endswith("前"))
        if negation:
            side, sharp = "high" if side == "low" else "low", year and not sharp
            start = min(start, negation.start())
        return Bound(f, *_one_sided(a, side, sharp), start, end, a.number)
    if negation and a.named:
        return Bound(f, a.high + 1, None, negation.start(), end, a.number)  # "not free" is 1 or more
    before = text[max(0, a.start - _REACH) : a.start]
    none = negation or (_no_limit(a, before) if year else _MOMENT.search(before))
    if none and not a.joined:
        return None
    return Bound(f, *_bare(a, f, about=bool(cue) or tail in ("左右", "上下")), start, end, a.number)


def _cue_before(a: Amount, text: str, year: bool) -> tuple[str, int]:
    """The comparative before an amount, or between its unit and its number, and where it begins; "" where it would."""
    lows, highs = (_YEAR_LOW, _YEAR_HIGH) if year else (_LOW, _HIGH)
    for at in dict.fromkeys((a.number, a.start)):
        begin = max(0, at - _REACH)
        if m := re.search(rf"(?<![a-z])(?P<cue>{lows}|{highs}|{_AROUND}){_FILL}$", text[begin:at]):
            return m["cue"], begin + m.start()
    return "", a.start


def _side(cue: str, tail: str, year: bool) -> str:
    lows, highs = (_YEAR_LOW, _YEAR_HIGH) if year else (_LOW, _HIGH)
    if re.fullmatch(_POST_OLDER, tail):
        return "high" if year else "low"
    if re.fullmatch(_POST_LOW, tail) or re.fullmatch(_POST_HIGH, tail):
        return "low" if re.fullmatch(_POST_LOW, tail) else "high"
    if re.fullmatch(lows, cue) or re.fullmatch(highs, cue):
        return "low" if re.fullmatch(lows, cue) else "high"
    return ""


def _no_limit(a: Amount, before: str) -> bool:
    """The time that a story is set in, or a year that nothing says to be one, which may be a title."""
    return bool(_STORY.search(before)) or not (a.whole or a.joined or _YEAR_LED.search(before))


def _one_sided(a: Amount, side: str, sharp: bool) -> tuple[float | None, float | None]:
    """ "After the 90s" begins where the decade ends, "since the 90s" where it begins."""
    if side == "low":
        return (a.high + 1 if sharp else a.low), None
    return None, (a.low - 1 if sharp else a.high)


def _bare(a: Amount, f: Field, *, about: bool) -> tuple[float | None, float]:
    """A bare amount is exact; a length of time, and what is "about" so much, has some room."""
    if a.joined:
        return a.low, a.high
    if f.at_most:
        return None, a.high
    if f.unit == YEAR:
        return a.low - 2 * about, a.high + 2 * about
    if a.low < a.high:
        return a.low, a.high
    room = 0.2 if about or f.unit.startswith("min") else 0.0
    low, high = a.low * (1 - room), a.high * (1 + room)
    return (float(round(low)), float(round(high))) if a.low == round(a.low) else (low, high)


def _comparative(text: str, f: Field, shown: Sequence[float]) -> Bound | None:
    """What "cheaper" or "longer" says: below or above the middle of what is on screen."""
    if not shown:
        return None
    middle = sorted(shown)[len(shown) // 2]
    step = 1 if all(n == int(n) for n in shown) else 0.1
    # "cheaper than Catan" is not about the screen, and "评分高吗" asks.
    elsewhere = r"(?! than (?!these|those|this|that|them|it\b|the ))(?!\s*(?:吗|么|嘛|不|多少))"
    for words, is_low in ((f.less, False), (f.more, True)):
        for word in words:
            for m in re.finditer(rf"(?<![a-z])(?<!no ){re.escape(word.lower())}(?![a-z]){elsewhere}", text):
                if _of_items(m, text) if m[0].isascii() and f.unit == YEAR else not _remark(m, text):
                    return Bound(f, middle + step if is_low else None, None if is_low else middle - step, *m.span())
    return None


def _remark(m: re.Match[str], text: str) -> bool:
    """Whether a Chinese comparative only says what something is like: "比我想的便宜", "真便宜"."""
    led = re.search(r"(?:比.{0,9}|还|这么|那么|真|挺|蛮|够|太|好|很)$", text[: m.start()])
    return bool(led) and not m[0].isascii() and not re.match(r"[一点些]*的", text[m.end() :])


def _of_items(m: re.Match[str], text: str) -> bool:
    """Whether "older" or "later" is said of the items: "an older couple" and "see you later" are not."""
    led = re.search(r"(?:^|\b(?:something|anything|bit|little|much|even|any|some|but))\s*$", text[: m.start()])
    last = re.match(r"\s*(?:$|[,.;!?)]|(?:ones?|please|than|and|or|but)\b)", text[m.end() :])
    return bool(last and (led or m[0] not in ("later", "earlier")))
