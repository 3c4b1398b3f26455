"""What a message says of the items it points at: "seen it", "the second sounds great", "not my thing", 第一个看过了.

Knows how people point and how they approve or refuse; the catalogue's own names come from the linker. An item that is
pointed at is one on screen, or `focus`: the one that was last talked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from chatbot import cues_zh as zh
from chatbot.opinions import Opinion
from chatbot.speech import Form, forms

LONGEST = 400  # characters of a clause in which remarks are looked for


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of items: which, how, the span of the words, and where they end with what may also be read by itself
    ("too scary"). More than one item where it is unclear which."""

    items: tuple[str, ...]
    opinion: Opinion
    start: int
    end: int
    unclear: bool = False
    whole: int = 0


_HAN_FORMS = tuple(Form(opinion, re.compile(text, re.IGNORECASE), han=True) for opinion, text in zh.REMARKS)
_UNSEEN = re.compile(
    r"(?:n['’]?t|\bnot|\bnever|\bhardly|没|没有)\s*(?:(?!(?:i|we|but|and)\b)\w+\s+){0,2}$"
    r"|(?:n['’]?t|\bnot) (?:think|believe|remember|recall|sure if|know if) (?:that )?(?:i|we)(?:['’]?ve)?"
    r" (?:\w+ ){0,2}$"
)
_LEST = re.compile(
    r"\b(?:would|wouldn['’]?t|i['’]d|don['’]?t want to|if (?:you|i)|did you|have you|do you|you)\s*(?:\w+\s+)?$"
)


_SOMEBODY = re.compile(
    r"\b(?:he|she|they|everyone|everybody|people|who|my [\w-]+(?: [\w-]+)?"
    r"|his|her|their)\s*(?:['’]?s|has|have|had|really|absolutely|also)?\s*$"
)


_RELATIVE = re.compile(  # "films that are funny"
    r"\b(?:something|anything|nothing|stuff|one|(?!(?:yes|was|is|this|thanks|perhaps|always|guess)\b)\w{2,}s) "
    r"(?=that\b)",
    re.IGNORECASE,
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
        self._forms = forms(nouns)

    def read(self, clause: str, offset: int, scene: Scene) -> list[Remark]:
        """The remarks of one clause that stands at `offset`, in order. Beside a name a remark without a pronoun is
        about the last item named."""
        found: list[Remark] = []
        if not (scene.shown or scene.focus or scene.both) or len(clause) > LONGEST:
            return found
        for form in (*self._forms, *_HAN_FORMS):
            for m in form.pattern.finditer(clause):
                start, end = offset + m.start(), offset + _end(m)
                if any(r.start < end and start < r.end for r in found) or _denied(form, m, clause):
                    continue
                if remark := _remark(form, m, (start, end), scene):
                    found.append(replace(remark, whole=offset + m.end()))
        return sorted(found, key=lambda r: r.start)


def _end(m: re.Match[str]) -> int:
    """Where a remark ends: what is too much of an item is also to be read by itself, "too scary"."""
    return m.start("fault") if m.groupdict().get("fault") else m.end()


def _denied(form: Form, m: re.Match[str], clause: str) -> bool:
    before = clause[: m.start()].lower()
    relative = any(r.end() == m.start() for r in _RELATIVE.finditer(clause))
    if relative or _SOMEBODY.search(before):
        return True
    if form.opinion in ("seen", "love", "accept") and _UNSEEN.search(before):
        return True
    return form.opinion != "accept" and _LEST.search(before) is not None


def _remark(form: Form, m: re.Match[str], span: tuple[int, int], scene: Scene) -> Remark | None:
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
