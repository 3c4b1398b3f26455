"""`chatbot evaluate ranking`, as it is typed."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from conftest import by_hashed_words, write_games

from chatbot import cli


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a catalogue and forty dialogues: who liked the one Fjord Race takes the other, else Up."""
    by_hashed_words(tmp_path / "home", monkeypatch)
    chance = random.Random(0)
    liked = ("fjord-race-1999", "fjord-race-2015", "ghost-train", "hollow-house")
    with (tmp_path / "past.jsonl").open("w", encoding="utf-8") as file:
        for number in range(40):
            one = chance.choice(liked)
            other = {liked[0]: liked[1], liked[1]: liked[0]}.get(one, "up")
            said = [("user", f"I liked {one.replace('-', ' ')}", [one]), ("assistant", "Then this", [other])]
            turns = [{"role": role, "text": text, "mentions": items} for role, text, items in said]
            file.write(json.dumps({"id": f"t{number}", "turns": turns}) + "\n")
    write_games(tmp_path)
    return tmp_path


def typed(capsys: pytest.CaptureFixture[str], shop: Path, *more: str) -> str:
    words = ["evaluate", "ranking", str(shop / "past.jsonl"), "--catalogue", str(shop / "games.jsonl"), *more]
    assert cli.main(words) == 0
    return capsys.readouterr().out


