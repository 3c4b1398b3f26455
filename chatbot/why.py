"""Why an item is shown, or why not: its score terms in plain words, and the one change that would bring it in. No LLM.

Every number is a term of the score, every fact the catalogue's, and what is said to help was tried by a search.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatbot.dialogue import Bar, Why
from chatbot.phrasing import Phrasing
from chatbot.pointing import pointed
from chatbot.render import phrases
from chatbot.wording import is_wide
from retrieval.account import HIDDEN, NAMED, Account, Standing, account, terms_of
from retrieval.catalogue import Item
from retrieval.learned import ADDED
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.remedy import Change, remedy
from retrieval.retriever import Hit, Retriever
from retrieval.terms import INTEREST, NEW, ORDER, SAID, VARIETY, WORDS
from retrieval.wishes import ITEM, Limit, Preferences, Wish
from retrieval.words import listed

_WHY = re.compile(
    r"\b(?:why|how come|what ma(?:kes|de)|what(?:['’]s| is| was) the reason|for what reason)\b"
    r"|为什么|为何|为啥|怎么(?=没|不|会|推荐|选)|凭什么|什么理由"
)
_NOT = re.compile(r"\b(?:no|not|never|missing|without|left out)\b|n['’]t\b|没|不(?!错)|缺")
_POINTS = re.compile(r"\b(?:it|this|that|these|those|them|one)\b|[这那它]")
_ASKING = listed("""
why how come what what's makes made make the reason reasons for behind is are was were be being been isn't aren't
wasn't weren't do does did don't didn't doesn't not no you your i me my we us it its it's this that these those them
one ones item items pick picks choice choices suggestion suggestions list a an any of in on at here there listed
shown show showing showed display displayed picked chose choose chosen recommend recommended recommending
recommendation recommendations suggest suggested suggesting offer offered offering include included including put get
got give gave given missing left out have has had and or but so ok okay oh hm well please tell explain can could
would should will then just exactly even still again among top place placed ranked to instead than rather comes came
appear up with good fit fits match right first second third fourth last tho though
never ever always suggests recommends shows
""")
_ASKING_HAN = re.compile(
    r"为什么|为何|为啥|怎么|凭什么|什么|理由|第[一二三四五六]|没有|没|不|是|会|你们|你|我们|我|要|给|推荐?|选择|选|挑|出现|显示|列|放|排|这个|那个|[这那它个部款家本间里在上中列表呢吗啊呀了的把有到还也]"
)

MOST_BARS = 8
MOST_FACTS = 4  # in a sentence
_SMALL = 0.02  # a part of the score that says nothing
_TELLING = 0.2  # from which words together, or a lack, are worth saying


def why(
    retriever: Retriever,
    phrasing: Phrasing,
    preferences: Preferences,
    item_id: str,
    hits: Sequence[Hit],
    *,
    k: int = 4,
    shown: Collection[str] = (),
) -> Why | None:
    """Why an item is among the `hits` on screen, or is not; None if the catalogue does not have it.

    `k` is how many items a visitor is to see, `shown` are those that come only after all others, as in `search`.
    """
    preferences = preferences.active
    row, allowed = retriever.catalogue.row_of.get(item_id), retriever.allowed(preferences)
    among = Standing.of(retriever, preferences, allowed) if row in allowed else None
    found = account(retriever, preferences, item_id, among=among)
    if found is None:
        return None
    asked = _Asked(retriever, phrasing, preferences, found, tuple(hits))
    if asked.place:
        return asked.told(asked.stands())
    changes = remedy(retriever, preferences, item_id, max(k, len(hits)), shown=shown, among=among)
    return asked.told(asked.missing(item_id in shown), changes)


def fault(phrasing: Phrasing, item: Item, wish: Wish | Limit) -> str:
    """The fact of an item that a limit or a must refuses, "" where it only lacks what is wanted."""
    fields = phrasing.catalogue.fields
    if isinstance(wish, Limit):
        return phrasing.fact(fields[wish.field], item) if wish.field in fields else ""
    if wish.polarity == "want":
        return ""
    refused = {wish.value, *phrasing.catalogue.talk.get("avoid_too", {}).get(wish.value, ())}
    own = [wish.field] if wish.value in item.values(wish.field) else [n for n, f in fields.items() if not f.person]
    values = [
        (fields[name], value) for name in own if name in fields for value in item.values(name) if value in refused
    ]
    language = phrasing.language
    return next((f.said("phrase", language).format(value=f.value_in(language, value)) for f, value in values), "")


def asked_why(message: str, linker: Linker, hits: Sequence[Hit], focus: str = "") -> tuple[str, bool] | None:
    """The item whose place a message asks about, and whether it asks why it is not there; None if it asks no such
    thing. `focus` is the item last talked about, which "it" means; else it is the first on screen."""
    items = [f for f in linker.find(message) if f.field == ITEM] + pointed(message, hits)
    items.sort(key=lambda f: f.start)
    rest = _blanked(message, items)
    if not _WHY.search(rest.lower()):
        return None  # the "why" of a title asks nothing
    left = _unasked(rest, linker.catalogue.talk)
    if not items and left:
        named = linker.link_title(left)
        return (named.value, bool(_NOT.search(rest.lower()))) if named and named.how == "exact" else None
    if left:
        return None  # "why is Heat so long?" asks about the item
    negated = bool(_NOT.search((rest if len(items) < 2 else rest[: items[0].start]).lower()))
    if items:
        return items[0].value, negated
    meant = focus or (hits[0].item.id if hits else "")
    pointing = _POINTS.search(rest.lower()) or re.fullmatch(r"\W*\w+\W*", rest)
    return (meant, negated) if meant and pointing and not negated else None


def _blanked(message: str, found: Sequence[Found]) -> str:
    letters = list(message)
    for f in found:
        letters[f.start : f.end] = " " * (f.end - f.start)
    return "".join(letters)


def _unasked(rest: str, talk: Mapping[str, Any]) -> str:
    """What a question says besides asking why something is shown, or is not."""
    own = [talk, *(part for part in talk.values() if isinstance(part, Mapping))]
    nouns = {str(noun).lower() for part in own for name in ("noun", "nouns") for noun in part.get(name, ())}
    for noun in sorted(nouns, key=len, reverse=True):
        rest = re.sub(re.escape(noun) if is_wide(noun) else rf"\b{re.escape(noun)}\b", " ", rest, flags=re.IGNORECASE)
    rest = _ASKING_HAN.sub(" ", rest.replace("’", "'"))
    return " ".join(w for w in re.findall(r"[^\W_]+(?:'[^\W_]+)*", rest) if w.lower() not in _ASKING)


@dataclass(frozen=True)
class _Asked:
    """One item that was asked about, and what is on screen."""

    retriever: Retriever
    phrasing: Phrasing
    preferences: Preferences
    account: Account
    hits: tuple[Hit, ...]

    @property
    def place(self) -> int | None:
        """The item's place on screen."""
        ids = [hit.item.id for hit in self.hits]
        return ids.index(self.account.item.id) + 1 if self.account.item.id in ids else None

    @property
    def title(self) -> str:
        return self.phrasing.title(self.account.item)

    @property
    def terms(self) -> dict[str, float]:
        """The score as it is now; of an item on screen also what its likeness to the others cost."""
        mine = self.hits[self.place - 1].terms if self.place else {}
        return {**self.account.terms, **{name: mine[name] for name in (VARIETY, NEW) if mine.get(name)}}

    def told(self, sentence: str, changes: Sequence[Change] = ()) -> Why:
        """The whole answer."""
        one = changes[0] if len(changes) == 1 else None
        bars = tuple(self.bars())
        how = self._remedy(changes) if changes else ""
        key, kind = (one.key, one.kind) if one else ("", "")
        return Why(self.account.item.id, self.title, self.place, bars, sentence, how, key, kind)

    # The bars

    def bars(self) -> list[Bar]:
        """The parts of the score, the largest first; those that say little, and what is over, as one."""
        parts = sorted(self.terms.items(), key=lambda term: -abs(term[1]))
        large = [(name, value) for name, value in parts if abs(value) >= _SMALL]
        kept = large if len(large) == len(parts) <= MOST_BARS else large[: MOST_BARS - 1]
        rest = sum(value for _, value in parts[len(kept) :])
        bars = [Bar(self._label(name), value) for name, value in kept]
        return [*bars, *([Bar(self._say("rest"), rest)] if rest else [])]

    def _label(self, name: str) -> str:
        wish = self.preferences.get(name)
        if wish is not None:
            return self.phrasing.wish(wish)
        return self._say(name) if name in (SAID, WORDS, ORDER, VARIETY, INTEREST, NEW, *ADDED) else name

    # The sentence of an item on screen

    def stands(self) -> str:
        """Where it stands, and what of the wishes it meets."""
        facts = [*self._merits(), *self._met()][:MOST_FACTS]
        against = [(w, v) for w in self.preferences.wishes if (v := self.terms.get(w.key, 0.0)) <= -_TELLING]
        facts += [self._say("minus", fact=self.phrasing.wish(w), value=-v) for w, v in against[:1]]
        where = self._place(self.place or 0)
        if not facts:
            return self._say("stands_plain", title=self.title, place=where)
        return self._say("stands", title=self.title, place=where, facts=self._join(facts))

    def _merits(self) -> list[str]:
        """Facts with what they add to the score, the weightiest first."""
        wants = [w for w in self.preferences.wishes if w.polarity == "want" and self.terms.get(w.key, 0.0) > _SMALL]
        parts = [(self.terms[w.key], fact) for w in wants for fact in self._facts(Preferences((w,)))]
        together = self.terms.get(SAID, 0.0)
        parts += [(together, self._say("near_said"))] if together >= _TELLING else []
        return [self._say("plus", fact=fact, value=value) for value, fact in sorted(parts, key=lambda p: -p[0])]

    def _met(self) -> list[str]:
        limits = [f for limit in self.preferences.limits for f in self._facts(Preferences(limits=(limit,)))]
        avoided = [f for w in self.preferences.wishes if w.polarity == "avoid" for f in self._facts(Preferences((w,)))]
        return limits + avoided

    def _facts(self, wanted: Preferences) -> list[str]:
        return self.phrasing.matched(Hit(self.account.item, self.account.score, self.terms), wanted)

    # The sentence of any other item

    def missing(self, seen: bool) -> str:
        """What keeps it off the screen."""
        if self.account.removed_by:
            reasons = [self._barred(key) for key in self.account.removed_by]
        elif seen:
            reasons = [self._say("before")]
        else:
            reasons = [self._outdone()]
        return self._say("missing", title=self.title, reason=self._say("and").join(reasons))

    def _barred(self, key: str) -> str:
        """What one limit or must refuses of it."""
        wish = self.preferences.get(key)
        if wish is None:
            return self._say(key if key in (HIDDEN, NAMED) else "before")
        said = self.phrasing.wish(wish)
        fact = fault(self.phrasing, self.account.item, wish)
        field = self.retriever.catalogue.fields.get(wish.field)
        if isinstance(wish, Limit) and field and not fact:
            return self._say("unknown", label=_small(field.said("label", self.phrasing.language)), wish=said)
        return self._say("against" if fact else "lacks", fact=fact, wish=said)

    def _outdone(self) -> str:
        """Why it is not among the first though it may be shown."""
        rank, wants = self.account.rank, [w.key for w in self.preferences.wishes if w.polarity == "want"]
        if wants and not any(self.account.terms.get(key, 0.0) > 0 for key in wants):
            return self._say("unwanted")
        last = min(self.hits, key=lambda hit: hit.score, default=None)
        if last is None:
            return self._say("later", rank=rank)
        theirs = terms_of(self.retriever, self.preferences, [last.item.id])[last.item.id]
        if sum(theirs.values()) <= self.account.score:
            return self._say("alike", rank=rank)
        lead = {name: value - self.account.terms.get(name, 0.0) for name, value in theirs.items()}
        lead |= {name: -value for name, value in self.account.terms.items() if name not in theirs}
        best = max(lead, key=lambda name: lead[name])
        if lead[best] < _SMALL:
            return self._say("later", rank=rank)
        title = self.phrasing.title(last.item)
        return self._say("behind", rank=rank, title=title, wish=self._label(best), value=lead[best])

    # What would help

    def _remedy(self, changes: Sequence[Change]) -> str:
        said = self._say("with").join(self._change(change) for change in changes)
        return self._say("remedy", changes=said[:1].upper() + said[1:], place=self._place(changes[0].rank))

    def _change(self, change: Change) -> str:
        wish = self.preferences.get(change.key)
        return self._say(f"do_{change.kind}", wish=self.phrasing.wish(wish) if wish else "")

    def _place(self, place: int) -> str:
        names = str(phrases(self.phrasing.language)["why"]["places"]).split("|")
        return names[place - 1] if 0 < place <= len(names) and names[0] else self._say("place", n=place)

    def _join(self, parts: Sequence[str]) -> str:
        return self.phrasing.say("wish", "join").join(parts)

    def _say(self, name: str, **values: object) -> str:
        return self.phrasing.say("why", name, **values)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
