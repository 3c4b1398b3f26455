"""What was read, as values: each thing once, with all its names and meanings."""

from __future__ import annotations

from dataclasses import replace

from chatbot.dialogue import Doubt, Session, Update
from chatbot.gold import Meaning
from chatbot.values import Value, values_of
from retrieval.catalogue import Catalogue
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, TEXT, Limit, Receipt, Wish

MEANINGS: tuple[Meaning, ...] = ("want", "avoid", "seen")


def test_each_thing_once_with_its_names_and_meanings(games: Catalogue) -> None:
    update = Update(
        wishes=(
            Wish("want", "mood", "funny", label="funny", receipt=Receipt(0, "hilarious")),
            Wish("avoid", "maker", "Ada Lindqvist", receipt=Receipt(0, "Lindqvist")),
            Wish("want", ITEM, "star-pirates", label="Star Pirates", receipt=Receipt(0, "the pirates")),
            Wish("want", TEXT, "snowy", label="snowy", receipt=Receipt(0, "snowy")),
            Wish("want", TEXT, "Gloomhaven", label="Gloomhaven", receipt=Receipt(0, "Gloomhaven")),
        ),
        limits=(Limit("price", None, 40.0, Receipt(0, "under 40")),),
        seen=("star-pirates", "up"),
        accepted=("ghost-train",),
        unknown=("Gloomhaven",),
        mentioned=("moon-harvest", "up"),
        doubts=(Doubt("that one", ("fjord-race-2015", "fjord-race-1999"), "seen"),),
    )
    want, avoid, seen = (frozenset({meaning}) for meaning in MEANINGS)
    assert values_of(update, "", Session(), games) == [
        Value("genre", "mood", ("funny", "hilarious"), want),
        Value("person", "maker", ("Ada Lindqvist", "Lindqvist"), avoid),
        Value("title", ITEM, ("Star Pirates", "the pirates"), want | seen, id="star-pirates"),
        Value("words", TEXT, ("snowy",), want),
        Value("title", TEXT, ("Gloomhaven",), want),
        Value("limit", "price", ("under 40", "-40"), want, high=40.0),
        Value("title", ITEM, ("Up",), seen, id="up"),
        Value("title", ITEM, ("Ghost Train",), want, id="ghost-train"),
        Value("title", ITEM, ("Moon Harvest",), frozenset(), id="moon-harvest"),
    ]


def test_an_item_on_screen_that_is_not_named_is_only_pointed_at(games: Catalogue) -> None:
    up, train = (games.items[games.row_of[name]] for name in ("up", "ghost-train"))
    session = replace(Session(), hits=(Hit(up, 0.0, {}), Hit(train, 0.0, {})))
    update = Update(seen=("up", "ghost-train", "moon-harvest"))
    found = values_of(update, "seen that one and the Train thing", session, games)
    assert [(value.names[0], value.pointed) for value in found] == [
        ("Up", True),
        ("Ghost Train", False),
        ("Moon Harvest", False),
    ]
    session = replace(session, focus="moon-harvest")  # talked about before
    found = values_of(update, "seen that one and the Train thing", session, games)
    assert [value.pointed for value in found] == [True, False, True]


def test_a_value_that_is_no_item_is_never_pointed_at(games: Catalogue) -> None:
    update = Update(wishes=(Wish("want", "mood", "calm"),), unknown=("Dune",))
    assert [value.pointed for value in values_of(update, "soothing", Session(), games)] == [False, False]


def test_a_value_reads_as_one_line(games: Catalogue) -> None:
    limit = Limit("year", 1990.0, 1999.0, Receipt(0, "from the 90s"))
    update = Update(wishes=(Wish("want", ITEM, "up"),), limits=(limit,), seen=("up",), unknown=("Dune",))
    assert list(map(str, values_of(update, "", Session(), games))) == [
        "seen+want Up",
        "want from the 90s [1990.0..1999.0]",
        "? Dune",
    ]
