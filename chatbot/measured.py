"""The catalogues that measuring sets talk of, by the project's own fields files. Knows where they lie and how they are
cleaned; no sets, no figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from chatbot.render import shipped
from retrieval.catalogue import Catalogue, Item, load
from retrieval.tables import CatalogueError


def fields_file(name: str) -> Path:
    """Where the fields file of a measuring catalogue is."""
    return shipped("data") / "measured" / f"{name}.toml"


def measuring(data: Path, name: str) -> Catalogue:
    """A catalogue of the measuring data. Raises CatalogueError where it is not there.

    Besides what every fields file says, one for measuring may say `talk_of` (a shipped catalogue that lends its words)
    and `least` (a field's values on fewer items are left out, and so are its plain words). People's names that begin
    with a small letter are left out: they are what is left of a list that was badly parted.
    """
    places = (data / name / "catalogue.jsonl.gz", data / "catalogues" / f"{name}.jsonl.gz")
    table = next((place for place in places if place.is_file()), None)
    if table is None:
        raise CatalogueError(f"{data}: no catalogue {name} in it. Give the folder of the measuring data by --data.")
    said = tomllib.loads(fields_file(name).read_text(encoding="utf-8"))
    catalogue = _clean(load(table, fields_file(name), untitled=True), said.get("least", {}))
    lender = said.get("talk_of")
    return _lent(catalogue, shipped("data") / f"{lender}.toml") if lender else catalogue


def _clean(catalogue: Catalogue, least: Mapping[str, int]) -> Catalogue:
    people = {f.name for f in catalogue.of_kind("category") if f.person}
    plain = frozenset(catalogue.talk.get("plain", ()))

    def kept(field: str) -> Callable[[str], bool]:
        counts, few = catalogue.values[field], least.get(field, 0)
        if field in people:
            return lambda value: value[:1] == value[:1].upper() != value[:1].lower()
        return lambda value: not few or (counts[value] >= few and value not in plain)

    def clean(item: Item) -> Item:
        return replace(item, categories={f: tuple(filter(kept(f), v)) for f, v in item.categories.items()})

    return replace(catalogue, items=tuple(map(clean, catalogue.items)))


def _lent(catalogue: Catalogue, lender: Path) -> Catalogue:
    """The catalogue with the lender's words: one for a value is one for the same value here, in whichever field."""
    lent: dict[str, Any] = tomllib.loads(lender.read_text(encoding="utf-8"))["talk"]
    own = catalogue.talk
    homes = {value: field for field, values in reversed(catalogue.values.items()) for value in values}
    aliases = {said: [homes[value], value] for said, (_, value) in lent.get("aliases", {}).items() if value in homes}
    plain = [*lent.get("plain", ()), *own.get("plain", ())]
    return replace(catalogue, talk={**lent, **own, "aliases": aliases | own.get("aliases", {}), "plain": plain})
