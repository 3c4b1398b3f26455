"""Reads a question about items: which of them, and what is asked. Knows how people ask in English and Chinese.

What a field and its values are called comes from the catalogue; what is answered stands in `questions`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.adjectives import Extreme, extreme, fields_graded, positives
from chatbot.amounts import number
from chatbot.fillers import FILLER, nouns_of
from chatbot.limits import Bound, read_limits
from chatbot.phrasing import SIGNS
from chatbot.pointing import described, on_screen, pointed
from chatbot.wording import GLUE, is_wide, stem, words
from retrieval.catalogue import YEAR, Catalogue, Field, Item
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.names import Value
from retrieval.retriever import Hit
from retrieval.wishes import ITEM

Form = Literal["which", "whether", "what", "all", "text"]

_LONGEST = 400  # characters of a question that are read

_LED = r"(?:^|[,.;:!?，。！？]\s*|\b(?:and|so|but|or|ok|okay|well|then|first|second|third|one|is|was)\s+)"
_WHETHER = re.compile(
    rf"{_LED}(?:is|are|was|were|does|do|did|has|have|can|could|will|would|should|isn['’]?t|aren['’]?t|doesn['’]?t|wasn['’]?t|any)\b"
    r"|[吗么嘛]\s*[?？]?\s*$|是不是|有没有|能不能|可不可以|适不适合|是否|会不会|^(?:它|这部|这个|那个|第.个)?有(?!多|几|谁|什么|哪)|(.)不\1"
)
_WHICH = re.compile(
    r"\bwhich\b|\b(?:are|do) any\b|\b(?:any|one|some|all|each) of (?:these|them|those)\b"
    r"|\b(?:what|who)(?:['’]s| is| are) the (?:\w+est|most|least)\b"
    r"|哪[个部款家本间](?!国)|哪一(?!年)|哪几|哪些"
)
_ABOUT = re.compile(
    r"\bwhat(?:['’]s| is| are| was)?\b.{0,60}\babout\b|\bwhat happens\b|\bplot\b|\bstory(?:line)?\b|\bsynopsis\b"
    r"|\bhow (?:do|does|would) (?:you|one|it|we) (?:play|work)\b|怎么玩"
    r"|讲(?:的是|了|述)?(?:些)?(?:什么|啥)|(?:什么|啥)(?:内容|故事|情节)|剧情(?:是|简介|介绍|怎)|关于什么|内容(?:是|简介)"
)
_ALL = re.compile(
    r"\btell (?:me|us)\b|\b(?:what|how) about\b|\bmore (?:about|on|info)|\bdetails?\b|\bdescribe\b|\binfo(?:rmation)?\b"
    r"|^what(?:['’]s| is| was)\b|^how(?:['’]s| is| was)\b|怎么?样|介绍|说说|讲讲|详细|详情|什么来头|了解"
)
_THEM = re.compile(
    r"\b(?:they|them|these|those|each|all of|both)\b|它们|他们|她们|这些|那些|这几|那几|分别|各是|每[个部款家]"
)
_IT = re.compile(r"\b(?:it|its|it's|this|that|he|she|one)\b|它|这|那|其")
_DENIED = re.compile(
    r"\bnot?\b|\w+n['’]t\b|\bwithout\b|\bnever\b|\bnothing\b|不(?:是|会|太|含|带|能)|没有(?!哪)|无", re.IGNORECASE
)
_FOR = re.compile(
    r"\b(?:for|with) (?P<n>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b(?! ?(?:hours?|min))"
)
_QUOTED = re.compile(r"[《“\"「]([^《》“”\"「」]{1,80})[》”\"」]")
_CAPITALS = re.compile(r"(?<=[\w,'’] )[A-Z][\w'’-]*(?: (?:(?:of|the|and|in|a|to|on) )*[A-Z0-9][\w'’-]*)*")

# Of the words that join sentences those that name what a catalogue has.
_NAMING = GLUE - {"kind", "kinds", "theme", "themes", "themed", "mood", "tone", "setting", "level", "side", "style"}
_CALLED = (  # question words, and what the fields asked for are called or measured in
    (r"\bhow long\b|\bhow much time\b|多长|多久|几分钟|几个?小时", "min minutes minute 分钟 hours 小时"),
    (
        r"\bhow much\b(?! time)|\bcosts?\b|\bpric(?:e|ey)\b|\bexpensive\b|\bcheap\b|\bafford\b",
        f"{' '.join(SIGNS)} dollars 元",
    ),
    (r"多少钱|几块|价格|贵|便宜", f"{' '.join(SIGNS)} dollars 元"),
    (r"\bwhen\b|\bwhat year\b|\bhow (?:old|new|recent)\b(?! (?:must|should|do|does))", YEAR),
    (r"哪年|哪一年|什么时候|几几年|多老", YEAR),
    (r"\bhow old (?:must|should|do|does)\b|\bwhat age\b|\bhow young\b|几岁|多大", "aged 岁"),
    (r"\bhow many (?:people|players|persons|of us|can|could|may)\b|几个?人|多少人", "players 人"),
    (r"\bwhere\b|在哪|哪里|什么地方|地址", "country place location address area district 地址 区 地区"),
    (
        r"\bwho(?:['’]s| is| are| was| else)? (?:in|stars?|acts?|plays?|appears?)\b|谁演|有谁|谁主演",
        "starring actor 主演",
    ),
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as read. `values` holds for each value named all that its name may stand for, the likeliest first."""

    items: tuple[Item, ...]
    form: Form
    fields: tuple[Field, ...] = ()
    values: tuple[tuple[Value, ...], ...] = ()
    bounds: tuple[Bound, ...] = ()
    extreme: Extreme | None = None
    denied: bool = False  # "isn't it", "without": there yes and no would be unclear
    rest: tuple[str, ...] = ()  # stems of what else is said
    unknown: tuple[str, ...] = ()  # titles that the catalogue does not have


