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
because although though since who whom whose which that what how why
""")
_OWNERS = listed("his her its their my our your")  # cannot be left standing without what is theirs either
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
class Word:
    """A word of a sentence."""

    text: str  # folded
    stem: str
    opens: bool  # the first word after a comma or the like, or of the sentence


def faults(said: str, text: str, *, whole: bool = True) -> list[str]:
    """The words at which `said` is no shortening of a sentence of `text`; [] is good. It may be unfinished."""
    kept = listing(said)
    if whole and kept and _torso(kept, text):
        return ["(no main clause)"]
    tries = [_align(kept, listing(sentence), whole=whole) for sentence in re.split(r"(?<=[.!?])\s+", text) if sentence]
    return min(tries, key=len, default=[w.text for w in kept])


def _torso(kept: Sequence[Word], text: str) -> bool:
    """A finished line that is no more than the lead-in of a sentence: "Sent back from an underground future"."""
    return any({w.stem for w in kept} <= {w.stem for w in listing(lead)} for lead in leads(text))


def leads(text: str) -> list[str]:
    """The beginnings of its sentences that say nothing by themselves."""
    found = re.finditer(r"(?:^|(?<=[.!?] ))([^,.;:!?]+),( (?:an?|the) )?", text)
    return [m[1] for m in found if _LEAD_IN.match(m[1]) or (m[2] and not SUBJECT.match(m[1]))]


def listing(text: str) -> list[Word]:
    """The words of a text."""
    found: list[Word] = []
    for m in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", text):
        word = re.sub(r"'s?$", "", m[0].lower().replace("’", "'"))
        opens = not found or bool(re.search(r"[,;:–—(]\s*$", text[: m.start()]))
        found.append(Word(word, stem(word), opens))
    return found


def _align(kept: Sequence[Word], source: Sequence[Word], *, whole: bool) -> list[str]:
    """The kept words that no way through the sentence has, each after one before it."""
    wrong: list[str] = []
    at: set[int | None] = {None}  # where the last word may stand; None before the first
    for word in kept:
        places = (i for i, w in enumerate(source) if w.stem == word.stem)
        after: set[int | None] = {
            place
            for place in places
            if any((last is None or last < place) and not breaks(source, last, place) for last in at)
        }
        if word.text in _FREE:
            after |= at
        wrong += [] if after else [word.text]
        at = after or at
    if whole and kept and not any(last is None or ends(source, last) for last in at):
        wrong.append(f"({kept[-1].text} what?)")
    return wrong


def breaks(source: Sequence[Word], last: int | None, place: int) -> bool:
    """Whether a shortening that goes on with the word at `place` after the one at `last`, or begins there where that is
    None, turns the sense or leaves a torso."""
    if last is None:  # back to where its clause begins
        left = _said(source[max(i for i in range(place + 1) if source[i].opens) : place])
        return any(_turns(w.text) or w.text in _LINKS | _OWNERS for w in left)
    left = _said(source[last + 1 : place])
    if any(_turns(w.text) for w in left):
        return True
    linked = [w.text in _LINKS for w in left]
    if left and (linked[-1] or all(w.text in _LINKS | _OWNERS for w in left)):
        return True
    if place > last + 1 and source[last + 1].opens and source[place].opens:
        return False  # a whole clause between two commas
    if any(linked) and not linked[0]:
        return True  # "poses as [his flatmate to teach at a] school": a noun is gone, and what follows takes its place
    clause = next((n for n, w in enumerate(reversed(left), 1) if w.opens), 0)
    return clause > 1 and not source[place].opens  # "decide [that since it is spoiled, they will be] too"


def ends(source: Sequence[Word], at: int) -> bool:
    """Whether a shortening may end with the word at `at`: one that only joins others needs what it joins."""
    word = source[at].text
    whole = not _turns(word) and word not in _LINKS | _OWNERS | _FREE
    return whole or at == len(source) - 1 or source[at + 1].opens


def _said(gap: Sequence[Word]) -> list[Word]:
    return [w for w in gap if w.text not in _FREE]


def _turns(word: str) -> bool:
    return word in _TURNS or word.endswith("n't")
