"""The items on screen that a message points at, by their place or by what they are. Knows how people point, in English
and Chinese; nothing of what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from chatbot.cues_zh import OF, THINGS
from chatbot.fillers import FILLER
from chatbot.wording import GLUE, is_wide, words
from retrieval.mentions import Found
from retrieval.names import Names
from retrieval.retriever import Hit
from retrieval.wishes import ITEM

_ORDER = {w: n for n, w in enumerate(["first", "second", "third", "fourth", "fifth", "sixth"])} | {
    "1st": 0, "2nd": 1, "3rd": 2, "4th": 3, "5th": 4, "6th": 5,
}  # fmt: skip
_HAN = {h: n for n, h in enumerate("一二三四五六")} | {"两": 1}
_COUNT = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4, "两": 2, "俩": 2, "二": 2, "三": 3, "四": 4}
_ITEM_HAN = rf"(?:[这那]?一?[{OF}](?!人|月|小时|钟|半|星期){THINGS}?)"
_ORDINAL = r"first|second|third|fourth|fifth|sixth|last|1st|2nd|3rd|4th|5th|6th"
_POINT = re.compile(
    rf"(?:\b(?:the|that|this) |\bnumber |\bno\. ?|\bnr ?|\band (?:the )?"
    rf"|\bor (?:the )?|, ?(?:the )?|#)(?:very )?(?P<word>{_ORDINAL}|\d(?!\d))"
    r"(?= |$|\W)(?! (?:time|season|half|part|act|hour|place|thing"
    r"|date|world|time)\b)(?: (?:one|item|pick|of (?:them|those|these)))?"
    r"|\b(?:number|no\.|#) ?(?P<named>one|two|three|four)\b"
    rf"|(?P<backhan>倒数)?第(?P<han>[一二三四五六]|\d)[个部款家本间]|(?P<lasthan>最后(?:面|边)?{_ITEM_HAN})"
    rf"|(?P<midhan>(?:正?中间|当中)的?{_ITEM_HAN})|(?P<firsthan>(?:最前面?|开头|头一|打头)的?{_ITEM_HAN})"
)
# 诺兰 那部, 湖边 那家, 有小鸟 的那个
_HAN_TAIL = (
    rf"(?:{THINGS}|演的|导的|拍的|题材)?(?:旁?边)?的?"
    rf"(?:[那这]一?[{OF}]{THINGS}?|(?<=的)[{OF}](?![别人]))"
)
_THAT = re.compile(rf"[那这]一?[{OF}]")
_NUMBERED = {"one": 0, "two": 1, "three": 2, "four": 3}
_SOME = re.compile(
    r"\b(?:the |my )?(?P<end>first|last) (?P<count>two|three|four|[2-4])\b(?! \w+ (?:i|we)\b)"
    r"(?: (?:ones?|of (?:them|those|these)))?"
    r"|(?P<endhan>[前后中这那])(?:间|面)?的?(?P<counthan>[两俩二三四])[个部款家本间]?(?!人|点|天|年|月|次|遍|小时)"
)


def pointed(message: str, hits: Sequence[Hit]) -> list[Found]:
    """The items on screen that a message points at by their place: "the second one", "#3", "the first two", 第二个."""
    low, found = message.lower(), []
    for m in _SOME.finditer(low):
        count = _COUNT[m["count"] or m["counthan"]]
        found += [Found(ITEM, h.item.id, m.start(), m.end(), "exact") for h in _some(m, hits, count)]
    spans = [(f.start, f.end) for f in found]
    for m in _POINT.finditer(low):
        place = _place(m, len(hits))
        if 0 <= place < len(hits) and not any(a < m.end() and m.start() < b for a, b in spans):
            if m[0][0] in ",ao" and not (found or _points(low[m.end() :])):
                continue  # "first" after a comma or "and" points only beside another that does
            found.append(Found(ITEM, hits[place].item.id, m.start(), m.end(), "exact"))
    return found


def _some(m: re.Match[str], hits: Sequence[Hit], count: int) -> Sequence[Hit]:
    """The first, last or middle ones; "these two", 这两家, are all there are, and none where there are more."""
    if m["endhan"] in ("这", "那"):
        return hits if len(hits) == count else ()
    if m["endhan"] == "中":
        rest = len(hits) - count
        return hits[rest // 2 : rest // 2 + count] if rest > 0 and rest % 2 == 0 else ()
    return hits[:count] if m["end"] == "first" or m["endhan"] == "前" else hits[-count:]


def _points(after: str) -> bool:
    return bool(re.match(r"\s+(?:and|or|one)\b", after))


def _place(m: re.Match[str], count: int) -> int:
    if m["word"] == "last" or m["lasthan"]:
        return count - 1
    if m["midhan"]:
        return count // 2 if count % 2 else -1  # of four there is no middle one
    if m["firsthan"]:
        return 0
    if m["named"]:
        return _NUMBERED[m["named"]]
    if m["han"]:
        place = int(m["han"]) - 1 if m["han"].isdigit() else _HAN[m["han"]]
        return count - 1 - place if m["backhan"] else place
    word = m["word"]
    return int(word) - 1 if word.isdigit() else _ORDER[word]


def described(message: str, found: Sequence[Found], hits: Sequence[Hit], nouns: Collection[str]) -> list[Found]:
    """The items on screen that a message points at by what they are: "that Nolan one", "the one with Tom Hanks".

    `found` are the values that it names; each must belong to one item on screen alone.
    """
    one = rf"(?:{'|'.join(['ones?', *(re.escape(n) for n in nouns)])})"
    pointing = []
    for f in found:
        before, after = message[: f.start].lower(), message[f.end :].lower()
        lead = re.search(rf"\b(?:that|the|this) (?:{one} (?:with|by|from|about|starring|of|in) (?:the )?)?$", before)
        tail = re.match(rf"(?:['’]s)? {one}\b|(?= it is\b)", after)
        led = lead and (tail if lead[0].count(" ") == 1 else True)
        han_lead = re.search(rf"[那这]一?[{OF}](?:有|带|能|可以|在|靠|讲|关于|适合)?$", before)
        han_tail = re.match(_HAN_TAIL, after)
        every = re.search(r"\b(?:both|all|neither|either|none)(?: of)?(?: the| those| these) $", before)
        if not (led or every or han_lead or han_tail):
            continue
        having = [h for h in hits if f.value in h.item.values(f.field)]
        if every and f.field != ITEM:
            start = f.start - len(every[0])
            pointing += [Found(ITEM, h.item.id, start, f.end, "exact") for h in having]
            continue
        if len(having) == 1 and f.field != ITEM:
            lead, tail = lead or han_lead, (tail if led else None) or han_tail
            start = f.start - (len(lead[0]) if lead else 0)
            end = f.end + (tail.end() if tail else 0)
            pointing.append(Found(ITEM, having[0].item.id, start, end, "exact"))
    return pointing + list(_by_part(message, hits, [*found, *pointing]))


def _by_part(message: str, hits: Sequence[Hit], known: Sequence[Found]) -> Iterator[Found]:
    """The items on screen that a part of their Chinese title points at: 茶廊那家."""
    for m in _THAT.finditer(message):
        for start in range(max(0, m.start() - 6), m.start() - 1):
            part = message[start : m.start()].removesuffix("的")
            called = [h for h in hits if len(part) > 1 and any(part in name for name in (h.item.title, *h.item.names))]
            if len(called) == 1 and is_wide(part):
                if not any(f.start < m.end() and start < f.end and f.field == ITEM for f in known):
                    yield Found(ITEM, called[0].item.id, start, m.end(), "exact")
                break


def on_screen(message: str, hits: Sequence[Hit], names: Names) -> list[Found]:
    """The items on screen that a message names, in small letters too: by the whole title, or by a word of it that no
    other title there has and that nothing else in the catalogue is told with."""
    low, found = message.lower(), list[Found]()
    for hit in hits:
        others = {w.lower() for h in hits if h is not hit for w in words(h.item.title)}
        for name in (hit.item.title, *hit.item.names):
            telling = [w.lower() for w in words(name) if w.lower() not in FILLER | GLUE]
            rare = [w for w in telling if len(w) > 4 and w not in others and not names.is_common(w)]
            whole = telling or is_wide(name) or " " in name
            for part in ([name.lower()] if whole else []) + rare:
                edge = "" if is_wide(part) else r"\b"
                found += [
                    Found(ITEM, hit.item.id, *m.span(), "exact")
                    for m in re.finditer(rf"{edge}{re.escape(part)}{edge}", low)
                    if not any(f.start < m.end() and m.start() < f.end for f in found)
                ]
    return found
