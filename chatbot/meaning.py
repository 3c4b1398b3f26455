"""What the words around a value, a person or a title say of it: wanted, loved, refused, seen, taken.

Knows English cues as they stand before and after a name; what is said of items only pointed at stands in `opinions`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot import cues_zh as zh
from chatbot.clauses import Clause, denied, denies
from chatbot.cues import AFTER_NEG, AUX, FAULTED, FINE, JOIN, MIND, NEG, NOT, POS, SEEN, SLIGHT, either
from chatbot.loose import JOINED, strength_of
from chatbot.notes import Meaning, Note
from retrieval.mentions import Found
from retrieval.wishes import ITEM

# Having seen it, or not
UNSEEN = either(
    NOT + r"\s+(?:(?:think|believe|remember|recall|sure if|know if) (?:that )?(?:i|we)\b(?:['’]ve)?\s+)?"
    r"(?:(?!i |we |but )\w+\s+){0,4}?(?:see|saw|seen|watch|watched|play|played|read|been|heard|tried)\b"
    r"(?:\s+\w+){0,3}\s*$",
    zh.UNSEEN,
)
KNOWN = either(  # who says so has seen it
    r"\b(?:loved|liked|enjoyed|hated|disliked|adored|loathed|watched|saw"
    r"|seen|read|played|was|were|wasn['’]?t|weren['’]?t|(?:did(?: not"
    r"|n['’]?t)) (?:\w+ )?(?:like|love|enjoy|care for)|fell asleep|own"
    r"|rewatch(?:ed)?|again"
    r"|(?:i|we)(?: (?:do|really|just|also|still|absolutely|always|both|all))* (?:love|like|adore|enjoy))\b",
    zh.KNOWN,
)
_ASKS = re.compile(  # "have you seen ..."
    r"\b(?:have|did|has) you (?:\w+ ){0,2}(?:seen|see|watch(?:ed)?|play(?:ed)?|read|tried|try)\s+(?:the\s+)?$"
)
_NOT_YET = re.compile(NOT + r" (?:\w+ ){0,2}?(?:see|seen|saw|watch|watched|heard)\b|\b(?:not yet|never have)\b")
_JOY = re.compile(
    r"\W*(?:(?:oh|yes|yeah|wow|ok|okay|very|so)\W+)*(?:great|good|awesome|cool|nice|perfect|excellent|amazing|fun)\W*"
)
# Having liked it, or not
WAS = re.compile(r"^\s*(?:was|were|made me|had me|kept me|wasn['’]?t|weren['’]?t)\b")
PRAISED = re.compile(
    r"^\s*(?:['’]s|is|was|are|were) (?:(?:so|really|pretty|very|super"
    r"|also|just|a|an|another|such|one of|the|my|always|still|absolutely"
    r"|all|of|too|quite|definitely|probably) )*"
    r"(?:good|great|awesome|amazing|excellent|wonderful|fantastic|hilarious"
    r"|funny|brilliant|perfect|nice|cool|fun|best|classics?|favou?rites?"
    r"|superb|incredible|cute|masterpiece|beautiful|entertaining|enjoyable"
    r"|more like (?:it|what))\b"
)
_LOVED = re.compile(r"\b(?:loved|liked|enjoyed|adored)\b")
_LOATHED = re.compile(
    r"\b(?:hated|disliked|loathed|dis+ap+ointed (?:in|by|with)|meh (?:on|about)|pass on"
    r"|least favou?rite(?:[\w' ]{0,12} (?:is|are))?"
    r"|(?:did|do)(?: not|n['’]?t) (?:\w+ )?(?:like|enjoy|love|care (?:\w+ ){0,2}?for)"
    r"|(?:wo|would)(?:n['’]?t| not) (?:\w+ )?(?:see|watch|play|pick|choose|want)"
    r"|(?:not|n['’]?t) (?:sure|know|think)(?: (?:if|that))? i(?:['’]?d| would) (?:\w+ )?(?:like|enjoy|love)"
    r"|(?:bad|awful|terrible|mixed|poor|horrible) (?:reviews?|things|stuff) (?:about|of|on|for))\b"
)
_LIKE_THOSE = re.compile(  # what is refused is all that is like the item
    NOT + r" (?:\w+ ){0,2}?(?:looking for|in the mood for|into|want|like|fond of)\b"
    r".{0,80}\b(?:like|such as)\s+(?:the\s+)?$"
)
_AS_GOOD_AS = re.compile(NOT + r" (?:quite |nearly )?(?:as|so) [\w-]+ as\s+(?:the\s+)?$")
_REFUSED = re.compile(  # "haven't seen it and probably won't"
    r"^\s*(?:and|but) (?:i )?(?:probably |most likely |definitely )?"
    r"(?:won['’]?t|will not|don['’]?t (?:want|plan|care|intend))\b"
)
# Taking it
DECIDED = either(
    r"\b(?:i['’]?ll|i will|i['’]?d|let['’]?s|going to|gonna|want to|have to"
    r"|need to|should|might|decided (?:on|to)|we['’]?ll|let me|i)\s+(?:\w+\s+){0,3}?"
    r"(?:take|go (?:with|for|to)|pick|choose|check|watch|see|try|give"
    r"|play|book|get|order|have|look (?:into|at|up)|start with|put)\s+(?:out\s+)?(?:the\s+"
    r"|number\s+)?$",
    zh.DECIDED,
)
RATHER = either(
    r"\s+it is\b|(?:\s+(?:one|pick|option))?\s*(?:['’]s|\s(?:is|it is"
    r"|please))?\s*(?:sounds?|looks?|seems?)\s+(?:\w+\s+){0,2}?(?:like )?(?:a "
    r"|an |the )?(?:good|great|perfect|fun|nice|interesting|awesome|amazing"
    r"|excellent|lovely|cool|promising|intriguing|right|winner|fine|best"
    r"|brilliant|tempting)\b",
    zh.RATHER,
)


def note_of(clause: Clause, found: Found, message: str) -> Note:
    before = clause.text[: found.start - clause.start].lower()
    after = clause.text[found.end - clause.start :].lower()
    meaning, sure = _meaning(before, after, found, clause.negated)
    asked = not sure and message[clause.end : clause.end + 1] == "?" and AUX.match(clause.text)
    if found.field == ITEM and (asked or _left_unseen(message[: clause.start].lower(), before)):
        meaning, sure = "mention", True
    told = KNOWN.search(before) or WAS.match(after) or PRAISED.match(after)
    known = found.field == ITEM and bool(told) and not (UNSEEN.search(before) or _ASKS.search(before))
    strength = strength_of(meaning, before, clause)
    return Note(message[found.start : found.end], meaning, found, strength, sure, found.start, known=known)


def _meaning(before: str, after: str, found: Found, negated: bool) -> tuple[Meaning, bool]:
    item = found.field == ITEM
    after = JOINED.sub("", after)
    if item and UNSEEN.search(before):
        return ("avoid" if _REFUSED.match(after) else "mention"), True
    if item and _ASKS.search(before):
        return "love", False
    if item and (DECIDED.search(before) or RATHER.match(after)) and not denies(before):
        return "accept", True
    if item and _AS_GOOD_AS.search(before):
        return "love", False
    if item and (_latest(_LOATHED, before) > _latest(_LOVED, before) or _LIKE_THOSE.search(before)):
        return "avoid", True
    if item and SEEN.search(before) and not denied(before, SEEN):
        return ("love" if _LOVED.search(before) else "seen"), True
    if MIND.search(before) or FINE.search(after):
        return ("want" if SLIGHT.search(before) else "drop"), True  # "a little X is fine" asks for a little
    if denies(before) or AFTER_NEG.search(after) or (not item and FAULTED.search(before)):
        return "avoid", True
    if item and PRAISED.match(after):
        return "love", True
    if negated:
        return "avoid", False
    return "love" if item else "want", bool(POS.search(before))


def _latest(cue: re.Pattern[str], text: str) -> int:
    return max((m.end() for m in cue.finditer(text)), default=-1)


def _left_unseen(earlier: str, before: str) -> bool:
    """ "I saw the first, but not the second": what is denied is having seen it."""
    bare = re.fullmatch(r"\W*(?:not|never)(?: the)?\s*", before) is not None
    last = re.split(r"[.;!?\n]", earlier.rstrip(" ,"))[-1].removesuffix("but")
    return bare and SEEN.search(last) is not None


def together(notes: Sequence[Note], message: str) -> list[Note]:
    """ "I'll take the first and the third": what is said of one item is said of those joined to it."""
    out: list[Note] = []
    for n in notes:
        before = out[-1] if out else None
        items = n.found and before and before.found and n.found.field == before.found.field == ITEM
        alike = n.meaning == "love" and not n.sure
        if items and before and before.meaning == "mention" and before.sure:
            alike = n.meaning in ("love", "avoid")  # "haven't seen the first or the second"
        if items and before and before.meaning in ("accept", "seen", "avoid", "mention") and alike:
            gap = message[before.start + len(before.words) : n.start].lower()
            n = replace(n, meaning=before.meaning, sure=True, known=before.known) if JOIN.match(gap) else n
        out.append(n)
    return out


def narrowed(notes: Sequence[Note], message: str) -> list[Note]:
    """ "Comedies, but no grossout comedies": what is wanted stays wanted, and only the narrower kind is refused."""
    wanted = {(n.found.field, n.found.value) for n in notes if n.found and n.meaning == "want"}
    out: list[Note] = []
    for n in notes:
        twice = n.found and n.meaning == "avoid" and (n.found.field, n.found.value) in wanted
        led = re.search(r"([\w'’-]{3,})\s+$", message[: n.start]) if twice else None
        if twice and n.found and led and not NEG.search(led[0].lower()):
            out = [x for x in out if not (x.plain and x.words == led[1])]
            n = Note(message[led.start() : n.found.end], "avoid", start=led.start(), sure=True)
        out.append(n)
    return out


def decided(notes: Sequence[Note]) -> list[Note]:
    """An item that is taken, refused or known is not liked besides, where nobody said so."""
    told = {n.found.value for n in notes if n.found and n.found.field == ITEM and n.meaning in ("accept", "avoid")}
    return [n for n in notes if n.sure or n.meaning != "love" or not n.found or n.found.value not in told]


def of_the_known(notes: Sequence[Note], message: str) -> list[Note]:
    """ "Great, I haven't seen that one": a word of joy alone praises the answer, not an item that is not known."""
    if not _NOT_YET.search(message.lower()):
        return list(notes)
    return [n for n in notes if n.meaning != "love" or not _JOY.fullmatch(n.words.lower())]
