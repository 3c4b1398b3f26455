"""What each command prints, and what it answers in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from typed import READING, folder, llm, logged, piped

from chatbot.cli import main

__all__ = ["folder", "llm", "logged", "piped"]
pytestmark = pytest.mark.usefixtures("folder")
DAY = "1970-01-01,2,1,2,0.0,0.0,0.6576"


def test_ask_prints_the_answer_with_checked_reasons(llm: ScriptedLLM, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "something calm, no ghosts", "--items", "3"]) == 0
    assert capsys.readouterr() == (
        "3 games for you: calm, no ghosts.\n"
        "\n1. Moon Harvest\n   strategy\n   A calm game.\n"
        "\n2. Café Amélie\n   family, economic\n   Plain.\n"
        "\n3. Garden of Birds\n   strategy, family\n   A calm game.\n",
        "",
    )


def test_ask_json_is_one_object(llm: ScriptedLLM, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "something calm, no ghosts", "--items", "2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    times = answer.pop("ms")
    scored = [(item.pop("score"), sum(item.pop("terms").values())) for item in answer["items"]]
    receipts = [wish.pop("receipt") for wish in answer["preferences"]["wishes"]]
    rest = {"scope": "today", "muted": False, "than": ""}
    assert answer == {
        "preferences": {
            "wishes": [
                {"polarity": "want", "field": "mood", "value": "calm", "strength": "like", "label": "calm", **rest},
                {
                    "polarity": "avoid",
                    "field": "theme",
                    "value": "ghosts",
                    "strength": "must",
                    "label": "ghosts",
                    **rest,
                },
            ],
            "limits": [],
            "hidden": [],
        },
        "items": [
            {"id": "moon-harvest", "title": "Moon Harvest", "reason": "A calm game.", "reason_checked": "kept"},
            {"id": "cafe-amelie", "title": "Café Amélie", "reason": "Plain.", "reason_checked": "replaced"},
        ],
        "words": "2 games for you: calm, no ghosts.",
    }
    assert [receipt["words"] for receipt in receipts] == ["calm", "ghosts"]
    assert all(score == pytest.approx(terms) for score, terms in scored)
    assert list(times) == ["understand", "search", "items", "first_word", "total"]
    assert 0 < times["understand"] <= times["items"] <= times["first_word"] <= times["total"]


def test_ask_without_an_llm_has_no_first_word(llm: ScriptedLLM, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--llm", "none", "--json", "calm"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ms"]["first_word"] is None
    assert {item["reason_checked"] for item in answer["items"]} == {"plain"}
    assert llm.asked == []


def test_ask_reads_the_message_from_stdin(
    llm: ScriptedLLM, piped: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    piped("something calm\n")
    assert main(["ask", "-", "--llm", "none", "--items", "1"]) == 0
    assert "1. Moon Harvest" in capsys.readouterr().out
    assert main(["log", "show", "--kind", "message", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["body"]["text"] == "something calm"


def test_chat_in_a_pipe(llm: ScriptedLLM, piped: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    piped("something calm, no ghosts\n/wishes\n/quit\nnever read\n")
    assert main(["chat", "--items", "3"]) == 0
    assert capsys.readouterr() == (
        "What would you like to play? (/help lists the commands)\n"
        "3 games for you: calm, no ghosts.\n"
        "1  Moon Harvest  strategy\n2  Café Amélie  family, economic\n3  Garden of Birds  strategy, family\n"
        "\n1  A calm game.\n2  Plain.\n3  A calm game.\n"
        "You could say: Something else\n"
        "Today\n1  calm  “calm”\n2  no ghosts  (a must)  “ghosts”\n",
        "",
    )


# The log


def test_log_show(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "show", "--kind", "message"]) == 0
    assert capsys.readouterr().out == (
        '1970-01-01 00:01:00 aaaaaaaa message  {"turn": 0, "text": "hi 0"}\n'
        '1970-01-01 00:01:00 bbbbbbbb message  {"turn": 0, "text": "hi 1"}\n'
    )
    assert main(["log", "show", "--session", "bb", "--last", "1", "--json"]) == 0
    body = {"turn": 0, "text": "hi 1"}
    expected = {"session": "b" * 32, "kind": "message", "body": body, "id": "m1", "at": 60.0}
    assert json.loads(capsys.readouterr().out) == expected
    assert main(["log", "show", "--session", "a" * 32, "--last", "0"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_log_show_of_an_unknown_kind_lists_the_kinds(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "show", "--kind", "x"]) == 1
    assert capsys.readouterr().err == "chatbot: the log has no events of kind 'x'. It has: message, session.\n"


def test_log_stats(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "stats"]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{logged}: 0.") and first.endswith(" MB, 4 events")
    assert rest == [
        "1 people, 2 conversations, 2 messages",
        "reactions: none",
        "events: 2 message, 2 session",
        "from 1970-01-01 00:00 to 1970-01-01 00:01 UTC",
    ]
    assert main(["log", "stats", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kinds"] == {"message": 2, "session": 2}


def test_log_overview(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "overview", "--csv", "days"]) == 0
    first, *days = capsys.readouterr().out.splitlines()
    assert (first, days) == ("day,dialogues,people,messages,taken,low,high", [DAY])
    assert main(["log", "overview", "--json", "--origin", "simulated"]) == 0
    assert json.loads(capsys.readouterr().out)["days"]["rows"] == []
    assert main(["log", "overview", "--since", "1970-01-01", "--until", "1970-01-01"]) == 0
    assert "\nHow dialogues went (" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flag", "said"), [("--csv", "There are: days, outcomes,"), ("--since", "Give one as 2026-11-29.")]
)
def test_log_overview_says_what_there_is(
    logged: Path, capsys: pytest.CaptureFixture[str], flag: str, said: str
) -> None:
    assert main(["log", "overview", flag, "nothing"]) == 1
    assert said in capsys.readouterr().err


def test_export_and_backup(llm: ScriptedLLM, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "something calm, no ghosts"]) == 0
    capsys.readouterr()
    out, copy = tmp_path / "sft.jsonl", tmp_path / "copy.db"
    assert main(["log", "export", "--format", "sft", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(out), "rows": 1}
    assert json.loads(out.read_text())["completion"] == [{"role": "assistant", "content": READING}]
    assert main(["log", "backup", str(copy)]) == 0
    assert main(["log", "backup", str(copy)]) == 1
    assert capsys.readouterr().err == f"chatbot: {copy}: is there already. Give a new name for the backup.\n"
    assert main(["log", "export", "--format", "kto", "--out", str(folder / "log.db" / "x")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_reading_a_log_makes_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "stats"]) == 1
    assert capsys.readouterr() == (
        "",
        f"chatbot: {folder / 'log.db'}: there is no log yet. It begins with the first message; or name its folder by "
        "--folder.\n",
    )
    assert not folder.exists()
