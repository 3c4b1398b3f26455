"""Numbers in words, and the amounts that a text names: "two hours", "$40", "the 90s", "三个人".

Knows numerals and units in English and Chinese; not what an amount is for, which the words around it tell (`limits`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_DECADES = {word[:-1] + "ies": 10 * n for n, word in enumerate(_TENS, 2)}  # "nineties"
_UNITS = {  # what people call a unit, whatever the fields file says
    "min": ("minutes", "minute", "分钟"),
    "$": ("dollars", "dollar", "bucks", "美元", "美金"),
    "€": ("euros", "euro", "欧元"),
    "£": ("pounds", "pound", "英镑"),
    "¥": ("yuan", "元", "块钱", "块"),
    "元": ("yuan", "rmb", "块钱", "块", "¥"),
    "players": ("人",),
    "years old": ("岁",),
}
_LONG = {"min": 1, "minutes": 1, "分钟": 1, "h": 60, "hours": 60, "小时": 60, "days": 1440, "天": 1440}  # in minutes

_ONE = "|".join(sorted(_WORDS, key=len, reverse=True))
_COMPOUND = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_SMALL[1:10])})"
_DIGIT = "零〇一二三四五六七八九两俩"
_HAN_NUMERAL = rf"[{_DIGIT}十百千万]+(?:点[{_DIGIT}]+)?"
_NUMERAL = (
    rf"(?:\d{{1,9}}(?:[.,]\d{{1,9}})*[百千万]?|(?:{_COMPOUND}|{_ONE})(?: (?:hundred|thousand))?"
    rf"|an? (?:hundred|thousand)|{_HAN_NUMERAL})"
)
_HALF = "and a half|and a quarter"
_ROUGHLY = re.compile(
    r"(?P<head>十|[一二三四五六七八九]十)?(?P<a>[一二三四五六七八九两])(?P<b>[二两三四五六七八九])(?P<scale>[十百千万]?)"
)
# Between the name of a field and its number: "人均最好在100以内", "评分不低于4".
_LINK_HAN = (
    r"(?:\s|[:：]|是|在|为|得|要|能|可以|最好|大概|大约|差不多|希望|控制|保持|达到|应该|也|都|就"
    r"|不低于|不少于|不高于|不超过|不能超过|不要超过|别超过|超过|高于"
    r"|大于|低于|小于|少于|至少|最少|最多|最低|最高){0,6}"
)
# After a number: a measure of something else, or the rest of another word: "推荐一个", "十分感谢", "一块去".
_OTHERWISE = rf"(?![{_DIGIT}十百千万个家下些点起样定般共位条道间次种份名号楼层路站月日年岁人分元块天小])"
_NO_AMOUNT = re.compile(rf"[{_DIGIT}](?=[\u4e00-\u9fff])(?![以之到至左上往{_DIGIT}十百千万])")  # "玩一玩"
_ANOTHER_WORD = {"分": "(?![钟之店])(?<!十分)", "块": "(?!儿|去|玩|吃|走)", "天": "(?![安坛桥通])"}

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
    r"|(?<![\d.])(?P<hn>[一二三四五六七八九两十]{1,5}|\d{1,3}(?:\.\d)?|半)(?P<gh>个半)?\s?个?(?:小时|钟头)(?P<hh>半)?"
)
_SPELLS = re.compile(  # of less and of more than hours, where a field counts these
    rf"(?<![a-z0-9.])(?P<n>{_NUMERAL}|半)\s*(?P<unit>minutes?|mins?|分钟|days?|整?天|日(?=游))(?![a-z安坛桥])"
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
    times: float = 0  # its unit in the field's, which a number without one before it shares ("2 to 3 hours"); 0: none
    named: bool = False  # a word of the field's own says it: "free"


def number(word: str) -> float | None:
    """The number that a word or numeral says; None if it says none."""
    word = word.lower().strip()
    if re.fullmatch(r"\d[\d.,]*[百千万]", word):
        return (number(word[:-1]) or 0) * _HAN_SCALES[word[-1]]
    if re.fullmatch(r"\d+(?:[.,]\d+)*", word):
        digits = re.sub(r",(?=\d{3}(?!\d))", "", word).replace(",", ".")
        return float(digits) if digits.count(".") < 2 else None
    if re.fullmatch(_HAN_NUMERAL, word):
        return _han(word)
    words = re.split(r"[- ]", word)
    scale = _SCALES.get(words[-1], 1)
    units = words[:-1] if scale > 1 else words
    if scale > 1 and units in ([], ["a"], ["an"]):
        return float(scale)
    return float(scale * sum(_WORDS[w] for w in units)) if all(w in _WORDS for w in units) else None


def _han(word: str) -> float:
    """ "两百零五" 205, "一千五" 1500, "四点五" 4.5, "二零" 20."""
    word, _, part = word.partition("点")
    if part:
        return float(f"{_han(word):.0f}.{''.join(str(_HAN[c]) for c in part)}")
    if not set(_HAN_SCALES) & set(word):
        return float("".join(str(_HAN[c]) for c in word))
    total, digit, scale = 0, 0, 1
    for c in word:
        if c == "万":
            total, digit, scale = max(1, total + digit) * 10000, 0, 10000
        elif c in _HAN_SCALES:
            scale = _HAN_SCALES[c]
            total, digit = total + max(1, digit) * scale, 0
        else:
            digit, scale = _HAN[c], scale if _HAN[c] else 10
    return float(total + digit * (scale // 10 if scale > 10 else 1))


def spread(word: str) -> tuple[float, float] | None:
    """A numeral's number, or the two that it leaves open: "三四百" is 300 to 400."""
    rough = _ROUGHLY.fullmatch(word)
    if rough and _HAN[rough["b"]] - _HAN[rough["a"]] == 1 and not (rough["head"] and rough["scale"]):
        head, scale = _han(rough["head"] or "零"), _HAN_SCALES.get(rough["scale"], 1)
        return head + _HAN[rough["a"]] * scale, head + _HAN[rough["b"]] * scale
    said = number(word)
    return None if said is None else (said, said)


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


