"""Reasons for many requests: as in the chat, each looked at twice, and nothing in the log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import HashedWords
from fakes import Asked, ScriptedLLM

from chatbot.dialogue import Reason
from chatbot.generate import GenerateError, Person
from chatbot.llm import LLMError
from chatbot.phrasing import Phrasing
from chatbot.pitches import Pitcher, Request, by_history, counted, lines_of, requests_of, run
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever
from retrieval.wishes import Preferences

CALM = Request("a", "something calm about birds")


@pytest.fixture
def retriever(games: Catalogue, encoder: HashedWords) -> Retriever:
    return Retriever(games, encoder)


def first_words(asked: Asked) -> str:
    """The first clause of each pick: a shortening."""
    picks = [line for line in asked.last.splitlines() if line[:1].isdigit()]
    return "\n".join(f"{line.split(',')[0].rstrip('.')}." for line in picks)


def test_requests_come_from_a_list_or_a_table(tmp_path: Path) -> None:
    (tmp_path / "w.txt").write_text("calm\n\n funny \n")
    assert requests_of(tmp_path / "w.txt") == [Request("1", "calm"), Request("3", "funny")]
    (tmp_path / "w.jsonl").write_text('{"id": "x", "utterance": "calm"}\n{"text": "funny"}\n{"text": ""}\n')
    assert [(one.id, one.words) for one in requests_of(tmp_path / "w.jsonl")] == [("x", "calm"), ("2", "funny")]
    (tmp_path / "o.csv").write_text("what\ncalm\n")
    with pytest.raises(GenerateError, match="no wishes in it"):
        requests_of(tmp_path / "o.csv")
    with pytest.raises(GenerateError, match="there is no such file"):
        requests_of(tmp_path / "none.txt")


def test_without_an_llm_reasons_are_what_the_score_says(retriever: Retriever) -> None:
    line = Pitcher(retriever, items=2).line(CALM)
    assert (line["id"], line["origin"], line["request"], line["person"]) == ("a", "generated", CALM.words, "")
    first = line["items"][0]
    assert (first["item"], first["checked"], first["asked"], first["doubtful"]) == ("bird-garden", "plain", False, [])
    assert "calm" in first["reason"].lower()


def test_the_llm_words_them_once_an_item_and_the_check_decides(retriever: Retriever) -> None:
    refused_twice = ["1 Bruno made it for nine pirates.\n2 A tale of love.\n", "1 A tale of love.", LLMError("broken")]
    llm = ScriptedLLM([first_words, *refused_twice])
    pitcher = Pitcher(retriever, llm, items=2)
    line = pitcher.line(CALM)
    assert [item["checked"] for item in line["items"]] == ["kept", "kept"]
    assert all(item["reason"].endswith(item["added"]) and item["doubtful"] == [] for item in line["items"])
    again = pitcher.line(Request("b", "calm birds please"))
    assert len(llm.asked) == 1
    assert [item["checked"] for item in again["items"]] == ["kept", "kept"]
    refused = pitcher.line(Request("c", "something with ghosts"))
    assert {item["checked"] for item in refused["items"]} == {"replaced"}
    assert all(item["refused"] and item["doubtful"] == [] for item in refused["items"])
    assert [item["again"] for item in refused["items"]] == [True, True]
    done = counted([line, again, refused], 3)
    assert (done.shown, done.asked, done.first, done.supported, done.doubtful) == (6, 4, 2, 2, 0)


def test_a_refused_line_is_asked_for_once_more(retriever: Retriever) -> None:
    llm = ScriptedLLM(["1 A tale of love.\n2 A tale of love.\n", first_words, first_words])
    line = Pitcher(retriever, llm, items=2).line(CALM)
    assert [item["checked"] for item in line["items"]] == ["kept", "kept"]
    assert [asked.last.count("\n") for asked in llm.asked] == [1, 0, 0]
    done = counted([line], 1)
    assert (done.asked, done.first, done.supported) == (2, 0, 2)


def test_a_second_look_sees_what_is_not_so(retriever: Retriever) -> None:
    pitcher = Pitcher(retriever, items=1)
    line = pitcher.line(CALM)
    item = retriever.catalogue.items[retriever.catalogue.row_of[line["items"][0]["item"]]]
    phrasing = Phrasing(retriever.catalogue, "en")
    for text, added, wrong in (
        ("Horror; about war.", "", ["horror", "war"]),
        ("Calm; from 1874.", "", ["1874"]),
        ("Calm: a tale of Berlin.", "a tale of Berlin", ["tale", "of", "berlin", "Berlin"]),
        ("Calm; about birds.", "", []),
    ):
        found = pitcher.doubtful(item, Reason(item.id, text, added=added), CALM, Preferences(), phrasing)
        assert found == wrong or set(found) == set(wrong), text


def test_chinese_requests_are_answered_without_the_llm(retriever: Retriever) -> None:
    llm = ScriptedLLM()
    line = Pitcher(retriever, llm, items=1).line(Request("z", "想要安静一点的"))
    assert (line["language"], line["items"][0]["checked"]) == ("zh", "plain")


def test_a_history_is_a_request(retriever: Retriever) -> None:
    person = Person("ann", {"up": 1.0, "ghost-train": 3.0, "moon-harvest": 5.0, "gone": 5.0}, [])
    wishes = by_history(person, retriever.catalogue.row_of).wishes
    assert [(wish.polarity, wish.value) for wish in wishes] == [("want", "moon-harvest"), ("avoid", "up")]
    line = Pitcher(retriever, items=3).line(Request("ann", person=person))
    assert line["person"] == "ann"
    assert not {"up", "moon-harvest"} & {item["item"] for item in line["items"]}
    assert line["items"][0]["reason"].startswith("Like Moon Harvest")


def test_a_stopped_run_goes_on(retriever: Retriever, tmp_path: Path) -> None:
    out, asked = tmp_path / "new" / "r.jsonl", [CALM, Request("b", "tense"), Request("c", "funny")]
    llm = ScriptedLLM(rule=first_words)
    done = run(Pitcher(retriever, llm, items=2), asked, out)
    assert (done.fresh, done.requests, done.shown) == (3, 3, 6)
    lines = out.read_text().splitlines(keepends=True)
    out.write_text("".join(lines[:2]) + lines[2][:30])
    again = run(Pitcher(retriever, ScriptedLLM(rule=first_words), items=2), asked, out)
    assert (again.fresh, again.requests, again.asked, again.supported) == (1, 3, done.asked, done.supported)
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a", "b", "c"]
    (tmp_path / "x").write_text('{"id": 3}\n')
    with pytest.raises(GenerateError, match="x:1: not a line of an earlier run"):
        list(lines_of(tmp_path / "x"))
