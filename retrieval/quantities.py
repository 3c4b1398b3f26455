"""Numbers and dates as people write them in tables: "$12.50", "90 min", "1,234", "12-20", "1 h 30", "3 May 2019".

Knows single cells and words for units; not which column is what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from sys import float_info
from typing import Any

from retrieval.words import listed

NOTHING = listed("n/a na nan none null nil - -- — – ? . unknown unbekannt tbd tba 无 未知 暂无")
YEARS = (1000, 2100)  # whole numbers that can be calendar years

_NUMBER = r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+"
_MONEY = r"US\$|A\$|C\$|HK\$|[$€£¥￥₹₩₽]|USD|EUR|GBP|CNY|RMB|JPY|CHF|CAD|AUD|INR"
_MANY = {"k": 1e3, "K": 1e3, "M": 1e6, "万": 1e4, "亿": 1e8}
_TIMES = r"(?:[kKM](?![^\W\d_])|[万亿])?"
_UNIT = rf"[^\W\d_][^\d,;|/()]{{0,18}}?|[%°″'\"元块分]|{_MONEY}"
_ABOUT = r"(?:about|approx\.?|ca\.?|c\.|from|up to|under|over|only|ab|bis|约|至少|最多|人均)?\s*[~<>≤≥:：]?\s*"


def _part(at: int) -> str:
    number = rf"(?P<number{at}>[-+−]?(?:{_NUMBER}))(?P<many{at}>{_TIMES})"
    return rf"(?P<money{at}>{_MONEY})?\s*{number}\s*(?P<unit{at}>{_UNIT})?"


_RANGE = re.compile(
    rf"{_ABOUT}{_part(1)}(?:\s*(?:-|–|—|~|to|bis|至|到)\s*{_part(2)})?\s*\+?\s*(?:(?:/|out of|of)\s*\d+)?\.?",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?\s*(?:,|and)?\s*")
_COMMA = re.compile(r"(?<!\d)\d+,\d{1,2}(?!\d)")
_POINT = re.compile(r"\.\d{1,2}(?!\d)")
_MONTH = r"(?:jan|feb|mar|mär|apr|avr|may|mai|jun|juin|jul|juil|aug|aoû|sep|oct|okt|nov|dec|dez|déc)[a-zäéû]*"
_DATE = re.compile(
    r"(?P<a>\d{4})\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}日?)?月?(?:[T ].*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?P<b>\d{4})(?: .*)?"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\.? )?(?:of )?{_MONTH}\.?,? (?P<c>\d{{4}})"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<d>\d{{4}})|(?P<e>\d{{4}})年",
    re.IGNORECASE,
)

_SPOKEN = {  # a family of units: the unit that is said, what it is of the first, and how tables write it
    "time": (
        ("minutes", 1.0, "min mins minute minutes m' ′ minuten minutos 分钟 分鐘"),
        ("hours", 60.0, "h hr hrs hour hours std stunde stunden heures horas 小时 小時"),
        ("seconds", 1 / 60, "s sec secs second seconds sekunden 秒"),
        ("days", 1440.0, "d day days tag tage jours 天 日"),
    ),
    "mass": (("g", 1.0, "g gr gram grams gramm 克"), ("kg", 1e3, "kg kgs kilo kilos kilogram kilograms 公斤 千克"),
             ("mg", 1e-3, "mg"), ("lb", 453.6, "lb lbs pound pounds"), ("oz", 28.35, "oz ounce ounces")),
    "length": (("cm", 1.0, "cm 厘米"), ("mm", 0.1, "mm 毫米"), ("m", 100.0, "m meter meters metre metres 米"),
               ("km", 1e5, "km kilometer kilometers kilometres 公里"), ("inches", 2.54, 'in inch inches " ″')),
    "volume": (("ml", 1.0, "ml milliliter 毫升"), ("cl", 10.0, "cl"), ("l", 1e3, "l liter liters litre litres 升")),
}  # fmt: skip
UNITS = {
    word: (family, said, size)
    for family, units in _SPOKEN.items()
    for said, size, words in units
    for word in words.split()
}
MONEY = {"us$": "$", "usd": "$", "eur": "€", "gbp": "£", "￥": "¥", "cny": "¥", "rmb": "¥", "jpy": "¥", "元": "元"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range, and its unit as it is said ("" for none)."""

    low: float
    high: float
    unit: str = ""


def quantity(cell: Any, comma: bool = False) -> Quantity | None:
    """What a cell says, None if that is no number. `comma`: 1,5 is one and a half and 1.500 is many."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Quantity(float(cell), float(cell)) if abs(cell) <= float_info.max else None
    return _quantity(cell, comma) if isinstance(cell, str) else None


@lru_cache(maxsize=50_000)
def _quantity(text: str, comma: bool) -> Quantity | None:
    text = " ".join(text.split())
    if len(text) > 60 or not any(c.isdigit() for c in text):
        return None
    if (minutes := _span(text)) is not None:
        return minutes
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    low = _value(match["number1"], match["many1"] or match["many2"] or "", comma)
    high = _value(match["number2"], match["many2"] or "", comma) if match["number2"] else low
    said = match["money1"] or match["money2"] or match["unit2"] or match["unit1"] or ""
    said = "" if said.lower() in ("out", "of") else said  # "4 out of 5"
    return Quantity(min(low, high), max(low, high), unit_of(said))


def _span(text: str) -> Quantity | None:
    """ "1 h 30 min": several units of time, added up."""
    parts = _LENGTH.findall(text)
    known = [(number, UNITS.get("min" if unit.lower() == "m" else unit.lower())) for number, unit in parts]
    if len(known) < 2 or _LENGTH.sub("", text).strip() or any(unit is None or unit[0] != "time" for _, unit in known):
        return None
    total = sum(float(number.replace(",", ".")) * unit[2] for number, unit in known if unit)
    return Quantity(total, total, "minutes")


def _value(number: str, many: str, comma: bool) -> float:
    """The number that the digits mean: of two kinds of marks the last is the decimal one."""
    digits = re.sub(r"[' \u00a0\u202f]", "", number.replace("−", "-"))
    marks = [c for c in digits if c in ",."]
    last = digits[max(digits.rfind(","), digits.rfind(".")) + 1 :]
    decimal = marks[-1] if marks and len(set(marks)) == 2 else ""
    if not decimal and len(marks) == 1 and (len(last) != 3 or marks[0] == ("," if comma else ".")):
        decimal = marks[0]
    whole = "".join(c for c in digits if c not in ",." or c == decimal).replace(",", ".")
    return float(whole) * _MANY.get(many if many != "m" else "", 1.0)


def unit_of(said: str) -> str:
    """A unit as the program says it: "min." is minutes, "USD" is $."""
    word = said.strip().rstrip(".").lower()
    return UNITS[word][1] if word in UNITS else MONEY.get(word, said.strip())


def decimal_comma(texts: list[str]) -> bool:
    """Whether a column writes 1,5 for one and a half."""
    return any(_COMMA.search(text) for text in texts) and not any(_POINT.search(text) for text in texts)


def year_of(cell: Any) -> float | None:
    """The calendar year of a date, None if the cell is none. A bare number is no date."""
    match = _DATE.fullmatch(cell.strip()) if isinstance(cell, str) and len(cell) < 40 else None
    year = next((int(found) for found in match.groups() if found), 0) if match else 0
    return float(year) if YEARS[0] <= year <= YEARS[1] else None


def is_nothing(cell: Any) -> bool:
    """Whether a cell is empty, or says that it is."""
    return cell is None or cell == [] or (isinstance(cell, str) and cell.strip().lower() in NOTHING | {""})