def measured(text: str, unit: str, words: tuple[str, ...], others: tuple[str, ...] = ()) -> list[Amount]:
    """Numbers, `whole` where their unit stands beside them; lengths of time in whichever unit they are said.

    `text` is in small letters; `others` is what the unit is called in other languages.
    """
    found = list(_times(text, _LONG[unit])) if unit in _LONG else []
    units = (unit, *_UNITS.get(unit, ()), *others)
    pattern = _pattern(words, units)
    for m in pattern.finditer(text) if pattern else ():
        said = spread(m["n"])
        lone = m["after"] is None or (len(m["after"]) == 1 and m["after"] not in units)
        if lone and _NO_AMOUNT.match(m["n"] + (m["after"] or text[m.end() :])):
            continue
        if said and not any(m.start("n") < a.end and a.start < m.end() for a in found):
            start = m.start("before") if m["before"] else m.start("n")
            whole = bool(m["before"] or m["after"])
            end = m.end() if whole else m.end("n")
            times = 1 if m["after"] else 0
            found.append(Amount(*said, start, m.start("n"), end, whole, post=m["post"] or "", times=times))
    return sorted(found, key=lambda a: a.start)


def named(text: str, said: Mapping[str, float]) -> list[Amount]:
    """The field's own words for a number: "free" is 0."""
    found: list[Amount] = []
    for word in sorted(said, key=len, reverse=True):
        edge = r"\b" if word.isascii() else ""
        for m in re.finditer(rf"{edge}{re.escape(word.lower())}{edge}", text):
            if not any(a.start < m.end() and m.start() < a.end for a in found):
                found.append(Amount(said[word], said[word], m.start(), m.start(), m.end(), named=True))
    return found


def _times(text: str, unit: int) -> Iterator[Amount]:
    """Lengths of time, in a unit of so many minutes."""
    for m in _HOURS.finditer(text):
        rough = spread(m["hn"]) if m["hn"] else None
        low, high = (60 * rough[0], 60 * rough[1]) if rough and rough[0] < rough[1] else (_minutes(m), _minutes(m))
        yield Amount(low / unit, high / unit, m.start(), m.start(), m.end(), times=60 / unit)
    for m in _SPELLS.finditer(text) if unit > 1 else ():
        said = (0.5, 0.5) if m["n"] == "半" else spread(m["n"])
        times = (1 if m["unit"].startswith(("min", "分")) else 1440) / unit
        if said:
            yield Amount(said[0] * times, said[1] * times, m.start(), m.start(), m.end(), times=times)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...], units: tuple[str, ...]) -> re.Pattern[str] | None:
    if not any((*words, *units)):
        return None
    unit = rf"(?:{_any((*words, *units))})s?(?![a-z])"
    # A unit may lead, "$40", "complexity under 3"; but "min 2 players" is a minimum.
    cue = r"(?:(?:under|below|over|above|up to|at (?:most|least)|(?:more|less) than|between|from)\s*)?"
    before = rf"(?<![a-z0-9])(?P<before>(?!min\b){unit}(?:\s*(?:is|of|:|=))?\s*{cue}{_LINK_HAN})?"
    post = r"(?:\s*(?P<post>\+|(?:or|and) (?:more|fewer|less)|plus|以[上下内]|之内|左右)的?)?"
    after = rf"{post}[\s-]*个?(?P<after>{unit})(?!{_LINK_HAN}\d)"
    counted = rf"(?!一个(?!{_any(units) or '$'}))(?P<n>{_NUMERAL})"  # "一个景点" counts nothing
    return re.compile(rf"{before}(?<![a-z0-9.,/]){counted}(?:{after}|(?![a-z%/:]|[.,]?\d){_OTHERWISE})")


def _any(names: tuple[str, ...]) -> str:
    found = {re.escape(w.lower()).replace(r"\ ", "[ -]") + _ANOTHER_WORD.get(w, "") for w in names if w}
    return "|".join(sorted(found, key=len, reverse=True))


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
