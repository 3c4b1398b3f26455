"""Whether a sentence is a shortening of a text: its words in their order, some left out, and nothing turned by that.

An LLM that retells says false things even with the right words ("a couple snaps" for "he snaps a couple"). So what it
writes may only leave words out of one sentence of the owner's own text. Knows English function words; no catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.wording import stem
from retrieval.words import listed

_FREE = listed("""
a an the and is are
""")  # may be added or left out anywhere
# words that only join others: what they introduce cannot be left standing without them
_LINKS = listed("""
of in on at by to from with for into onto over under after before between against about through during within upon
across behind beyond among without towards toward near as than or nor but so if when while where until till once
because although though since who whom whose which that what how why his her its their my our your
""")
_RELATIVES = listed("""
who whom whose which that what as when while where if because although though but until
""")
# left out, they turn what is said: negations, and verbs of what is not yet or not really so
_TURNS = listed("""
no not never nobody none nothing neither nor without hardly barely almost nearly cannot refuse refuses refused fail
fails failed pretend pretends pretended pretending want wants wanted wish wishes wished hope hopes hoped try tries
tried trying plan plans planned threaten threatens claim claims claimed seem seems seemed believe believes believed
think thinks thought suppose supposed may might could would should must instead except imagine imagines imagined
promise promises swear swears vow vows dare dares deny denies doubt doubts stop stops unless only if
""")


_LEAD_IN = re.compile(  # a beginning that says nothing of what happens then
    r"(?:[A-Z]\w*(?:ed|ing)|Sent|Driven|Born|Left|Lost|Sold|Caught|Taken|Told|Held|Torn|Thrown|With|Without|Far|Too)\b"
    r"|(?:In|On|At|After|Before|By|For|From|When|While|As|To|During|Under|Behind|Between|Through|Until|Since)\b(?:\s\S+){0,7}$"
)


SUBJECT = re.compile(r"(?:An?|The|Two|Three|Four|Five|Six)\b")  # who it is about: no lead-in to "a ..." after a comma


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # folded
    stem: str
    opens: bool  # the first word after a comma or the like, or of the sentence


def faults(said: str, text: str, *, whole: bool = True) -> list[str]:
    """The words at which `said` is no shortening of a sentence of `text`; [] is good. It may be unfinished."""
    kept = _words(said)
    if whole and kept and _torso(kept, text):
        return ["(no main clause)"]
    tries = [_align(kept, _words(sentence)) for sentence in re.split(r"(?<=[.!?])\s+", text) if sentence]
    return min(tries, key=len, default=[w.text for w in kept])


def _torso(kept: Sequence[_Word], text: str) -> bool:
    """A finished line that is no more than the lead-in of a sentence: "Sent back from an underground future"."""
    found = re.finditer(r"(?:^|(?<=[.!?] ))([^,.;:!?]+),( (?:an?|the) )?", text)
    leads = [m[1] for m in found if _LEAD_IN.match(m[1]) or (m[2] and not SUBJECT.match(m[1]))]
    return any({w.stem for w in kept} <= {w.stem for w in _words(lead)} for lead in leads)


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    for m in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", text):
        word = re.sub(r"'s?$", "", m[0].lower().replace("’", "'"))
        opens = not found or bool(re.search(r"[,;:–—(]\s*$", text[: m.start()]))
        found.append(_Word(word, stem(word), opens))
    return found


def _align(kept: Sequence[_Word], source: Sequence[_Word]) -> list[str]:
    """Each kept word at its earliest place after the one before; what is wrong with the words or the gaps between."""
    wrong: list[str] = []
    at, begun = 0, False
    for word in kept:
        place = next((i for i in range(at, len(source)) if source[i].stem == word.stem), None)
        if place is None:
            wrong += [] if word.text in _FREE else [word.text]
            continue
        if not begun and word.text in _FREE:
            continue  # an article of the sentence's own beginning
        gap = source[at:place] if begun else _lead(source, place)
        wrong += [word.text] if _breaks(gap, begun=begun) else []
        at, begun = place + 1, True
    return wrong


def _lead(source: Sequence[_Word], place: int) -> Sequence[_Word]:
    """What is left out before the first kept word, back to where its clause begins."""
    start = max(i for i in range(place + 1) if source[i].opens)
    return source[start:place]


def _breaks(gap: Sequence[_Word], *, begun: bool) -> bool:
    """Whether leaving these words out turns the sense or leaves a torso."""
    left = [w.text for w in gap if w.text not in _FREE]
    if any(w in _TURNS or w.endswith("n't") for w in left):
        return True
    if not begun:
        return any(w in _LINKS for w in left)
    return bool(left) and (left[-1] in _RELATIVES or all(w in _LINKS for w in left))
