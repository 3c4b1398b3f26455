"""Times of day: "open until 10 pm", "晚上九点以后打烊", as bounds on the hours at which something opens and closes.

Knows how English and Chinese say them, and by a field's unit and words whether it is such an hour. Hours count from 0
to 24, and on from there in the small hours. A time that nothing says to be of opening or closing is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from chatbot.amounts import number
from retrieval.catalogue import Field

Role = Literal["opens", "closes"]
UNITS = frozenset({"点", "o'clock"})  # of a field that is an hour of the day
_SMALL_HOURS = 5  # until which something that "closes at 3" is open in the night

_TIME = re.compile(
    r"(?<![\w.:$])(?:(?P<h>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:[:.](?P<m>[0-5]\d))?"
    r"(?:\s*(?P<half>[ap]\.?m(?![a-z])\.?|in the (?:morning|evening|afternoon)|at night)|\s*o['’]?clock)?"
    r"(?![\w%:]|\s*(?:min|people|persons?|hours?|seats?|yuan|stars?|of))|(?P<noon>midnight|noon|midday)\b)"
)
_SHI = re.compile(
    r"(?P<half>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|(?<!最)早|(?<!最)晚|夜)?(?:(?P<h>\d{1,2}|[二两]?十[一二三四五六七八九]?|[一二三四五六七八九两])"
    r"(?:[:：](?P<m>[0-5]\d)|[点时](?:钟|半|[0-5]\d分?)?)|(?P<noon>午夜|零点|正午))"
)
_EVENING = re.compile(r"^p|evening|afternoon|night|下午|傍晚|晚|夜")
_LAST = 24  # hour of a day: "open until 99" says no time
_REACH = 30  # characters before a time that say what it is
_PARTS = ((5, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))  # of the day, until which hour

_VERB = re.compile(r"\b(?P<shut>clos\w+)|\b(?P<open>open\w*|stays?|staying|serv\w+)")
_UNTIL = re.compile(r"\b(?:until|till?|through|to)\b")
_LESS = re.compile(
    r"\b(?:before|by|earlier than|(?:at (?:the )?)?(?:most|latest)|up to|under|less than|not after"
    r"|(?:no|not) (?:later|more) than)\b"
)
_MORE = re.compile(
    r"\b(?:after|past|beyond|over|later than|at (?:the )?(?:least|earliest)|more than|not before"
    r"|(?:no|not) (?:earlier|sooner) than)\b"
)
_NEGATION = re.compile(r"(?:n['’]t|\bnot?|\bnever)\s*$")
_LESS_ZH = re.compile(r"(?:最多|至多|最晚|最迟|不超过|不晚于|不迟于|早于)(?:在)?$")
_MORE_ZH = re.compile(r"(?:至少|起码|最早|不早于|晚于|超过|过)(?:在)?$")
_AFTER_ZH = re.compile(
    r"(?:钟)?(?P<when>[之以]?[前后])?(?P<how>(?:才|还|仍|也|就|要|能|会|都|在|可以)*)(?P<no>不|没)?(?:有)?"
    r"(?:(?P<shut>关门|打烊|收摊|关)|(?P<open>开门|开业|营业|开))"
)
_LED_ZH = re.compile(
    r"(?:(?P<until>(?:开|营业|做|卖|开放)到)|(?P<shut>关门|打烊)(?:时间)?|(?P<open>开门|开业)(?:时间)?)(?:在|是)?$"
)
_A_BIT = re.compile(r"[早晚夜]?一点")  # "关门晚一点" tells no time


@dataclass(frozen=True, slots=True)
class Hours:
    """A bound on one of the two hours, None is open; the half-open span of the words, and where the time begins."""

    role: Role
    low: float | None
    high: float | None
    start: int
    end: int
    number: int


def role(field: Field) -> Role | None:
    """What hour a field is; None for one that is no hour of opening or closing."""
    said = " ".join(
        (field.name, field.label, *field.words, *(local.get("label", "") for local in field.local.values()))
    )
    units = {field.unit, *(local.get("unit", "") for local in field.local.values())}
    if not units & UNITS:
        return None
    shut, opened = (len(re.findall(words, said, re.IGNORECASE)) for words in ("clos|关门|打烊", "open|开门|开业"))
    return ("closes" if shut >= opened else "opens") if shut or opened else None


def times(text: str, fields: Iterable[Field]) -> Iterator[tuple[Field, Hours]]:
    """What a message, in small letters, says of those of the fields that are such hours: of each once."""
    roles = {told: f for f in fields if (told := role(f))}
    for said in {one.role: one for one in reversed(hours(text) if roles else [])}.values():
        if said.role in roles:
            yield roles[said.role], said


def hours(text: str) -> list[Hours]:
    """What a message, in small letters, says of when something must be open."""
    found: dict[tuple[Role, int], Hours] = {}
    for m in [*_TIME.finditer(text), *_SHI.finditer(text)]:
        if _A_BIT.fullmatch(m[0]) or (m["h"] and (number(m["h"]) or 0) > _LAST):
            continue
        for one in _said_zh(text, m) if m.re is _SHI else _said(text, m):
            found.setdefault((one.role, one.number), one)
    return list(found.values())


def spoken(hour: float, language: str) -> str:
    """An hour as one says it: "9 pm", "9:30 am", "midnight"; "晚上9点"."""
    whole, minutes = divmod(round(60 * hour) % 1440, 60)
    if language == "zh":
        if not whole and not minutes:
            return "午夜"
        part = next(name for until, name in _PARTS if whole < until)
        return f"{part}{(whole - 1) % 12 + 1 if whole else 0}点" + (f"{minutes:02}分" if minutes else "")
    if whole in (0, 12) and not minutes:
        return "noon" if whole else "midnight"
    return f"{(whole - 1) % 12 + 1}{f':{minutes:02}' if minutes else ''} {'pm' if whole >= 12 else 'am'}"


def _said(text: str, m: re.Match[str]) -> Iterator[Hours]:
    before = re.split(r"[.;!?,](?!\w)", text[max(0, m.start() - _REACH) : m.start()])[-1]
    verbs = list(_VERB.finditer(before))
    if not verbs:
        return
    verb = verbs[-1]
    between, start = before[verb.end() :], m.start() - len(before) + verb.start()
    until, less, more = (bool(cue.search(between)) for cue in (_UNTIL, _LESS, _MORE))

    def bound(what: Role, low: float | None, high: float | None) -> Hours:
        return Hours(what, low, high, start, m.end(), m.start())

    shut, opened = _hour(m, closing=True), _hour(m, closing=False)
    if verb["shut"]:
        if until or (less and _NEGATION.search(before[: verb.start()])) or (more and not less):
            yield bound("closes", shut, None)  # "doesn't close before ten"
        else:
            yield bound("closes", None if less else shut, shut)
    elif until and not less:
        yield bound("closes", shut, None)
    elif more and not less:
        yield bound("opens", opened, None) if verb["open"] == "opens" else bound("closes", shut, None)
    elif less or verb["open"] == "opens" or re.search(r"\bfrom\b", between):
        yield bound("opens", None, opened)
    elif verb["open"] == "open" and re.fullmatch(r"\s*(?:at|around)\s*", between):
        at = shut if m["half"] or m["noon"] else opened
        yield bound("opens", None, at)
        yield bound("closes", at, None)


def _said_zh(text: str, m: re.Match[str]) -> Iterator[Hours]:
    before = re.split(r"[。；！？，,;!?、]", text[max(0, m.start() - _REACH) : m.start()])[-1]
    less, more = _LESS_ZH.search(before), _MORE_ZH.search(before)
    cue = less or more
    led = _LED_ZH.search(before[: cue.start()] if cue else before)
    after = _AFTER_ZH.match(text, m.end())
    first = led or cue
    start = m.start() - (len(before) - first.start() if first else 0)
    end = after.end() if after else m.end()
    shut, opened = _hour(m, closing=True), _hour(m, closing=False)

    def bound(what: Role, low: float | None, high: float | None) -> Hours:
        return Hours(what, low, high, start, end, m.start())

    if led and led["until"]:
        yield bound("closes", shut, None)
    elif led and led["shut"]:
        yield bound("closes", None if less else shut, None if more else shut)
    elif led and led["open"]:
        yield bound("opens", opened if more else None, None if more else opened)
    elif after and after["shut"]:
        late = after["no"] or (after["when"] or "").endswith("后") or more
        early = (after["when"] or "").endswith("前") or less
        yield bound("closes", shut if late or not early else None, None if late else shut)
    elif after:
        how, late = after["how"], (after["when"] or "").endswith("后")
        if re.search("[还仍]", how) or (late and "才" not in how and after["open"] != "开门"):
            yield bound("closes", shut, None)
        else:
            yield bound("opens", opened if late or "才" in how or more else None, None if late or more else opened)


def _hour(m: re.Match[str], *, closing: bool) -> float:
    """The hour that is meant: a bare one of closing is in the evening or the night."""
    if m["noon"]:
        return 12.0 if m["noon"] in ("noon", "midday", "正午") else 24.0 if closing else 0.0
    hour = number(m["h"]) or 0.0
    minutes = float(m["m"] or 0) / 60 + 0.5 * ("半" in m[0][len(m["half"] or "") :])
    half = m["half"] or ""
    if _EVENING.search(half) and not (half in ("半夜", "夜里") and hour < _SMALL_HOURS):
        hour += 12 * (hour < 12)
    elif half == "中午":
        hour += 12 * (hour < 4)
    elif half:
        hour += 24 * (closing and hour < _SMALL_HOURS) - (12 if hour == 12 and half.startswith("a") else 0)
    elif closing and hour < 12 and not m["m"]:
        hour += 24 if 0 < hour < _SMALL_HOURS else 12
    return hour + minutes
