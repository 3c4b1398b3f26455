"""Reads a message without an LLM: what the catalogue knows in it, and what the words around that say of it.

Knows cues ("no", "loved", "seen", "else") in English and some in Chinese; the catalogue's own names come from the linker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from chatbot.dialogue import Intent
from chatbot.limits import Bound, read_limits
from retrieval.catalogue import Catalogue
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, Strength

Meaning = Literal["want", "love", "avoid", "seen", "limit", "drop"]

_NEG = re.compile(
    r"\b(?:no|(?<!why )not(?! only| just| necessarily)|without|never|nothing(?! but)|neither|nor|hardly|rarely"
    r"|(?<!not )(?<!n['’]t )hat(?:e|es|ed|ing)|stop (?:showing|recommending|suggesting)|fewer|dislik(?:e|es|ed)|loath(?:e|ed)|avoid|except|skip|less"
    r"|instead of|rather than|sick of|tired of|bored (?:of|by|with)|(?<!get )enough(?: of)?|anything but|other than|fed up with"
    r"|can(?:no|['’])?t (?:stand|bear|take)|cannot (?:stand|bear)|(?:do|does|did|is|was|are|has|have|need|should|must|wo|would)n['’]?t"
    r"(?! mind| care| hate| dislike))\b|\btoo\s+$"
    r"|不要|不想|不喜欢|不爱|(?<![特告性])别(?![的人])|讨厌|除了|不是|(?<!有)没有|不能|不含|不看|非(?![常洲])"
)
_POS = re.compile(
    r"\b(?:lov(?:e|es|ed|ing)|lik(?:e|es|ed)|enjoy(?:s|ed)?|ador(?:e|es|ed)|favou?rites?|wants?|wanted|into|fans? of|prefer|just|only|give me|looking for|need)\b"
    r"|喜欢|爱看|想看|想要|爱玩|类似|像|来点|推荐"
)
_SEEN = re.compile(r"\b(?:seen|watched|already (?:know|have|own|played|read|saw)|played|been to|i know|own|saw)\b|看过|玩过|去过|吃过|读过")
_SOFT = re.compile(
    r"\b(?:too|a bit|a little|less|fewer|hardly|rarely|rather|prefer(?:ably)?|not (?:so|very|that|too|really))\b|太|有点|少"
)
_MUST = re.compile(r"\b(?:only|must|has to be|strictly|definitely|absolutely|nothing but)\b|必须|只要|一定")
_AFTER_NEG = re.compile(
    r"^[^,.;!?]{0,12}?\b(?:(?:is|are|was|were)(?:n['’]?t| not)|not) (?:really )?(?:my|for me|our)\b|^\s*(?:bores?|please no|sucks?|not so much)\b"
    r"|^\s*(?:is|was|are|were) (?:(?:so|too|very|really|just|a bit) )*(?:boring|bad|terrible|awful|dull|overrated|rubbish)\b"
)
_FINE = re.compile(r"^\s*(?:is|are|would be) (?:also )?(?:fine|ok|okay|all right|alright)\b")  # an earlier "no" is taken back
_MIND = re.compile(
    r"(?:\bdo(?:es)?(?:n['’]?t| not) (?:mind|care|need|have to be)\b|\bnot necessarily\b|(?<!never )\bforget\b"
    r"|\bremove\b)"
    r"(?:\s+[\w'’]+){0,3}\s*$"
)
_BREAK = re.compile(r"[,.;!?\n，。；！？、]+|\b(?:(?<!anything )(?<!nothing )but|however|although|though|yet|instead(?! of)|because|while)\b|但是|但|不过|可是|而是")
_JOIN = re.compile(r"^(?:\s|and|or|nor|,|、|和|或|也|any|more|the|a|an)*$")
_REFERENCE = re.compile(
    r"(?:\b(?:the |that |number |no\. ?)|#)(?:(?P<word>first|second|third|fourth|fifth|sixth|last)(?: (?:one|item|pick))?"
    r"|(?P<digit>[1-9]))\b|第(?P<han>[一二三四五六])[个部款家]|(?P<lasthan>最后一[个部款家])"
)
_ORDER = {w: n for n, w in enumerate("first second third fourth fifth sixth".split())} | {h: n for n, h in enumerate("一二三四五六")}
_MORE = re.compile(
    r"\b(?:(?:what|anything|something|who|any(?:one)?) else|else\?|show (?:me )?(?:more|(?:some |the )?others)|more (?:options|suggestions|of (?:these|those|them)|please)"
    r"|other (?:ones|options|suggestions)|any others?|next|different ones|another (?:one|few)|some more|none of (?:these|those))\b"
    r"|^more\b|还有(?:吗|别的|其他|没有)|换一批|再来|别的"
)
_SIMILAR = re.compile(r"\b(?:similar|like (?:it|that|this|them|those))\b|类似|差不多的|这样的")
_SURPRISE = re.compile(r"\bsurprise me\b|\bany(?:thing)? (?:is|goes|will do)\b|\b(?:i )?do(?:n['’]?t| not) (?:care|mind)\b|\byou (?:choose|pick|decide)\b|随便|都可以|你决定")
_QUESTION = re.compile(
    r"^(?:who|when|where|how (?:long|old|much|many|scary|violent|dark)|is (?:it|that|this|the)|does (?:it|that|the)|was it|what(?:'s| is| was) (?:it|that|the)"
    r"|which (?:of|one)|tell me about|what(?:['’]s| is| was) .{1,60} about)\b|怎么样|(?:是谁|多长|多久|哪一年|讲(?:了|的是)?什么|谁导演|谁演)"
)
_ASKS = re.compile(
    r"\b(?:recommend|suggest|surprise me|any ?(?:thing|suggestions?|ideas?)|some ?thing|what (?:should|can|could) (?:i|we)"
    r"|(?:find|give|show|pick) (?:me|us))\b|推荐|随便|看什么|玩什么"
)
_REPLY = re.compile(r"^\W*(?:no|yes|nope|yeah|nah|never|more|next|stop|nothing|hello)\W*$")  # though films are called so
_TAG = re.compile(r"<[^<>]{1,200}>")
_COMMAND = re.compile(  # to the program, not about an item
    r"\b(?:ignore|disregard|forget|override|reveal|print|repeat)\b.*\b(?:instructions?|prompts?|rules|system)\b", re.IGNORECASE
)
_FAN = re.compile(r"\bfans? of\b", re.IGNORECASE)
FILLER = frozenset(
    """a about after all also am an and any anyone anything are as at be been before being best bit both can could do does
    doing done during each either else enough ever every feel feeling few find fine for from get give
    go going good great had has have hello help her here hey hi him his how i i'd i'll i'm i've if in into is it it's its item
    items just kind know let let's like liked likes little look looking lot lots love loved loves made make many may maybe me
    might mind mood more most much must my need never new nice no not nothing now of off ok okay on one ones only
    or other our out over own perhaps person pick play please prefer really recommend recommendation recommendations right
    saw say see seen set she should show so some somebody someone something sort stuff suggest suggestion suggestions sure
    take tell than thank thanks that that's the their them then there these they thing things think this those time to
    today together tonight too try type up us very want wanted wants was watch watched watching way we we'd we'll we're well
    were what what's when where which while who whole will wish with without won't would yes yet you your you're
    isn't wasn't doesn't don't didn't can't cannot couldn't wouldn't shouldn't aren't hate hated hates avoid except less
    stand bear tired sick already enjoy enjoyed favourite favorite fan fans want's bored else style vibe vibes
    question hear recently actually rather between under usually always night evening weekend friend friends
    first second third fourth fifth sixth last number but neither nor others wait got looks makes mind care still hmm
    bad boring terrible awful rubbish overrated hardly rarely necessarily forget remove stop showing fewer why
    haven't hasn't hadn't weren't surprise idea ideas instead similar later earlier older two three four five six ten people person mum mom dad
    wife husband girlfriend boyfriend partner daughter son years old happens whatever""".split()
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said: the words, what is meant by them, and what the catalogue knows them as (None: nothing yet).

    `sure`: an explicit cue decided the meaning. `start` is where the words stand in the message, -1 if unknown.
    """

    words: str
    meaning: Meaning
    found: Found | None = None
    strength: Strength = "like"
    sure: bool = False
    start: int = -1
    near: str = ""  # the field of what was said beside it: "Hitchcock or Wilder"


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as read, before it is tied to the catalogue."""

    intent: Intent
    notes: tuple[Note, ...] = ()
    bounds: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    start: int
    listed: bool = False  # it follows a comma: "no horror, comedy" goes on with its negation
    negated: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read(message: str, linker: Linker, hits: Sequence[Hit] = ()) -> Reading:
    """What a message says. `hits` are the items on screen, for "the second one" and "shorter"."""
    message = _TAG.sub(lambda m: " " * len(m[0]), message)
    filler = filler_of(linker.catalogue)
    fields = linker.catalogue.of_kind("number")
    shown = {f.name: [h.item.numbers[f.name][0] for h in hits if f.name in h.item.numbers] for f in fields}
    usual = {name: [number] for name, number in linker.catalogue.middles.items()}
    said = [] if _REPLY.match(message.lower()) else linker.find(message)
    bounds = tuple(b for b in read_limits(_without_nouns(message, linker.catalogue.talk), fields, shown if hits else usual) if not _in_title(b, said, message))
    taken = [(b.start, b.end) for b in bounds] + [m.span() for m in _FAN.finditer(message)]
    found = [f for f in said if not any(f.start < end and start < f.end for start, end in taken)]
    found += references(message, hits)
    spans = [(f.start, f.end) for f in found] + taken
    notes: list[Note] = []
    negated = False
    for clause in _clauses(message):
        inside = sorted((f for f in found if clause.start <= f.start < clause.end), key=lambda f: f.start)
        rest = _rest(clause, spans)
        negated = negated and clause.listed and bool(inside) and _JOIN.match(rest) is not None
        clause = replace(clause, negated=negated)
        here = [_note(clause, f, message) for f in inside if not _unseen(clause, f)]
        negated = bool(here) and here[-1].meaning == "avoid"
        notes += here + _free(clause, rest, filler)
    if _SIMILAR.search(message.lower()):
        notes += [replace(n, meaning="love") for n in notes if n.meaning == "seen"]
    return Reading(_intent(message, notes, bounds, bool(hits)), tuple(notes), bounds)


def _without_nouns(message: str, talk: Mapping[str, Any]) -> str:
    """What the items are called, blanked: "no films before 1990" is no more than "nothing before 1990"."""
    nouns = [re.escape(word) for name in ("noun", "nouns") for word in talk.get(name, ())]
    if not nouns:
        return message
    return re.sub(rf"\b(?:{'|'.join(nouns)})\b", lambda m: " " * len(m[0]), message, flags=re.IGNORECASE)


def _in_title(bound: Bound, found: Sequence[Found], message: str) -> bool:
    """The limit's number belongs to a title: "127 Hours"; a title that is a bare year may be a year."""
    titles = (f for f in found if f.field == ITEM and f.how == "exact" and not message[f.start : f.end].isdigit())
    return any(f.start < bound.end and bound.start < f.end for f in titles)


