"""What a message says of the items it points at: "seen it", "the second sounds great", "not my thing", 第一个看过了.

Knows how people point and how they approve or refuse; the catalogue's own names come from the linker. An item that is
pointed at is one on screen, or `focus`: the one that was last talked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from chatbot import cues_zh as zh

LONGEST = 400  # characters of a clause in which remarks are looked for
Opinion = Literal["love", "avoid", "seen", "accept"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of items: which, how, and the span of the words. More than one item where it is unclear which."""

    items: tuple[str, ...]
    opinion: Opinion
    start: int
    end: int
    unclear: bool = False


# What is said of it

_IT = r"(?:it|this(?: (?:one|%s))?|that(?: (?:one|%s))?|him|(?:the |this |that )?same one)"
_THEM = (
    r"(?:them|those(?: (?:ones|%s))?|these(?: (?:ones|%s))?|both(?: of (?:them|those|these))?"
    r"|all (?:of )?(?:them|those|these|three|four)|(?:those|these|the) (?:two"
    r"|three|four)|either(?: of (?:them|those|these))?)"
)
_ADVERB = (
    r"(?:(?:so|really|pretty|very|super|also|just|a (?:bit|little)|too"
    r"|kind of|kinda|quite|such|actually|rather|always|still|definitely"
    r"|absolutely|honestly|both|all|fairly) )*"
)
_GOOD = (
    r"(?:a |an |the |my )?(?:good|great|awesome|amazing|excellent|wonderful"
    r"|fantastic|hilarious|funny|brilliant|perfect|nice|cool|fun|interesting"
    r"|lovely|beautiful|entertaining|enjoyable|best|classics?|favou?rites?"
    r"|superb|incredible|cute|masterpiece|exciting|solid|intriguing|promising"
    r"|right|fab|terrific|epic|scary good|tempting|worth)"
)
_BAD = (
    r"(?:a |an |the )?(?:bad|terrible|awful|boring|dull|stupid|horrible"
    r"|overrated|dumb|disappointing|rubbish|trash|garbage|lame|worst|silly"
    r"|ridiculous|meh|annoying|depressing|crap|crappy|not (?:good|great"
    r"|funny|for me|my .{1,12}))"
)
_NOT = r"(?:not|n['’]?t|never)"
_WATCH = (
    r"(?:check|watch|see|try|give|take|go (?:with|for|see|to)|pick|choose"
    r"|look (?:into|at|up|for)|rent|play|book|buy|get|order|grab|have"
    r"|look|start with|put|add)"
)
_WILL = (
    r"(?:i['’]?ll|i will|i['’]?d|i would|i['’]?m (?:going to|gonna)|we['’]?ll"
    r"|going to|gonna|want(?:ed|ing)? to|have to|need to|should|might"
    r"|may|let['’]?s|let me"
    r"|i can|i could|really need to|plan(?:ning)? (?:on|to)|meant? to"
    r"|meaning to|(?:can['’]?t|cannot) wait to|love to|like to|think i)"
)


@dataclass(frozen=True)
class _Form:
    opinion: Opinion
    pattern: re.Pattern[str]
    han: bool = False


