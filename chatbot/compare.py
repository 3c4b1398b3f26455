"""Two to four items side by side, field by field. Knows who asks for it, fields and phrases; no ranking, no LLM.

Fields in which the items differ come first. Where the catalogue has nothing the cell is a dash, and the note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chatbot.dialogue import Table
from chatbot.phrasing import Phrasing
from chatbot.queries import named_items, within
from retrieval.catalogue import Field, Item
from retrieval.linker import Linker
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

MOST = 4  # items in a table
UNKNOWN = "—"

_COMPARE = re.compile(
    r"\bcompar(?:e|es|ed|ing|isons?)\b|\b(?:vs|versus)\b|\bdifferences?\b|\bside by side\b"
    r"|\b(?:how|what|where)\b.{0,60}\bdiffer(?:ent|s)?\b|\b(?:which|what|who)\b.{0,60}\bbetter\b|\bbetter\b.{0,60}\bor\b"
    r"|\bor\b.{0,60}\bbetter\b|\bwhich (?:one )?(?:should|would|do)\b.{0,60}\bor\b"
    r"|对比|比较|比一比|比一下|区别|差别|有(?:什么|啥|何)不同|不一样|哪[个部款家](?:更|比较)?好|还是.{0,20}好"
)
_ALL = re.compile(
    r"\bcompar(?:e|ing|ison of) (?:them|these|those|all|both|the (?:two|three|four))\b"
    r"|^\W*(?:please |can you )?compare\W*$"
    r"|\bdifferences? between (?:them|these|those|the (?:two|three|four))\b|\bdifferences?\W*$|\bside by side\b"
    r"|\bhow do (?:they|these|those) (?:compare|differ)\b"
    r"|\bwhich (?:one )?(?:of (?:them|these|those) )?is (?:the )?better\W*$"
    r"|它们|这几|那几|这些|那些|^\W*(?:对比|比较|比一比|比)(?:一下)?\W*$|哪[个部款家](?:更|比较)?好\W*$"
)
_TWO = re.compile(r"\b(?:the|these|those) two\b|\bboth\b|[这那]?两[个部款家]")
_IT = re.compile(r"\b(?:it|this|that)(?: one)?\b|它|这[个部款家]|那[个部款家]")
_PLACE = "first|second|third|fourth|fifth|sixth|last"
_BARE = (  # an ordinal that says nothing else must be one here: "first vs second", "compare 1 and 3", 第一和第三
    (re.compile(rf"(?<!the )(?<!my )\b({_PLACE})\b(?! (?:two|three|four)\b)"), r"the \1"),
    (re.compile(r"(?<![\w.#])([1-9])(?![.\d%])(?=\W*(?:and|with|to|vs|versus|or|,|&|和|跟|与|$))"), r"#\1"),
    (re.compile(r"第([一二三四五六])(?![一二三四五六个部款家本间])"), r"第\1个"),
)
_SIDES = re.compile(
    r"(?:compare|comparison of|between|better[,:]?|versus|vs\.?)\s+(?P<a>.+?)"
    r"\s+(?:and|with|to|or|vs\.?|versus|against)\s+(?P<b>.+?)\W*$"
    r"|^(?P<c>.+?)\s+(?:vs\.?|versus)\s+(?P<d>.+?)\W*$",
    re.IGNORECASE,
)


def asked_compare(message: str, linker: Linker, hits: Sequence[Hit], focus: str = "") -> tuple[str, ...] | None:
    """The ids of the two to four items that a message asks to be compared, in the order said; None where it asks for
    no comparison, or it is unclear of what. `focus` is the item last talked about: what "it" means."""
    low = message.lower()
    if not _COMPARE.search(low):
        return None
    ids = dict.fromkeys([*_named(message, linker, hits), *_sides(message, linker)])
    shown = [h.item.id for h in hits]
    if len(ids) == 1 and _IT.search(low) and (focus or shown):
        ids = dict.fromkeys([focus or shown[0], *ids])
    if not ids and _TWO.search(low):
        ids = dict.fromkeys(shown[:2])
    elif not ids and _ALL.search(low):
        ids = dict.fromkeys(shown)
    return tuple(ids)[:MOST] if len(ids) > 1 else None


def _named(message: str, linker: Linker, hits: Sequence[Hit]) -> list[str]:
    for pattern, instead in _BARE:
        message = pattern.sub(instead, message)
    return [f.value for f in named_items(message, linker.find(message), hits, linker)]


def _sides(message: str, linker: Linker) -> list[str]:
    """Titles that nothing marks as such but their place: "compare alien and heat"."""
    found = _SIDES.search(message)
    sides = [side for side in found.groups() if side and not _IT.fullmatch(side)] if found else []
    titles = [linker.link_title(side) for side in sides]
    return [title.value for title in titles if title and title.how == "exact"]


def compare(phrasing: Phrasing, items: Sequence[Item], preferences: Preferences) -> Table:
    """The items as columns; the fields that any of them has as rows, those that differ first; what each meets of the
    wishes as the last."""
    fields = [f for f in phrasing.catalogue.fields.values() if f.kind in ("category", "number")]
    known = [f for f in fields if any(_has(f, item) for item in items)]
    rows = [(f.said("label", phrasing.language), *(_cell(phrasing, f, item) for item in items)) for f in known]
    rows.sort(key=lambda row: not differs(row))
    note = phrasing.say("compare", "note") if any(UNKNOWN in row for row in rows) else ""
    head = ("", *(phrasing.title(item) for item in items))
    return Table(head, (*rows, *_met(phrasing, items, preferences.active)), note)


def differs(row: Sequence[str]) -> bool:
    """Whether the cells of a row, which begins with its label, are not all alike."""
    return len(set(row[1:])) > 1


def _has(f: Field, item: Item) -> bool:
    return bool(item.values(f.name)) or f.name in item.numbers


def _cell(phrasing: Phrasing, f: Field, item: Item) -> str:
    if not _has(f, item):
        return UNKNOWN
    if f.kind == "number":
        return phrasing.number(f, item)
    return phrasing.say("wish", "join").join(f.value_in(phrasing.language, value) for value in item.values(f.name))


def _met(phrasing: Phrasing, items: Sequence[Item], preferences: Preferences) -> Iterator[tuple[str, ...]]:
    """The row of what each item meets; none where there is no wish that a field could meet."""
    wishes: tuple[Wish | Limit, ...] = (*preferences.wishes, *preferences.limits)
    cells = []
    for item in items:
        meets = [(wish, met) for wish in wishes if (met := _meets(phrasing, wish, item)) is not None]
        said = phrasing.say("wish", "join").join(phrasing.wish(wish) for wish, met in meets if met)
        count = {"met": sum(met for _, met in meets), "all": len(meets)}
        cells.append(phrasing.say("compare", "some" if said else "none", wishes=said, **count) if meets else UNKNOWN)
    if any(cell != UNKNOWN for cell in cells):
        yield (phrasing.say("compare", "meets"), *cells)


def _meets(phrasing: Phrasing, wish: Wish | Limit, item: Item) -> bool | None:
    """Whether the fields say that an item meets a wish; None where no field can tell."""
    f = phrasing.catalogue.fields.get(wish.field)
    if f is None or wish.field in (ITEM, TEXT):
        return None
    if isinstance(wish, Limit):
        return within(item, f, wish.low, wish.high)
    has = wish.value in item.values(f.name)
    if wish.polarity == "want":
        return has
    return not has if has or f.complete else None