def test_every_rung_stands_beside_the_hand_set_one(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = typed(capsys, shop)
    assert "40 items taken at 40 moments of 40 dialogues, 5 folds, novel only" in said
    assert [line.strip() for line in said.splitlines() if line.startswith("  by hand")]
    found: dict[str, Any] = json.loads(typed(capsys, shop, "--json"))
    best, hand = found["rungs"]["+ fresh"], found["rungs"]["by hand"]
    assert best["recall@1"]["mean"] > hand["recall@1"]["mean"]
    assert best["gain@1"]["mean"] == pytest.approx(best["recall@1"]["mean"] - hand["recall@1"]["mean"])
    assert found["rungs"]["what was said, again"]["recall@50"]["mean"] == 0


def test_only_so_many_dialogues_and_dealt_out_anew(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "20 items taken at 20 moments of 20 dialogues" in typed(capsys, shop, "--limit", "20", "--shuffled")


def test_faults_name_their_remedy(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["evaluate", "ranking", "past.jsonl", "--folds", "2"])
    assert "2 is too few" in capsys.readouterr().err
    assert cli.main(["evaluate", "ranking", str(shop / "past.jsonl"), "--catalogue", "boardgames"]) == 1
    assert "Name the dialogues' own catalogue by --catalogue." in capsys.readouterr().err
    assert cli.main(["evaluate", "ranking", str(shop / "none.jsonl")]) == 1
    assert "no such file" in capsys.readouterr().err


def ran(capsys: pytest.CaptureFixture[str], shop: Path, *words: str) -> str:
    assert cli.main([*words, "--catalogue", str(shop / "games.jsonl")]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_dialogues_are_brought_in_learnt_from_and_taken_back(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = str(shop / "past.jsonl")
    assert "40 dialogues, 160 events that were not there; marked as imported." in ran(
        capsys, shop, "log", "import", past
    )
    again: dict[str, Any] = json.loads(ran(capsys, shop, "log", "import", past, "--json"))
    assert again == {"dialogues": 40, "events": 0, "unknown": 0}
    said = ran(capsys, shop, "train", "ranking")
    assert "Learnt from 40 moments of 40 dialogues" in said and "counts from now on" in said
    made: dict[str, Any] = json.loads(ran(capsys, shop, "models", "use", "ranking", "--json"))
    (version,) = made["versions"]
    assert made["ranking"] == version["name"] and version["facts"]["from"] == "usual"
    assert version["figure"]["after"] > version["figure"]["before"]
    second: dict[str, Any] = json.loads(ran(capsys, shop, "train", "ranking", "--json"))
    assert second["facts"]["from"] == version["name"], "what counted is what it is held against"
    assert second["figure"]["before"] > version["figure"]["before"]
    assert ran(capsys, shop, "models", "use", "ranking=usual").startswith("* usual\n")
    assert cli.main(["models", "use", "ranking=20200101-000000", "--catalogue", str(shop / "games.jsonl")]) == 1
    assert "There are: usual, " in capsys.readouterr().err


def test_a_bot_goes_by_what_was_learnt(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran(capsys, shop, "log", "import", str(shop / "past.jsonl"))
    ran(capsys, shop, "train", "ranking")
    said = json.loads(
        ran(capsys, shop, "ask", "I loved Ghost Train", "--llm", "none", "--understand", "rules", "--json")
    )
    assert said["items"][0]["id"] == "up" and said["items"][0]["terms"]["together"] > 0
    assert said["items"][0]["score"] == pytest.approx(sum(said["items"][0]["terms"].values()))


def written(shop: Path, *rows: dict[str, Any]) -> str:
    file = shop / "some.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(file)


def talk(number: int, named: list[str], offered: list[str], **more: Any) -> dict[str, Any]:
    user = {"role": "user", "text": f"something like {' and '.join(named) or 'nothing'}", "mentions": named}
    return {"id": f"s{number}", "turns": [user, {"role": "assistant", "text": "", "mentions": offered} | more]}


def test_where_nothing_was_taken_there_is_nothing_to_learn(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran(capsys, shop, "log", "import", written(shop, talk(0, ["up"], ["ghost-train"], taken=[]), talk(1, [], ["gone"])))
    assert cli.main(["train", "ranking", "--catalogue", str(shop / "games.jsonl")]) == 1
    said = capsys.readouterr().err
    assert "in 2 dialogues about Games no item was taken that it still has" in said and "log import" in said


def test_five_dialogues_and_one_dialogue_are_enough_to_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for many in (1, 5):
        rows = [talk(n, ["moon-harvest"], ["bird-garden"]) for n in range(many)]
        ran(capsys, shop, "log", "import", written(shop, *rows))
        made = json.loads(ran(capsys, shop, "train", "ranking", "--json"))
        weights = made["facts"]["weights"]
        kinds = [weights[name] for name in ("category", "person", "liked", "spoken", "avoided", "bounds")]
        assert made["facts"]["dialogues"] == many and all(0.8 < weight < 1.3 for weight in kinds)


def test_an_item_that_everybody_names_does_not_push_the_others_out(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = [("detective-alley", "seven-samurai"), ("ghost-train", "cafe-amelie"), ("bird-garden", "star-pirates")]
    rows = [talk(n, ["hollow-house", pairs[n % 3][0]], [pairs[n % 3][1]]) for n in range(60)]
    ran(capsys, shop, "log", "import", written(shop, *rows))
    ran(capsys, shop, "train", "ranking")
    for liked, taken in pairs:
        title = {"bird-garden": "Garden of Birds"}.get(liked, liked.replace("-", " "))
        words = ["ask", f"I loved {title}", "--llm", "none", "--json"]
        said = json.loads(ran(capsys, shop, *words, "--understand", "rules"))
        assert said["items"][0]["id"] == taken


def test_dialogues_of_simulated_people_teach_only_when_asked_for(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from chatbot.dialogue import Event
    from chatbot.store import SQLiteStore

    home = shop / "home"
    home.mkdir()
    with SQLiteStore(home / "log.db") as store:
        for number in range(4):
            name = f"{number:032x}"
            item = {"id": "up", "title": "Up", "position": 0, "score": 0.0, "terms": {}, "reason": ""}
            bodies: dict[str, dict[str, Any]] = {
                "session": {"person": "p", "catalogue": "Games", "origin": "simulated"},
                "message": {"turn": 0, "text": "something funny"},
                "shown": {"turn": 0, "items": [item]},
                "reaction": {"item_id": "up", "kind": "like"},
            }
            store.append([Event(name, kind, body) for kind, body in bodies.items()])
    where = ["--catalogue", str(shop / "games.jsonl")]
    assert cli.main(["train", "ranking", *where]) == 1
    assert "4 dialogues of origin simulated were passed over. --origin takes them." in capsys.readouterr().err
    made = json.loads(ran(capsys, shop, "train", "ranking", "--origin", "simulated", "--json"))
    assert made["facts"]["dialogues"] == 4


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        ([{"id": "only", "title": "The Only One"}], ""),
        ([{"id": f"n{n}", "title": f"Number {n}"} for n in range(9)], ""),
        ([{"id": f"n{n}", "title": f"N {n}", "size": n, "weight": 9 - n} for n in range(9)], "size weight"),
    ],
    ids=["a catalogue of one", "no text", "only numbers"],
)
def test_poor_catalogues_can_be_learnt_for(
    shop: Path, capsys: pytest.CaptureFixture[str], rows: list[dict[str, Any]], fields: str
) -> None:
    (shop / "games.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    numbers = "".join(f'[fields.{name}]\nkind = "number"\n' for name in fields.split())
    ids = 'name = "Poor"\n[fields.id]\nkind = "id"\n[fields.title]\nkind = "title"\n'
    (shop / "games.toml").write_text(ids + numbers, encoding="utf-8")
    names = [row["id"] for row in rows]
    past = [talk(n, [names[n % len(names)]][: len(names) - 1], [names[(n + 1) % len(names)]]) for n in range(30)]
    ran(capsys, shop, "log", "import", written(shop, *past))
    made = json.loads(ran(capsys, shop, "train", "ranking", "--json"))
    assert made["facts"]["dialogues"] == 30 and not made["figure"]["after"] < made["figure"]["before"]
    said = json.loads(ran(capsys, shop, "ask", "anything", "--llm", "none", "--understand", "rules", "--json"))
    assert said["items"]
