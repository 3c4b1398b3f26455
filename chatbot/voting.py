"""Who votes too often or too fast, and what is pushed so, as tables for the owner. Knows digests and trust; no page.

People have no name here: each stands under the latest of their dialogues, which the owner can read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chatbot.digest import Digest
from chatbot.overview import Listing
from chatbot.trust import Conduct, pushed
from retrieval.met import Met

FEW_SEEN = "little known"  # who hardly reacted: no fault, so they are not listed


def conducts_of(digests: Sequence[Digest]) -> dict[str, Conduct]:
    """What each person did in these dialogues, by person; who reacted to nothing is left out."""
    found: dict[str, Conduct] = {}
    mets: dict[str, list[Met]] = {}
    for one in digests:
        found.setdefault(one.person, Conduct(one.person)).sessions += 1
        mets.setdefault(one.person, []).extend(one.mets)
    for person, conduct in found.items():
        for met in sorted(mets[person], key=lambda met: met.at):
            conduct.add(met)
    return {person: conduct for person, conduct in found.items() if conduct.mets}


def votes(digests: Sequence[Digest], *, title: Callable[[str], str] = str) -> tuple[list[Listing], Mapping[str, int]]:
    """The two tables, and how many people reacted, are listed, or did too little to tell. `title` names an item."""
    found = conducts_of(digests)
    latest = {one.person: one.id for one in sorted(digests, key=lambda one: one.began)}
    listed = sorted((one for one in found.values() if one.why not in ("", FEW_SEEN)), key=lambda one: one.weight)
    people = tuple(
        (latest[one.person], one.why, f"{one.weight:.2f}", one.reactions, len(one.mets), one.sessions) for one in listed
    )
    items = tuple((title(one.item), one.doubted, one.people) for one in pushed(found))
    counts = {
        "people": len(found),
        "doubted": len(listed),
        "few": sum(one.why == FEW_SEEN for one in found.values()),
    }
    return [
        Listing("doubted", ("dialogue", "why", "weight", "reactions", "items", "dialogues"), people),
        Listing("pushed", ("title", "doubted", "people"), items, 1),
    ], counts