# How people speak of what they point at. @obj@, @has@: the pointing words, as object and as subject.
_FORMS: tuple[tuple[Opinion, str], ...] = (
    ("love", r"^\W*(?P<them>both|all|all of them|they)(?: (?:are|were|was))? @adverb@@good@\b"),
    ("avoid", r"\bnever (?:really )?(?:cared|wanted|bothered) (?:to|for)\b(?: (?:see|watch|play))?(?: (?:@obj@))?"),
    (
        "avoid",
        r"\b(?:don['’]?t|do not|didn['’]?t) (?:really )?(?:want to|wanna|care to)(?: (?:see"
        r"|watch|play|try))?(?: (?:@obj@))?\s*(?=$|[.,!;])",
    ),
    ("avoid", r"\b(?:going to|gonna|i['’]?ll|i will|i['’]?d|think i['’]?ll) pass\b(?: on (?:@obj@))?"),
    (
        "avoid",
        r"\b(?:heard|hear|got|had|has|getting|gets) (?:\w+ ){0,3}?(?:bad|terrible"
        r"|mixed|poor|awful) (?:reviews?|things|press)\b(?: (?:about|of) (?:@obj@))?",
    ),
    (
        "avoid",
        r"^\W*(?:but )?(?:not|wasn['’]?t|isn['’]?t) (?:really |that |very "
        r"|so |all that |the )?(?:great|good|funny|impressed|interesting|best)\b",
    ),
    (
        "avoid",
        r"\b(?:wasn['’]?t|am not|['’]m not|not) (?:really )?(?:the |a )?(?:biggest"
        r"|big|huge|much of a)? ?fan(?: of (?:@obj@))?\s*(?=$|[.,!;])",
    ),
    ("avoid", r"\b(?:@has@)(?: \w+)? ?(?:['’]s|was|is|were|are|felt|seemed) @adverb@(?:way )?too \w+\b"),
    ("accept", r"\bi(?:['’]?d| would) (?:probably |definitely |really )?(?:like|love|enjoy) (?:@obj@)\b"),
    ("accept", r"\b(?:i )?(?:really |do |definitely )?need to\b(?=\W*$)"),
    ("love", r"^\W*(?:(?:oh|yes|yeah|yep|yup|ah)\W+)*@adverb@@good@\W*$"),
    ("accept", r"\b@will@\s+(?:\w+\s+){0,3}?@watch@\s+(?:out\s+)?(?:to\s+)?(?:@obj@)\b(?:\s+out)?"),
    ("accept", r"\b(?:i['’]?ll|let['’]?s|i) (?:go|went) (?:with|for) (?:@obj@)\b"),
    (
        "accept",
        r"(?<!\w)(?:(?:@it@|@them@|they)\s+)?(?:['’]s\s+)?(?:do(?:es)? )?(?:sounds?"
        r"|looks?|seems?)\s+@adverb@(?:like )?@good@\b",
    ),
    (
        "accept",
        r"\b(?:@adverb@)(?:good|great|nice|excellent|awesome|perfect|solid) (?:choice"
        r"|pick|suggestion|idea|option|recommendation)s?\b",
    ),
    (
        "accept",
        r"\b(?:(?:i['’]?ve|i have|been) )?(?:been )?(?:wanting|meaning|dying"
        r"|planning) to (?:see|watch|play|try|read|go)\b(?: (?:it|that|this"
        r"|them|those|one|that one))?",
    ),
    (
        "accept",
        r"\bi(?:['’]?ll| will| should)? (?:have to|need to|definitely|probably)? ?(?:check"
        r"|watch|see|try) (?:@obj@)(?: out)?\b",
    ),
    (
        "avoid",
        r"\b(?:@has@['’]?(?:s|re|is|are)? )?(?:@not@|am not|are not|is not"
        r"|isn['’]?t|aren['’]?t|wasn['’]?t) @adverb@(?:my (?:\w+ )?(?:thing"
        r"|type|kind|cup|style|favou?rites?|taste)|for me\b|(?:that )?interested"
        r"|something i|what i|in the mood for (?:@it@))",
    ),
    ("avoid", r"\b(?:i['’]?ll |i )?(?:pass|skip)(?: on)?(?: (?:@obj@))?\s*(?=$|[.,;!?])"),
    (
        "avoid",
        r"\b(?:do(?:es)?n['’]?t|do(?:es)? not|not) (?:@adverb@)(?:sound|look"
        r"|seem|interested|appeal)\b[^.,;!?]*",
    ),
    (
        "avoid",
        r"\b(?:(?:i['’]?ve |i |already |just |really |absolutely |also |did(?: not"
        r"|n['’]?t) |could(?: not|n['’]?t) |do(?: not|n['’]?t) |can(?:not"
        r"|['’]?t) )+)?(?:hat(?:e|ed)|dislik(?:e|ed)|stand|loath(?:e|ed))\s+(?:@obj@)\b",
    ),
    (
        "avoid",
        r"\b(?:did(?: not|n['’]?t)|do(?: not|n['’]?t)|was(?: not|n['’]?t)"
        r"|(?:am|['’]m) not|never) (?:\w+ ){0,3}?(?:lik(?:e|ed)|enjoy(?:ed)?"
        r"|care for|love|into|a (?:big |huge )?fan of|get into|find)\s+(?:@obj@)\b",
    ),
    ("love", r"\b(?:loved|adored) (?:every|each|the whole|all of it)\b(?: \w+)?"),
    ("love", r"(?:^|\b(?:and|really|absolutely|totally|i) )(?:loved|adored|enjoyed)(?=\W*$)"),
    ("avoid", r"(?:^|\b(?:and|really|absolutely|totally|i) )(?:hated|loathed)(?=\W*$)"),
    (
        "accept",
        r"^\W*(?:sold|deal|that['’]?s the one|it is then|works for me|perfect,? thanks"
        r"|done|i['’]?m in|count me in)\W*$",
    ),
    ("love", r"\b(?:lov(?:e|ed|ing)|lik(?:e|ed)|enjoy(?:ed)?|ador(?:e|ed)|a (?:big |huge )?fan of)\s+(?:@obj@)\b"),
    ("avoid", r"\b(?:@has@)(?: \w+)? ?(?:['’]s|was|is|were|are|wasn['’]?t|isn['’]?t) @adverb@@bad@\b"),
    ("avoid", r"\b(?:@has@) (?:wasn['’]?t|isn['’]?t|weren['’]?t|was not|is not|were not) @adverb@(?:that )?@good@\b"),
    (
        "love",
        r"\b(?:@has@)(?: \w+)? ?(?:['’]s|was|is|were|are) @adverb@(?:one of (?:my"
        r"|the) )?(?:all[- ]time )?@good@\b",
    ),
    (
        "love",
        r"^\W*(?:(?:oh|yes|yeah|yep|ah|wow|haha|lol|ok|okay)\W+)*@adverb@(?:a "
        r"|one of my )?(?:good|great|awesome|amazing|excellent|fantastic|hilarious"
        r"|funny|favou?rite) (?:@noun@)s?\b",
    ),
    (
        "seen",
        r"\b(?:already |i['’]?ve |i have |i |we['’]?ve |we |yes |just )*(?:seen"
        r"|saw|watched|played|read|own|know|tried|been to)(?: already)?\s+(?:@obj@)\b(?: already"
        r"| before| too| one)?",
    ),
    (
        "seen",
        r"^\W*(?:yes|yeah|yep|yup)\W+(?:i|we) (?:have|did|saw)\b(?: (?:seen"
        r"|watched)\b(?: (?:it|that|this|them)(?: one)?)?)?",
    ),
    (
        "seen",
        r"^\W*(?:i['’]?ve |i have |have )?(?:already )?(?:seen|watched|played"
        r"|saw|know|own)(?: already)?(?=\W*$|\W*[,.;!])",
    ),
)