def _unseen(clause: _Clause, found: Found) -> bool:
    """"I haven't seen Inception" says nothing for or against it."""
    before = clause.text[: found.start - clause.start].lower()
    return found.field == ITEM and _SEEN.search(before) is not None and _denied(before, _SEEN)


def filler_of(catalogue: Catalogue) -> frozenset[str]:
    """Words that say nothing of an item: everyday ones, the items' noun, and what leads in a person."""
    nouns = (noun for name in ("noun", "nouns") for noun in catalogue.talk.get(name, ()))
    leads = (word for f in catalogue.of_kind("category") if f.person for lead in f.words for word in lead.split())
    return FILLER | {word.lower() for word in (*nouns, *leads)}


def references(message: str, hits: Sequence[Hit]) -> list[Found]:
    """The items on screen that a message points at: "the second one", "#3", "第二个"."""
    found = []
    for m in _REFERENCE.finditer(message.lower()):
        last = m["word"] == "last" or m["lasthan"]
        place = len(hits) - 1 if last else int(m["digit"]) - 1 if m["digit"] else _ORDER[m["word"] or m["han"]]
        if 0 <= place < len(hits):
            found.append(Found(ITEM, hits[place].item.id, m.start(), m.end(), "exact"))
    return found


def _clauses(message: str) -> list[_Clause]:
    cuts = [0, *(end for m in _BREAK.finditer(message) for end in (m.start(), m.end())), len(message)]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    breaks = ["", *(m[0] for m in _BREAK.finditer(message))]
    return [
        _Clause(message[start:end], start, brk.strip() in (",", "，", "、"))
        for (start, end), brk in zip(pairs, breaks, strict=True)
        if message[start:end].strip()
    ]


