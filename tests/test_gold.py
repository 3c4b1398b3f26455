"""Marked messages become plain values, or an error that names the file, the line and the remedy."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from halves import DATA, halves, texts
from marked import iard_row, write_rows

from chatbot import gold
from chatbot.gold import Case, Gold, GoldError, Half, Opinions, Said, Search

HALVES: list[Half] = ["test", "train", "train", "test", "train", "train"]  # of d0 to d5


def test_iard_marks_have_a_slot_and_a_meaning(tmp_path: Path) -> None:
    row = iard_row(
        1,
        "Seen Up, too sad. No ghosts. By Nolan?",
        ("TITLE", "Up", "seen"),
        ("KEYWORDS", "too sad", "critique"),
        ("GENRE", "ghosts", "negative"),
        ("DIRECTOR", "Nolan", None),
        ("TITLE", "up", "positive"),
        context=[{"role": "user", "text": "hi"}, {"role": "assistant", "text": "Try  Up"}],
    )
    write_rows(gold.path(tmp_path, "iard"), [row])
    assert gold.iard(tmp_path) == [
        Case(
            "i1",
            "d1",
            "en",
            (Said("user", "hi"), Said("assistant", "Try Up")),
            "Seen Up, too sad. No ghosts. By Nolan?",
            (
                Gold("title", "up", "want"),  # marked twice, counted once
                Gold("keywords", "too sad", "avoid"),
                Gold("genre", "ghosts", "avoid"),
                Gold("person", "Nolan", ""),
            ),
        )
    ]


def test_ccpe_leaves_out_what_has_no_spans(tmp_path: Path) -> None:
    said: dict[str, Any] = {"dialogue_id": "d", "language": "en", "context": []}
    spans = [{"text": "horror", "entity_type": "X_GENRE_OR_CATEGORY"}, {"text": "Up", "entity_type": "X_OR_SERIES"}]
    rows: list[dict[str, Any]] = [
        {"id": "a", **said, "utterance": "horror, and Up", "spans": spans},
        {"id": "b", **said, "utterance": "who knows", "spans": None},
        {"id": "c", **said, "utterance": "nothing", "spans": []},
    ]
    write_rows(gold.path(tmp_path, "ccpe"), rows)
    assert [(case.id, case.gold) for case in gold.ccpe(tmp_path)] == [
        ("a", (Gold("genre", "horror"), Gold("title", "Up"))),
        ("c", ()),
    ]


def place_rows() -> list[dict[str, object]]:
    def row(number: int, utterance: str, *inform: tuple[str, str, str], request: str = "") -> dict[str, object]:
        marks = [{"domain": domain, "slot": slot, "value": value} for domain, slot, value in inform]
        asks = [{"domain": request, "slot": "名称"}] if request else []
        said = {"utterance": utterance, "context": [], "inform": marks, "request": asks}
        return {"id": f"c{number}", "dialogue_id": "d", "language": "zh", **said}

    return [
        row(1, "要有会议室的酒店", ("酒店", "酒店设施-会议室", "是"), ("酒店", "酒店设施-酒吧", "否"), request="酒店"),
        row(2, "打车去那里", ("出租", "目的地", "那里")),
        row(3, "人均50元以下的餐馆", ("餐馆", "人均消费", "50元以下")),
    ]


def test_crosswoz_facilities_are_values_and_rides_are_left_out(tmp_path: Path) -> None:
    write_rows(gold.path(tmp_path, "crosswoz_zh"), place_rows())
    assert [(case.utterance, case.gold) for case in gold.crosswoz(tmp_path)] == [
        ("要有会议室的酒店", (Gold("酒店设施", "会议室", "want"), Gold("酒店设施", "酒吧", "avoid"))),
        ("人均50元以下的餐馆", (Gold("人均消费", "50元以下", "want"),)),
    ]


def test_searches_keep_the_whole_conversation(tmp_path: Path) -> None:
    history = [{"role": "user", "text": "要有会议室的酒店"}, {"role": "assistant", "text": "好"}]
    row = {"id": "s", "dialogue_id": "d", "language": "zh", "domain": "酒店", "history": history}
    write_rows(
        gold.path(tmp_path, "crosswoz_constraints_zh"),
        [{**row, "constraints": {"酒店类型": ["舒适型"]}, "relevant": ["r1", "r2"]}],
    )
    said = (Said("user", "要有会议室的酒店"), Said("assistant", "好"))
    assert gold.searches(tmp_path) == [Search("s", "d", "zh", said, {"酒店类型": ["舒适型"]}, frozenset({"r1", "r2"}))]


def test_opinions_are_the_forms_codes(tmp_path: Path) -> None:
    marks = [{"item_id": f"t{code}", "title": f"T{code}", "liked": code} for code in (0, 1, 2)]
    talk = [{"role": "assistant", "text": "Seen T0?"}, {"role": "user", "text": "Yes,  awful \n bye"}]
    rows = [
        {"id": "a", "split": "train", "language": "en", "conversation": talk, "opinions": marks},
        {"id": "b", "split": "train", "language": "en", "conversation": talk, "opinions": []},
        {"id": "c", "split": "valid", "language": "en", "conversation": talk, "opinions": marks[:1]},
    ]
    write_rows(gold.path(tmp_path, "redial_opinions"), rows)
    assert gold.opinions(tmp_path) == [
        Opinions(
            "a",
            "en",
            (Said("assistant", "Seen T0?"), Said("user", "Yes, awful\nbye")),
            {"t0": "disliked", "t1": "liked", "t2": "not said"},
            {"t0": "T0", "t1": "T1", "t2": "T2"},
            "train",
        ),
        Opinions(
            "c",
            "en",
            (Said("assistant", "Seen T0?"), Said("user", "Yes, awful\nbye")),
            {"t0": "disliked"},
            {"t0": "T0"},
        ),
    ]


def test_the_half_of_a_dialogue_is_the_same_everywhere() -> None:
    assert [gold.half(f"d{number}") for number in range(6)] == HALVES
    counts = Counter(gold.half(str(number)) for number in range(2000))
    assert 900 < counts["train"] < 1100


def test_each_case_knows_its_half(tmp_path: Path) -> None:
    """IARD's are all for testing; elsewhere the dialogue tells."""
    dialogues = [f"d{number}" for number in range(6)]
    said: dict[str, Any] = {"language": "en", "context": [], "utterance": "hi", "spans": [], "inform": []}
    rows = [{"id": f"m{at}", "dialogue_id": d, **said} for at, d in enumerate(dialogues)]
    talks = [{**row, "history": [], "constraints": {}, "relevant": []} for row in rows]
    for name, found in (("ccpe", rows), ("crosswoz_zh", rows), ("crosswoz_constraints_zh", talks)):
        write_rows(gold.path(tmp_path, name), found)
    write_rows(gold.path(tmp_path, "iard"), [iard_row(number, "hi") for number in range(6)])
    for read in (gold.ccpe, gold.crosswoz, gold.searches):
        assert [case.half for case in read(tmp_path)] == HALVES
    assert [case.half for case in gold.iard(tmp_path)] == ["test"] * 6


