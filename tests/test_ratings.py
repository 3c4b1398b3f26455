"""Ratings of a table are learnt from, kept, and used to predict others, each with what adds to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from chatbot import cli, learnt, ratings
from chatbot.comments import Comment
from chatbot.praise import NONE, OfItem, Opinions, Said
from chatbot.ratings import PART, RatingsError, circular, keep, part, rater, read, reviews_of, teach
from retrieval.catalogue import Catalogue, load
from retrieval.rating import Plan

BUT = ("kind", "theme", "maker", "artist", "players", "year", "price")  # so that it is quick
CALM = {"moon-harvest", "cafe-amelie", "bird-garden"}


def given(games: Catalogue, people: int = 60) -> Iterator[Comment]:
    """Half of the people like calm games and nobody else's, the other half all but those."""
    for person in range(people):
        for item in games.items:
            likes = (item.id in CALM) == (person % 2 == 0)
            yield Comment("", "", item.id, f"p{person}", 5.0 if likes else 1.0 + (person % 3 == 0))


def test_ratings_are_read(games: Catalogue) -> None:
    more = [Comment("", "", "up", "p0", 4.0), Comment("", "", "gone", "p1", 4.0), Comment("", "x", "up", "", 3.0)]
    found = read([*given(games), *more], games)
    assert (len(found.all.rows), len(found.people), found.unknown) == (60 * 12, 60, 1)
    at = (found.all.people == 0) & (found.all.rows == games.row_of["up"])
    assert found.all.ratings[at].tolist() == [4.0]
    assert len(found.held.rows) + len(found.known.rows) == 720
    assert part("p0", "up") == found.parts[at][0]
    with pytest.raises(RatingsError, match=r"12 ratings by a person of an item of Games are fewer than 500; 0 were of"):
        read(list(given(games, 1)), games)


def test_they_are_learnt_from_kept_and_used(games: Catalogue, tmp_path: Path) -> None:
    found = read(given(games), games)
    taught = teach(found, games, Plan(epochs=6), but=BUT, reviews=None)
    assert taught.figures["rmse"] < 0.7 * taught.figures["rmse_plain"]
    assert rater(tmp_path, games, NONE) is None
    name = keep(tmp_path, games, taught)
    assert learnt.current(tmp_path, games.name, PART) == name
    using = rater(tmp_path, games, NONE)
    assert using is not None
    calm, tense = using.rate(
        {"cafe-amelie": 5.0, "up": 1.0, "seven-samurai": 1.0, "gone": 3.0}, ["bird-garden", "fjord-race-1999"]
    )
    assert (calm.item, tense.item) == ("bird-garden", "fjord-race-1999")
    assert calm.rating > tense.rating + 1
    assert calm.base + sum(calm.parts.values()) == pytest.approx(calm.rating, abs=0.75)  # but for clipping
    assert calm.parts["mood"] > tense.parts["mood"]
    assert using.rate({}, ["no such item"]) == []
    body = (learnt.checked(tmp_path, games.name, PART, name) / "known.json").read_text()
    assert "p1" not in body  # people are kept as numbers


def test_reviews_are_evidence(games: Catalogue) -> None:
    kept = Opinions({"up": OfItem(3, 0.4, (Said("price", 3, 1),)), "gone": OfItem(1, 0.1)}, {"p1": {"price": 2}})
    found = reviews_of(kept, games, ["p0", "p1"])
    assert found is not None
    row = games.row_of["up"]
    assert (found.sentiment, found.aspects, found.cares) == ({row: 0.4}, {row: {"price": 2 / 6}}, {1: {"price": 1.0}})
    assert reviews_of(NONE, games, []) is None


def test_fields_that_hold_ratings_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"id": "a", "title": "A", "stars": 4, "price": 3}\n')
    fields = "".join(
        f'{n} = {{kind = "{k}"}}\n'
        for n, k in (("id", "id"), ("title", "title"), ("stars", "number"), ("price", "number"))
    )
    (tmp_path / "t.toml").write_text(f"[fields]\n{fields}")
    assert circular(load(tmp_path / "t.jsonl")) == {"stars"}


def test_the_command(
    games: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    monkeypatch.setattr("chatbot.found.find_catalogue", lambda name, home: games)
    table = tmp_path / "ratings.jsonl"
    rows = [{"user_id": c.person, "item_id": c.item, "rating": c.rating} for c in given(games)]
    table.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli.main(["train", "rating", str(table), "--epochs", "3", "--loss", "bce", "--but", ",".join(BUT)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "720 ratings by 60 people; 0 were of other items."
    assert lines[1].startswith("Fields left out: artist, kind, maker")
    assert lines[3].endswith(": counts from now on.")
    folder = Path(lines[3].removesuffix(": counts from now on."))
    assert sorted(p.name for p in folder.with_name(f"{folder.name}.pictures").iterdir()) == [
        "loss.png",
        "predicted.png",
    ]
    assert cli.main(["train", "rating", str(table), "--epochs", "1", "--but", ",".join(BUT), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["people"] == 60
    table.write_text("".join(json.dumps(row) + "\n" for row in rows[:9]))
    assert cli.main(["train", "rating", str(table)]) == 1
    assert "are fewer than 500" in capsys.readouterr().err


def test_a_model_that_explains_less_does_not_count(games: Catalogue, tmp_path: Path) -> None:
    taught = teach(read(given(games), games), games, Plan(epochs=1), but=BUT, reviews=None)
    worse = ratings.Taught(
        taught.scorer, taught.steps, np.full_like(taught.predicted, 9), taught.given, taught.asked, taught.ratings, ()
    )
    keep(tmp_path, games, worse)
    assert learnt.current(tmp_path, games.name, PART) == learnt.USUAL