def _rest(clause: _Clause, spans: Sequence[tuple[int, int]]) -> str:
    """The clause with what was read out of it blanked."""
    letters = list(clause.text)
    for start, end in spans:
        for at in range(max(start, clause.start), min(end, clause.end)):
            letters[at - clause.start] = " "
    return "".join(letters)


def _note(clause: _Clause, found: Found, message: str) -> Note:
    before = clause.text[: found.start - clause.start].lower()
    after = clause.text[found.end - clause.start :].lower()
    meaning, sure = _meaning(before, after, found, clause.negated)
    strength: Strength = "like"
    if meaning == "avoid":
        strength = "like" if _SOFT.search(before) else "must"
    elif _MUST.search(clause.text.lower()):
        strength = "must"
    return Note(message[found.start : found.end], meaning, found, strength, sure, found.start)


def _meaning(before: str, after: str, found: Found, negated: bool) -> tuple[Meaning, bool]:
    if found.field == ITEM and _SEEN.search(before) and not _denied(before, _SEEN):
        return "seen", True
    if _MIND.search(before) or _FINE.search(after):
        return "drop", True
    if found.field == ITEM and before.rstrip().endswith("than"):
        return "love", True  # "less brutal than that one" is said of something liked well enough
    if denies(before) or _AFTER_NEG.search(after):
        return "avoid", True
    if negated:
        return "avoid", False
    return "love" if found.field == ITEM else "want", bool(_POS.search(before))


