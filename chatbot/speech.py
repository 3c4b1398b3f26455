"""The parts of which sentences about items are made: how people point, praise, fault and plan; and the patterns.

Knows English words; what the sentences mean stands in `opinions`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from chatbot.opinions import FORMS, Opinion

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
_PRAISE = (
    r"good|great|awesome|amazing|excellent|wonderful|fantastic|hilarious|funny|brilliant|perfect|nice|cool|fun"
    r"|interesting|lovely|beautiful|entertaining|enjoyable|best|classics?|classy|favou?rites?|fave?s?|surprise"
)
_GOOD = (
    rf"(?:a |an |the |my )?(?:all[- ]time |pleasant )?(?:{_PRAISE}"
    r"|superb|incredible|cute|masterpiece|exciting|solid|intriguing|promising|right|fab|terrific|epic|scary good"
    r"|tempting|worth|gorgeous|adorable|neat|top)"
)
_BAD = (
    r"(?:a |an |the )?(?:bad|terrible|awful|boring|dull|stupid|horrible"
    r"|overrated|dumb|disappointing|rubbish|trash|garbage|lame|worst|silly"
    r"|ridiculous|meh|annoying|depressing|crap|crappy|not (?:good|great"
    r"|funny|for me|my .{1,12})|corny|cheesy|vulgar|crude|lousy|underwhelming"
    r"|a (?:letdown|let down|mess|waste of \w+))"
)
# What is no fault of an item in itself: "scary" praises, "a bit scary" does not.
_FAULT = (
    r"(?:scary|creepy|gory|violent|bloody|slow|long|old|weird|much|dry|sad|dark|grown[- ]up|confusing|odd|strange"
    r"|raunchy|intense|predictable|over the top|out there|childish|sappy|lost|far[- ]fetched|corny|cheesy|vulgar|silly"
    r"|crude)"
)
_NOT = r"(?:not|n['’]?t|never)"
_IS = r"(?: (?:%s|part))? ?(?:['’]?s|is|was|are|were|['’]?re|looks?|looked|seems?|seemed|sounds?|felt)"
_WATCH = (
    r"(?:check|(?:re-?)?watch|see|catch|try|give|take|go (?:with|for|see|to)|pick|choose"
    r"|look (?:into|at|up|for)|rent|play|book|buy|get|order|grab|have"
    r"|look|start with|put|add|find|show (?:them|her|him|my \w+))"
)
_WILL = (
    r"(?:i['’]?ll|i will|i['’]?d|i would|i['’]?m (?:going to|gonna)|we['’]?ll"
    r"|going to|gonna|want(?:ed|ing)? to|have to|need to|should|might"
    r"|may|let['’]?s|let me"
    r"|really need to|plan(?:ning)? (?:on|to)|meant? to"
    r"|meaning to|(?:can['’]?t|cannot) wait to|love to|like to|think i"
    r"|(?:we|i) (?:will|can|could|should|might)|hop(?:e|ing) to|mind (?:seeing|watching))"
)
_NO = r"(?:\bnot|n['’]?t|\bhardly)"
_GREAT = r"(?:good|great|nice|excellent|awesome|perfect|amazing|fantastic|wonderful)"
_BIT = r"(?:a (?:litt?le|bit|tad)|kind of|kinda)"
_LIST = r"(?:[\w-]+ )?(?:list|queue|watchlist|radar)\b"
_END = r"(?=(?: (?:as well|either|though|too|tbh|at all|lol|unfortunately|actually|soon|again|now))*\W*$)"


@dataclass(frozen=True, slots=True)
class Form:
    """A sentence by which an opinion is told; `han`: a Chinese one."""

    opinion: Opinion
    pattern: re.Pattern[str]
    han: bool = False


_THINGS = ("one", "choice", "pick", "suggestion", "option", "idea", "recommendation")


def forms(nouns: Collection[str]) -> tuple[Form, ...]:
    """The forms as patterns, for items that are called so."""
    things = "|".join(re.escape(n) for n in (*nouns, *_THINGS))
    it, them = _IT.replace("%s", things), _THEM.replace("%s", things)
    parts = {
        "@obj@": rf"(?P<it>{it})|(?P<them>{them})", "@has@": rf"(?:(?P<it>{it})|(?P<them>{them}|they))",
        "@is@": _IS.replace("%s", things), "@fault@": _FAULT, "@no@": _NO, "@great@": _GREAT, "@bit@": _BIT,
        "@list@": _LIST, "@end@": _END,
        "@it@": it, "@them@": them, "@noun@": things, "@adverb@": _ADVERB, "@good@": _GOOD, "@bad@": _BAD,
        "@not@": _NOT, "@watch@": _WATCH, "@will@": _WILL,
    }  # fmt: skip
    found = []
    for opinion, text in FORMS:
        for name, part in parts.items():
            text = text.replace(name, part)
        found.append(Form(opinion, re.compile(text, re.IGNORECASE)))
    return tuple(found)