needs_data = pytest.mark.skipif(DATA is None, reason="set CHATBOT_TEST_DATA to the folder that holds preferences/")


@needs_data
def test_no_dialogue_is_of_both_halves() -> None:
    """Also not across sets: some of IARD's messages are of dialogues that another set has whole."""
    assert DATA
    train, test = halves(DATA)
    assert min(len(train), len(test)) > 500
    assert train & test == set()


@needs_data
def test_what_is_said_in_both_halves_is_stock_phrases() -> None:
    """Messages of six words or more: "how much does it cost here" is said by many, more often in Chinese."""
    assert DATA
    for name, most in (("iard", 0.005), ("ccpe", 0.005), ("redial_opinions", 0.01), ("crosswoz_zh", 0.04)):
        train, test = texts(DATA, name)
        assert len(train & test) <= most * len(test), sorted(train & test)


def test_a_missing_set_says_what_to_give(tmp_path: Path) -> None:
    file = tmp_path / "preferences" / "iard.jsonl.gz"
    with pytest.raises(GoldError) as error:
        gold.iard(tmp_path)
    assert str(error.value) == f"{file}: no such measuring set. Give the folder that holds preferences/ by --data."


def test_a_row_of_another_shape_is_named_by_its_line(tmp_path: Path) -> None:
    file = write_rows(gold.path(tmp_path, "iard"), [iard_row(1, "hi"), {"id": 2}])
    with pytest.raises(GoldError) as error:
        gold.iard(tmp_path)
    assert str(error.value) == f"{file}:2: not a row of this set (KeyError('slots')). Take the whole file again."


def test_a_file_that_is_cut_short_is_no_set(tmp_path: Path) -> None:
    file = write_rows(gold.path(tmp_path, "iard"), [iard_row(n, f"hi {n}") for n in range(200)])
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(GoldError, match="not a whole gzip file"):
        gold.iard(tmp_path)