def read_query(message: str, linker: Linker, hits: Sequence[Hit] = (), focus: str = "") -> Query:
    """What a question asks. `hits` are the items on screen; `focus` is the id of the item last talked about."""
    message = message[:_LONGEST]
    catalogue, found = linker.catalogue, linker.find(message)
    which = _WHICH.search(message.lower()) is not None
    named = named_items(message, found, hits, linker)
    inside = [(f.start, f.end) for f in named]
    asked = _blanked(message, inside)
    numbers = catalogue.of_kind("number")
    bounds = _bounds(asked, numbers)
    inside += [(b.start, b.end) for b in bounds]
    values = [f for f in found if f.field != ITEM and not _within(f, inside) and not _is_field(message, f, catalogue)]
    called = _called(asked, catalogue) or fields_graded(asked, numbers)
    most = (extreme(asked, numbers) or _end(asked.lower(), called)) if which else None
    if which and not (values or bounds or most):
        values = [f for said in positives(asked) for f in linker.find(said) if f.field != ITEM][:1]
    return Query(
        _meant(asked, named, hits, catalogue, focus=focus, which=which),
        _form(asked, message.lower().strip(), which, bool(called)),
        tuple({f.name: f for f in called}.values()),
        tuple(_stands_for(message, f, linker) for f in values),
        tuple(bounds),
        most,
        _DENIED.search(asked) is not None,
        _rest(asked, values, catalogue),
        () if named else _unknown(message, found),
    )


def _form(asked: str, low: str, which: bool, called: bool) -> Form:
    if which:
        return "which"
    if not re.search(r"\w", asked):
        return "all"  # only its name
    if _ABOUT.search(low):
        return "text" if not re.search(r"\btell (?:me|us)\b|\bwhat about\b", low) else "all"
    if _WHETHER.search(low):
        return "whether"
    return "what" if called or not _ALL.search(asked.lower().strip()) else "all"


# Which items


def named_items(message: str, found: Sequence[Found], hits: Sequence[Hit], linker: Linker) -> list[Found]:
    """The items that a message names or points at, in order; titles on screen count in small letters too."""
    named = [f for f in found if f.field == ITEM]
    named += [f for f in pointed(message, hits) if not _within(f, [(n.start, n.end) for n in named])]
    pointing = described(message, [f for f in found if f.field != ITEM], hits, nouns_of(linker.catalogue))
    for f in (*on_screen(message, hits, linker.names), *pointing):
        if not any(f.start < n.end and n.start < f.end for n in named):
            named.append(f)
    return sorted(named, key=lambda f: f.start)


def _meant(
    asked: str, named: Sequence[Found], hits: Sequence[Hit], catalogue: Catalogue, *, focus: str, which: bool
) -> tuple[Item, ...]:
    """The items a question is about: named, pointed at, all on screen, the one last talked about, or the first."""
    shown = tuple(h.item for h in hits)
    if named and not (which and len(named) < 2):
        ids = dict.fromkeys(f.value for f in named)
        return tuple(item for one in ids if (item := catalogue.item(one)))
    if which or _THEM.search(asked.lower()):
        return shown
    last = catalogue.item(focus)
    return (last,) if last else shown[:1]


def _unknown(message: str, found: Sequence[Found]) -> tuple[str, ...]:
    """Titles that nothing in the catalogue is called; where the question points at an item it is about that one."""
    marked = list(_QUOTED.finditer(message))
    if not _IT.search(message.lower()):
        marked += list(_CAPITALS.finditer(message))
    spans = [(m.group(m.lastindex or 0), *m.span()) for m in marked]
    return tuple(text for text, start, end in spans if not any(f.start < end and start < f.end for f in found))


