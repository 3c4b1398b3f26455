"""What a Chinese clause means: of the names in it, and in words that the catalogue does not know.

Knows how a Chinese sentence is built; its words stand in `cues_zh`. Names that were read out of a clause are NUL
characters here, so that no part of a name is taken for a cue.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from chatbot import cues_zh as zh
from chatbot import loose_zh as loose
from chatbot.clauses import Clause
from chatbot.notes import Meaning, Note
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.wishes import ITEM, Strength

_NUL = "\x00"
_NEG, _NEG_FREE, _NOT_HERE = re.compile(zh.NEG), re.compile(zh.NEG_FREE), re.compile(zh.NOT_HERE)
_INSIDE = re.compile(zh.SOFTENED + "|没有|不含|不带|不会|不是|无")
_FRESH = re.compile(zh.FRESH)
_REFUSED, _SOFTLY = re.compile(zh.REFUSED_AFTER), re.compile(zh.SOFTLY_AFTER)
_FINE, _MIND = re.compile(zh.FINE), re.compile(zh.MIND)
_AT_ALL, _SLIGHT, _SOFT, _MUST = (re.compile(cue) for cue in (zh.AT_ALL, zh.SLIGHT, zh.SOFT, zh.MUST))
_BEST_AFTER, _MUST_AFTER, _FAN_AFTER = (re.compile(cue) for cue in (zh.BEST_AFTER, zh.MUST_AFTER, zh.FAN_AFTER))
_BESIDES = re.compile(r"^(?:以外|之外|外)?[，,\s]*(?:你?还(?:有|想|喜欢|能|可以))")
_ONE_BY_ONE = r"(?:了|\x00|[和跟与、，以及还有\s《》“”])*$"
_UNSEEN, _UNSEEN_AFTER = re.compile(zh.UNSEEN + _ONE_BY_ONE), re.compile(zh.UNSEEN_AFTER)
_SEEN, _SEEN_AFTER, _KNOWN = re.compile(zh.SEEN + _ONE_BY_ONE), re.compile(zh.SEEN_AFTER), re.compile(zh.KNOWN)
_LOVED, _HATED, _TOO = re.compile(zh.LOVED_AFTER), re.compile(zh.HATED_AFTER), re.compile(zh.TOO_AFTER)
_ALIKE, _RATHER, _DECIDED = re.compile(zh.ALIKE_AFTER), re.compile(zh.RATHER), re.compile(zh.DECIDED)
_POS, _TOO_MUCH, _TOO_MUCH_LED = re.compile(zh.POS), re.compile(zh.TOO), re.compile(zh.TOO + "$")


def denial(before: str) -> int | None:
    """Where the refusal begins that governs what stands behind `before`; None if none does."""
    if here := _NOT_HERE.search(before):
        return here.start()
    last = next(iter(reversed(list(_NEG.finditer(before)))), None)
    if last is None:
        return None
    first, named, then = before[last.end() :].partition(_NUL)
    if _FRESH.search(then if named else first[4:]) or len(first) > 12:
        return None
    # 不太血腥的犯罪片: what is denied inside a description is not denied of what it describes.
    return None if named and "的" in then and _INSIDE.search(last[0]) else last.start()


# Of a name


def note(clause: Clause, found: Found, rest: str, shown: Collection[str]) -> Note:
    """What a clause means by a name. `rest` is the clause with all names blanked, `shown` the ids on screen."""
    at, end = found.start - clause.start, found.end - clause.start
    words, before, after = clause.text[at:end], rest[:at].lower(), rest[end:].lower()
    if found.field == ITEM:
        meaning, sure = _of_item(before, after, clause.text[end:], found.value in shown)
        sure, known = sure or clause.negated, meaning != "mention" and bool(_KNOWN.search(before + " " + after))
        strength = _strength(meaning, words, before, after) if meaning == "avoid" else "like"
        return Note(words, meaning, found, strength, sure, found.start, known=known)
    meaning, sure = _of_value(words, before, after, clause.negated)
    return Note(words, meaning, found, _strength(meaning, words, before, after), sure, found.start)


def _of_item(before: str, after: str, said: str, here: bool) -> tuple[Meaning, bool]:
    """What is meant of an item; `said` is what follows it unblanked, `here` that it is on screen."""
    alike = _ALIKE.match(after)
    if not alike and (_UNSEEN.search(before) or _UNSEEN_AFTER.match(after)):
        return "mention", True
    seen = _SEEN_AFTER.match(after)
    tail = after[seen.end() :] if seen else after
    refused = denial(before) is not None and not (before.endswith("除了") and _BESIDES.match(after))
    if refused or _HATED.match(tail) or _REFUSED.match(tail) or _SOFTLY.match(tail) or (not alike and _TOO.match(said)):
        return "avoid", True
    if _LOVED.match(tail):
        return "love", True
    if seen or (not alike and _SEEN.search(before)):
        return "seen", True
    if alike:
        return "love", True
    if _DECIDED.search(before) or (here and _RATHER.match(after)):
        return "accept", True
    return "love", bool(_POS.search(before))


def _of_value(words: str, before: str, after: str, negated: bool) -> tuple[Meaning, bool]:
    if before.endswith("除了") and _BESIDES.match(after):
        return "want", True
    refused = denial(before) is not None
    if _MIND.search(before) or (_FINE.match(after) and (not refused or before.endswith("没有"))):
        return "drop", True
    if refused or _REFUSED.match(after) or _SOFTLY.match(after):
        return "avoid", True
    if _TOO_MUCH.match(words) or _TOO_MUCH_LED.search(before):
        return "avoid", True
    if negated and "\x00的" not in before:
        return "avoid", False
    return "want", bool(_POS.search(before))


def _strength(meaning: Meaning, words: str, before: str, after: str) -> Strength:
    start = denial(before)
    said = before[start:] if start is not None else before.rpartition(_NUL)[2]
    if meaning == "avoid":
        if _AT_ALL.search(said) or _AT_ALL.match(after):
            return "must"
        if _SLIGHT.search(said) or _SOFTLY.match(after):
            return "slight"
        return "like" if _SOFT.search(said) or _TOO_MUCH.match(words) else "must"
    if _MUST.search(said) or _MUST_AFTER.match(after):
        return "must"
    return "slight" if _SLIGHT.search(said) or _BEST_AFTER.match(after) else "like"


# In free words

_WISHING, _TOLD = re.compile(loose.WISHING), re.compile(loose.TOLD)
_TO_YOU, _ELSEWHERE, _ABOUT = re.compile(loose.TO_YOU), re.compile(loose.ELSEWHERE), re.compile(loose.ABOUT_ITEMS)
_AROUND = re.compile(loose.AROUND)
_ASKING = re.compile(r"(?:什么|啥|哪[儿里家部个])(?!的|都|地方都)|[吃玩看讲说演卖做干是叫](?:什么|啥)的")
_OTHERS, _WITH_CHILD = re.compile(zh.OTHERS), re.compile(zh.WITH_CHILD)
_SAID_OTHERWISE = [re.compile(cue) for cue in (zh.QUESTION, zh.THANKS, zh.SURPRISE, zh.ANEW, zh.WHATEVER)]
_GENERIC, _BACK = re.compile(loose.GENERIC), re.compile(loose.BACK)
_HEAD, _TAIL = re.compile(rf"(?:{loose.HEAD}|[\s，,~～!！?？])+"), re.compile(rf"(?:{loose.TAIL}|[\s~～!！?？…])+$")
_CHUNK = re.compile(r"[^\x00]+")
_LONGEST, _NEAR = 80, 8  # characters of free words; on either side of a small word in which a name is looked for
_LEADS = re.compile(r"^(?:能|有|适合|可以|带|靠|讲|关于|想|要|最好)")
_INNER, _MORE = re.compile(loose.INNER), re.compile(zh.MORE)


def aside(clause: str) -> bool:
    """Whether a clause speaks to the assistant, of the world or of what is around, so that no name in it is a wish:
    你还挺搞笑, 顺便看看周边有什么酒店."""
    if _AROUND.search(clause):
        return True
    return bool(_TO_YOU.search(clause) or (_ELSEWHERE.search(clause) and not _ABOUT.search(clause)))


def wishes(clause: Clause, rest: str, linker: Linker) -> list[Note]:
    """What is left of a clause, as free words, where it is asked for, refused or taken back."""
    text = clause.text
    if aside(text) or _ASKING.search(text) or any(cue.search(text.lower()) for cue in _SAID_OTHERWISE):
        return []
    notes = list(_for_child(clause, rest, linker))
    for cue in (_MORE, _WITH_CHILD, _OTHERS):
        rest = cue.sub(lambda m: _NUL * len(m[0]), rest)
    found = [n for chunk in _CHUNK.finditer(rest) for n in _in_chunk(clause, rest, chunk, linker)]
    fields = _field_words(linker)
    return notes + [n for n in found if n.found or n.meaning == "drop" or _telling(n.words, fields)]


def _field_words(linker: Linker) -> Collection[str]:
    """What the catalogue calls its fields: 门票, 评分."""
    fields = linker.catalogue.fields.values()
    return {
        word for f in fields for word in (f.label, *f.words, *(str(at.get("label", "")) for at in f.local.values()))
    }


def _telling(words: str, fields: Collection[str]) -> bool:
    """Whether a phrase says something of an item, and is more than words of any request."""
    if _BACK.search(words):
        return False
    for word in fields:
        words = words.replace(word, "") if word else words
    return len(re.findall(r"[一-鿿]|[A-Za-z0-9]+", _GENERIC.sub("", words))) >= 1


def _in_chunk(clause: Clause, rest: str, chunk: re.Match[str], linker: Linker) -> Iterator[Note]:
    said, at = chunk[0], chunk.start()
    if len(said) > _LONGEST:
        return  # nobody says so much in one breath
    for i in range(1, len(said)):
        ending = said[i:].lower()
        fine = _FINE.match(ending)
        if rest[chunk.end() :].strip(_NUL) or not (fine or _REFUSED.match(ending) or _SOFTLY.match(ending)):
            continue
        softly: Strength = "slight" if _SOFTLY.match(ending) else "like"
        yield from _phrase(clause, at, at + i, "drop" if fine else "avoid", softly)
        return
    if mind := re.match(rf".*?(?:{zh.MIND[:-4]})", said):
        yield from _phrase(clause, at + mind.end(), chunk.end(), "drop", "like")
        return
    if (neg := next(iter(reversed(list(_NEG_FREE.finditer(said)))), None)) is not None:
        soft: Strength = "slight" if _SLIGHT.search(neg[0]) or _SOFT.search(neg[0]) else "like"
        yield from _phrase(clause, at + neg.end(), chunk.end(), "avoid", soft)
        return
    if _TOLD.search(clause.text):
        return
    if loose := _loosely(said, clause.start + at, linker):
        yield loose
        return
    if not _WISHING.search(clause.text):
        return
    describes = said.endswith("的") or (_LEADS.match(said) and chunk.end() == len(rest))
    if _NUL in rest and not describes:
        return
    strength: Strength = "slight" if _SLIGHT.search(said) or _BEST_AFTER.search(said[2:]) else "like"
    yield from _phrase(clause, at, chunk.end(), "want", strength)


def _phrase(clause: Clause, start: int, end: int, meaning: Meaning, strength: Strength) -> Iterator[Note]:
    """The telling part of a stretch of a clause, if it has one."""
    text = clause.text
    while led := _HEAD.match(text, start, end):
        start = led.end()
    while start < end and (tail := _TAIL.search(text[start:end])):
        end = start + tail.start()
    words = text[start:end]
    short = 1 if meaning == "drop" else 2
    if len(re.findall(r"[一-鿿]|[A-Za-z0-9]+", words)) >= short:
        yield Note(words, meaning, None, strength, start=clause.start + start, plain=True)


def _loosely(said: str, at: int, linker: Linker) -> Note | None:
    """A value that is named but for a small word inside, 带着狗 or 喝点茶. `at` is where `said` stands."""
    for m in _INNER.finditer(said[:_LONGEST]):
        led, behind = said[max(0, m.start() - _NEAR) : m.start()], said[m.end() : m.end() + _NEAR]
        for f in linker.find(led + behind) if led and behind else ():
            if f.start < len(led) < f.end and f.field != ITEM:
                start = m.start() - len(led) + f.start
                words = said[start : m.end() - len(led) + f.end]
                span = Found(f.field, f.value, at + start, at + start + len(words), "exact")
                return Note(words, "want", span, start=at + start)
    return None


def _for_child(clause: Clause, rest: str, linker: Linker) -> Iterator[Note]:
    """A wish for what suits children, where one comes along and nothing else names it."""
    if (m := _WITH_CHILD.search(rest)) is None:
        return
    for name in zh.CHILD_NAMES:
        if found := [f for f in linker.find(name) if f.field != ITEM]:
            found_at = Found(found[0].field, found[0].value, clause.start + m.start(), clause.start + m.end(), "exact")
            yield Note(m[0], "want", found_at, start=clause.start + m.start())
            return
