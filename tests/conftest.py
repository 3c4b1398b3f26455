"""What several test files share: a made-up catalogue whose answers are seen by eye, and an encoder without a model."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot.dialogue import Event
from chatbot.logfile import StoreError
from retrieval.catalogue import Catalogue, load
from retrieval.retriever import Retriever
from retrieval.words import searchable

GAMES_FIELDS = """
name = "Games"
language = "en"

[talk]
noun = ["game", "games"]
greeting = "What would you like to play?"
examples = ["Something calm for two"]
plain = ["rules"]

[talk.aliases]
"co-op" = ["kind", "cooperative"]
"spooky" = ["mood", "scary"]
"nobody has this" = ["mood", "absent"]
"the admiral" = ["maker", "Bruno Okafor"]

[fields]
id = {kind = "id"}
title = {kind = "title", also = ["other_title"]}
kind = {kind = "category", label = "Kind", prominent = true, complete = true, words = ["kind"]}
mood = {kind = "category", label = "Mood", phrase = "{value}"}
theme = {kind = "category", label = "About", phrase = "about {value}", words = ["about"]}
maker = {kind = "category", label = "Maker", person = true, phrase = "made by {value}", words = ["by"]}
artist = {kind = "category", label = "Artist", person = true, words = ["drawn by"]}
players = {kind = "number", columns = ["min_players", "max_players"], unit = "players", words = ["players"]}
year = {kind = "number", unit = "year", less = ["older"], more = ["newer"]}
price = {kind = "number", unit = "$", words = ["dollars"], less = ["cheaper"]}
text = {kind = "text"}
link = {kind = "link"}
image = {kind = "image"}
"""

_KEYS = ("id", "title", "year", "kind", "mood", "theme", "maker", "min_players", "max_players", "price", "text")
_ROWS: list[list[object]] = [
    ["moon-harvest", "Moon Harvest", 1996, "strategy", "calm", "space;farming", "Ada Lindqvist", 1, 4, 30,
     "Robots grow wheat on a quiet moon, slowly and in silence."],
    ["star-pirates", "Star Pirates", 2004, "adventure", "tense;funny", "space;pirates", "Bruno Okafor", 2, 6, 45,
     "Steal cargo between the planets and outrun the fleet."],
    ["hollow-house", "The Hollow House", 2011, "horror;cooperative", "scary;tense", "ghosts", "Ada Lindqvist", 2, 5, 50,
     "Guests are locked in with a ghost and must leave before dawn."],
    ["ghost-train", "Ghost Train", 1988, "horror;family", "scary;funny", "ghosts;trains", "Carla Vega", 2, 4, 20,
     "A fairground ride that laughs back at its passengers."],
    ["up", "Up", 2019, "party;dexterity", "funny", "birds", "Bruno Okafor", 4, 10, 15,
     "Stack wooden birds on one another until the tower falls."],
    ["cafe-amelie", "Café Amélie", 2008, "family;economic", "calm;charming", "food", "Carla Vega", 2, 4, 35,
     "Serve coffee and cake in a corner shop and remember who likes what."],
    ["fjord-race-1999", "Fjord Race", 1999, "racing", "tense", "boats;sea", "Deniz Nolan", 2, 2, 25,
     "Two crews read the wind along a cold coast."],
    ["fjord-race-2015", "Fjord Race", 2015, "racing;family", "exciting", "boats;sea", "Deniz Nolan", 2, 4, 40,
     "The old contest of crews and wind with new harbours."],
    ["seven-samurai", "Seven Samurai", 2010, "card game;cooperative", "tense", "war;villages", "Eiko Mori", 1, 7, 25,
     "Hired swords defend a village from bandits."],
    ["bird-garden", "Garden of Birds", 2016, "strategy;family", "calm", "birds;nature", "Ada Lindqvist", 1, 5, 60,
     "Plant hedges and feeders, and see which birds come to stay."],
    ["long-voyage", "The Long Voyage: Part One", 2021, "adventure;cooperative", "epic", "sea;exploration", "Finn Vega",
     1, 4, 80, "A ship looks for a passage through the ice over many evenings."],
    ["detective-alley", "Detective Alley", None, "mystery", "dark", "crime", "Eiko Mori", None, None, None,
     "Question witnesses in the rain and name the culprit."],
]  # fmt: skip
_MORE: dict[str, dict[str, object]] = {
    "seven-samurai": {"other_title": "七人の侍", "link": "https://example.org/seven", "image": "seven.png"},
    "up": {"artist": "Ada Lindqvist"},
}


class HashedWords:
    """An encoder without a model: texts are near when they share words. Remembers what it was asked."""

    name = "hashed-words"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(list(texts))
        vectors = np.zeros((len(texts), 512), np.float32)
        for row, text in enumerate(texts):
            for word in searchable(text) or [""]:
                vectors[row, zlib.crc32(word.encode()) % 512] += 1
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def by_hashed_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands work in that folder, with hashed words in place of a model."""
    from chatbot import assemble

    monkeypatch.setenv("CHATBOT_FOLDER", str(home))
    monkeypatch.setattr(assemble, "local", lambda name, settings: name)
    for place in ("retrieval.encoder", "chatbot.assemble"):
        monkeypatch.setattr(f"{place}.SentenceEncoder", lambda *args, **kept: HashedWords())


def write_games(folder: Path) -> Path:
    """The made-up catalogue as files: `games.jsonl` and `games.toml`."""
    rows = [dict(zip(_KEYS, row, strict=True)) | _MORE.get(str(row[0]), {}) for row in _ROWS]
    path = folder / "games.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    path.with_suffix(".toml").write_text(GAMES_FIELDS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def games(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Twelve made-up games with fields of every kind; `players` is a range, `year` a year."""
    return load(write_games(tmp_path_factory.mktemp("games")))


@pytest.fixture
def encoder() -> HashedWords:
    return HashedWords()


@pytest.fixture(scope="session")
def retriever(games: Catalogue) -> Retriever:
    """A retriever over the games."""
    return Retriever(games, HashedWords())


class MemoryStore:
    """A store in a list, which fails while `broken` is set."""

    def __init__(self) -> None:
        self.kept: list[Event] = []
        self.broken = ""
        self.closed = False
        self.tries = 0

    def append(self, events: Sequence[Event]) -> None:
        self.tries += 1
        if self.broken:
            raise StoreError(self.broken)
        have = {event.id for event in self.kept}
        self.kept += [event for event in events if event.id not in have]

    def events(self, session: str | None = None, kind: str | None = None, after: int = 0) -> Iterator[Event]:
        if self.broken:
            raise StoreError(self.broken)
        return (e for e in self.kept[after:] if session in (None, e.session) and kind in (None, e.kind))

    def numbered(
        self, session: str | None = None, kind: str | None = None, after: int = 0
    ) -> Iterator[tuple[int, Event]]:
        if self.broken:
            raise StoreError(self.broken)
        numbers = enumerate(self.kept, 1)
        return ((n, e) for n, e in numbers if n > after and session in (None, e.session) and kind in (None, e.kind))

    def count(self, until: int) -> int:
        return min(until, len(self.kept))

    def sessions(self, person: str) -> list[str]:
        opened = (event for event in self.kept if event.kind == "session")
        return [event.session for event in opened if event.body["person"] == person]

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A file that stands for a model's weights."""
    path = tmp_path / "base.gguf"
    path.write_bytes(b"the weights")
    return path