def denies(before: str) -> bool:
    """A negation governs what follows: the last one is not overruled by a wish that starts afresh after it."""
    neg = max((m.end() for m in _NEG.finditer(before)), default=-1)
    pos = max((m.start() for m in _POS.finditer(before)), default=-1)
    if re.search(r"\bless\s+\w+\s+(?:and\s+)?more\s+$", before):
        return False
    return neg >= 0 and (pos < neg or len(before[neg:pos].split()) <= 2)


def _denied(before: str, cue: re.Pattern[str]) -> bool:
    """The cue itself is negated: "haven't seen"."""
    m = list(cue.finditer(before))[-1]
    return bool(re.search(r"(?:n['’]?t|not|never|没)\s*(?:\w+\s+)?$", before[: m.start()]))


def _free(clause: _Clause, rest: str, filler: frozenset[str]) -> list[Note]:
    """What is left of a clause, as free words, where it says anything."""
    if _COMMAND.search(clause.text):
        return []
    negs = [m.end() for m in _NEG.finditer(rest.lower())]
    parts: list[tuple[str, Meaning]] = [(rest, "want")]
    if negs:
        parts = [(rest[: negs[0]], "want"), (rest[negs[-1] :], "avoid")]
    notes = []
    for text, meaning in parts:
        words = [w for w in re.findall(r"[^\W\d_][\w'’-]*", text) if w.lower().replace("’", "'") not in filler and len(w) > 2]
        if words and not re.search(r"[一-鿿]", text):
            notes.append(Note(" ".join(words), meaning, start=clause.start))
    return notes


def _intent(message: str, notes: Sequence[Note], bounds: Sequence[Bound], on_screen: bool) -> Intent:
    low = message.lower().strip()
    known = any(n.found for n in notes) or bool(bounds)
    if _QUESTION.search(low) and (on_screen or any(n.found and n.found.field == ITEM for n in notes)):
        return "question"
    if _MORE.search(low) and not known:
        return "more"
    if _SURPRISE.search(low):
        return "recommend"
    return "recommend" if notes or bounds or _ASKS.search(low) else "chat"