def _forms(nouns: Collection[str]) -> tuple[_Form, ...]:
    """The forms as patterns, for items that are called so."""
    things = "|".join(re.escape(n) for n in (*nouns, *_THINGS))
    it, them = _IT.replace("%s", things), _THEM.replace("%s", things)
    parts = {
        "@obj@": rf"(?P<it>{it})|(?P<them>{them})", "@has@": rf"(?:(?P<it>{it})|(?P<them>{them}|they))",
        "@it@": it, "@them@": them, "@noun@": things, "@adverb@": _ADVERB, "@good@": _GOOD, "@bad@": _BAD,
        "@not@": _NOT, "@watch@": _WATCH, "@will@": _WILL,
    }  # fmt: skip
    found = []
    for opinion, text in _FORMS:
        for name, part in parts.items():
            text = text.replace(name, part)
        found.append(_Form(opinion, re.compile(text, re.IGNORECASE)))
    return tuple(found)


_THINGS = ("one", "choice", "pick", "suggestion", "option", "idea", "recommendation")


_HAN_FORMS = tuple(_Form(opinion, re.compile(text, re.IGNORECASE), han=True) for opinion, text in zh.REMARKS)
_UNSEEN = re.compile(r"(?:n['’]?t|not|never|hardly|没|没有)\s*(?:\w+\s+){0,2}$")
_LEST = re.compile(
    r"\b(?:would|wouldn['’]?t|i['’]d|don['’]?t want to|if (?:you|i)|did you|have you|do you|you)\s*(?:\w+\s+)?$"
)


_SOMEBODY = re.compile(
    r"\b(?:he|she|they|everyone|everybody|people|who|my [\w-]+(?: [\w-]+)?"
    r"|his|her|their)\s*(?:['’]?s|has|have|had|really|absolutely|also)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a clause may point at: the items on screen, the one last talked about, those that the clause names, and
    those that the message has named so far. Ids of items."""

    shown: tuple[str, ...]
    focus: str = ""
    named: tuple[str, ...] = ()
    both: tuple[str, ...] = ()


class Remarks:
    """Reads remarks; made once for a catalogue, by what its items are called."""

    def __init__(self, nouns: Collection[str]) -> None:
        self._forms = _forms(nouns)

    def read(self, clause: str, offset: int, scene: Scene) -> list[Remark]:
        """The remarks of one clause that stands at `offset`, in order. Beside a name a remark without a pronoun is
        about the last item named."""
        found: list[Remark] = []
        if not (scene.shown or scene.focus or scene.both) or len(clause) > LONGEST:
            return found
        for form in (*self._forms, *_HAN_FORMS):
            for m in form.pattern.finditer(clause):
                start, end = offset + m.start(), offset + m.end()
                if any(r.start < end and start < r.end for r in found) or _denied(form, m, clause):
                    continue
                if remark := _remark(form, m, (start, end), scene):
                    found.append(remark)
        return sorted(found, key=lambda r: r.start)


def _denied(form: _Form, m: re.Match[str], clause: str) -> bool:
    before = clause[: m.start()].lower()
    if _SOMEBODY.search(before):
        return True
    if form.opinion in ("seen", "love", "accept") and _UNSEEN.search(before):
        return True
    return form.opinion != "accept" and _LEST.search(before) is not None


def _remark(form: _Form, m: re.Match[str], span: tuple[int, int], scene: Scene) -> Remark | None:
    """The remark about the items it points at; None where it points at none, or a name beside it says more."""
    it, them, named, both = m.groupdict().get("it"), m.groupdict().get("them"), scene.named, scene.both
    if form.han and named:
        return None  # what Chinese says beside a name is read with it
    if them and (len(both) > 1 or scene.shown):
        return Remark(both if len(both) > 1 else scene.shown, form.opinion, *span)
    if named and not it and form.opinion != "accept":
        return None  # the name's own clause says what is meant of it
    if form.han and not it and len(both) > 1:
        return Remark(both, form.opinion, *span)  # 都看过，很喜欢
    if scene.focus:
        return Remark((scene.focus,), form.opinion, *span)
    if len(scene.shown) == 1:
        return Remark(scene.shown, form.opinion, *span)
    return Remark(scene.shown, form.opinion, *span, unclear=True) if scene.shown and it else None
