"""What is generated beside what people rated and wrote, and beside the same without history."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import HashedWords
from fakes import ScriptedLLM
from marked import write_rows
from test_ratings import given
from test_told import data, dialogue, turn

from chatbot import rivals
from chatbot.generation import OTHERS, REAL, Judges, later, stars, supported, texts
from chatbot.gold import GoldError
from chatbot.pitches import Pitcher
from retrieval.catalogue import Catalogue
from retrieval.rating import Plan
from retrieval.retriever import Retriever

BUT = frozenset(("kind", "theme", "maker", "artist", "players", "year", "price"))  # so that it is quick


@pytest.fixture
def rated(games: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rows = [
        {"user_id": c.person, "item_id": c.item, "rating": c.rating, "timestamp": 7 * (at + at // 12) % 12}
        for at, c in enumerate(given(games))
    ]
    write_rows(tmp_path / "some" / "ratings.jsonl.gz", [*rows, rows[0] | {"item_id": "gone"}])
    monkeypatch.setattr(rivals, "opened", lambda data: (games, BUT))
    return tmp_path


def test_each_persons_latest_are_held_back(games: Catalogue, rated: Path) -> None:
    read, order = later(rated, games)
    assert len(order) == 720
    assert len(read.held.rows) == 60  # one of twelve each
    assert len({games.items[row].id for row in read.held.rows.tolist()}) == 12
    with pytest.raises(GoldError, match=r"has no folder with ratings.jsonl.gz"):
        later(rated / "none", games)


def test_stars_by_history_and_without(rated: Path) -> None:
    found, known, held = stars(rated, plan=Plan(epochs=4))
    assert (known, held) == (660, 60)
    assert list(found) == ["learnt (chatbot train rating)", "person, item and likeness", "without history"]
    learnt, likeness, without = found.values()
    assert learnt.value > 0.85 > without.value
    assert likeness.value > without.value
    assert all(one.low <= one.value <= one.high <= 1 for one in found.values())


CALM = [
    turn("user", "Garden of Birds (2016) was a wonderful, calm evening for us", "bird-garden"),
    turn("user", "Ghost Train (1988) was terrible, so loud and boring", "ghost-train"),
]


@pytest.fixture
def talked(tmp_path: Path) -> Path:
    rows = []
    for number in range(40):
        one = dialogue(number, CALM[number % 2])
        one["labels"] |= {  # type: ignore[operator]
            "bird-garden": {"title": "Garden of Birds (2016)", "liked": 1},
            "ghost-train": {"title": "Ghost Train (1988)", "liked": 0},
        }
        rows.append(one)
    return data(tmp_path, *rows)


@dataclass
class Nats:
    """Each letter costs one nat, each word is a token."""

    asked: int = 0

    def __call__(self, texts: Sequence[str]) -> list[tuple[float, int]]:
        self.asked += len(texts)
        return [(float(len(text)), len(text.split())) for text in texts]


def test_texts_beside_what_people_wrote(games: Catalogue, talked: Path, encoder: HashedWords) -> None:
    pytest.importorskip("sacrebleu")
    pytest.importorskip("rouge_score")
    pytest.importorskip("vaderSentiment")
    nats = Nats()
    llm = ScriptedLLM(rule=lambda asked: "A wonderful, calm evening." if "verdict: best" in asked.last else "1 2 3")
    ways, of = texts(talked, games, Judges(encoder.encode, True, nats), llm=llm, limit=20)
    assert of == 40 and nats.asked == 6 * 20
    assert [way.name for way in ways] == [
        REAL, OTHERS, "pieces, with history", "pieces, without", "scripted, with history", "scripted, without",
    ]  # fmt: skip
    real, others, *made = ways
    for name in ("BLEU", "ROUGE-L", "topic", "stars and text agree", "the same by VADER", "sentiment alike"):
        assert real.figures[name].value == pytest.approx(1.0)
    assert real.figures["perplexity"].value > 20 and real.figures["copied"].value == 0
    assert others.figures["BLEU"].value == pytest.approx(1.0)  # all liked ones say the same here
    assert made[0].figures["stars and text agree"].value == 1.0  # the check sees to that
    assert made[0].figures["ROUGE-L"].value < 0.6
    assert [way.llm for way in made] == [None, None, 1.0, 1.0] or made[2].llm is not None
    assert all(
        one.low <= one.value <= one.high or math.isclose(one.low, one.high)
        for way in ways
        for one in way.figures.values()
    )
    with pytest.raises(GoldError, match="no conversation in it has a text"):
        texts(data(talked / "none", dialogue(1)), games, Judges(encoder.encode))


def test_only_what_is_there_is_measured(games: Catalogue, talked: Path, encoder: HashedWords) -> None:
    pytest.importorskip("sacrebleu")
    pytest.importorskip("rouge_score")
    ways, _ = texts(talked, games, Judges(encoder.encode, with_vader=False), limit=4)
    assert len(ways) == 4
    assert not {"the same by VADER", "perplexity"} & set(ways[0].figures)


def test_reasons(games: Catalogue, encoder: HashedWords) -> None:
    found = supported(Pitcher(Retriever(games, encoder), items=2), ["something calm", "something tense"])
    assert (found.requests, found.shown, found.asked, found.doubtful) == (2, 4, 0, 0)