# What is asked of them


def _bounds(asked: str, fields: Sequence[Field]) -> list[Bound]:
    """Limits that a question asks about; "for two" is a number of the first field that holds ranges."""
    bounds = read_limits(asked, fields)
    ranges = [f for f in fields if len(f.columns) > 1]
    if (m := _FOR.search(asked.lower())) and ranges and not bounds:
        n = number(m["n"])
        bounds = [Bound(ranges[0], n, n, *m.span())]
    return bounds


def _end(low: str, called: Sequence[Field]) -> Extreme | None:
    """Which end of a number field is asked for where its own words do not say: "the highest rating", 评分最高."""
    for f in called:
        if f.kind == "number":
            if m := re.search(r"\b(?:highest|most|biggest|largest|greatest|latest)\b|最[高大多晚]", low):
                return Extreme(f, False, m[0])
            if m := re.search(r"\b(?:lowest|least|smallest|fewest|earliest)\b|最[低小少早]", low):
                return Extreme(f, True, m[0])
            if (m := re.search(r"\bbest\b|最好", low)) and f.more and not f.less:
                return Extreme(f, False, m[0])
    return None


def _called(asked: str, catalogue: Catalogue) -> list[Field]:
    """The fields that a question names: by their words, or by a question word for what they hold."""
    fields = [f for f in catalogue.fields.values() if f.kind in ("category", "number")]
    low = asked.lower()
    said = {stem(w) for w in words(asked) if w.lower() not in _NAMING}
    called = [f for f in fields if any(_wide_in(word, low) for word in _names(f))]
    called += [f for f in fields if said & _stems(f)]
    for pattern, names in _CALLED:
        if re.search(pattern, low):
            called += [f for f in fields if {f.unit.lower(), *(w.lower() for w in f.words)} & {*names.split()}]
    if re.search(r"\bwho(?:se|m)?\b|谁", low) and not any(f.person for f in called):
        called += [f for f in fields if f.person]
    if re.search(r"\bwhat (?:kind|sort|type)\b|什么(?:类型|种类)|哪[种类]", low) and not called:
        called += [f for f in fields if f.kind == "category"][:1]
    return called


def _stems(f: Field) -> set[str]:
    return {stem(w) for text in _names(f) for w in words(text) if w.lower() not in _NAMING}


def _is_field(message: str, found: Found, catalogue: Catalogue) -> bool:
    """What a field is called is no value of another: "what language is it in" """
    said = message[found.start : found.end].lower()
    return any(stem(said) == stem(name) for f in catalogue.fields.values() for name in (*f.words, f.label, f.name))


def _names(f: Field) -> tuple[str, ...]:
    """What a field is called, its lead-ins among them."""
    labels = [str(local.get("label", "")) for local in f.local.values()]
    return (*f.words, f.label, f.phrase, f.name, *labels)


def _wide_in(word: str, low: str) -> bool:
    """A name in a script without spaces stands in the question; a single sign only behind a number or its question."""
    if not is_wide(word) or not word:
        return False
    return word in low if len(word) > 1 else re.search(rf"[几\d]个?{word}|多少{word}", low) is not None


def _stands_for(message: str, found: Found, linker: Linker) -> tuple[Value, ...]:
    """What a name may stand for: as it was understood, then all other fields that have that name."""
    first = Value(found.field, found.value, linker.catalogue.values[found.field].get(found.value, 0))
    said = message[found.start : found.end]
    others = [v for name in linker.names.sayings(said) for v in linker.names.at(name)]
    return tuple(dict.fromkeys((first, *others)))


def _rest(asked: str, values: Sequence[Found], catalogue: Catalogue) -> tuple[str, ...]:
    left = _blanked(asked, [(f.start, f.end) for f in values])
    nouns = {w for noun in nouns_of(catalogue) for w in noun.split()}
    telling = (w for w in words(left) if len(w) > 2 and not is_wide(w) and w.lower() not in FILLER | GLUE | nouns)
    return tuple(stem(w) for w in telling)


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _within(found: Found, spans: Sequence[tuple[int, int]]) -> bool:
    return any(found.start < end and start < found.end for start, end in spans)


def within(item: Item, field: Field, low: float | None, high: float | None) -> bool:
    """As a search reads a limit: a range covers both bounds, a number lies between them; an unknown one does not."""
    if field.name not in item.numbers:
        return False
    lowest, highest = item.numbers[field.name]
    if len(field.columns) > 1 and low is not None and high is not None:
        return lowest <= low and highest >= high
    return (low is None or highest >= low) and (high is None or lowest <= high)
