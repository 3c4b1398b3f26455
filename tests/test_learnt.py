"""What was learnt is kept in versions: whole or not at all, checked before it is used, rolled back by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.learnt import (
    CURRENT,
    USUAL,
    Figure,
    LearntError,
    Version,
    checked,
    current,
    keep,
    opened,
    stamp,
    take,
    versions,
)

BETTER = Figure("nDCG@10", 0.25, 0.5)


def _kept(home: Path, text: str = "a", catalogue: str = "teas") -> Version:
    def making(folder: Path) -> None:
        (folder / "deep").mkdir()
        (folder / "deep" / "weights.json").write_text(text)

    return keep(home, catalogue, "ranking", making, figure=BETTER, facts={"dialogues": 5})


def test_what_was_kept_comes_back_and_does_not_count_before_it_is_taken(tmp_path: Path) -> None:
    made = _kept(tmp_path)
    assert versions(tmp_path, "teas", "ranking") == [made]
    assert (made.part, made.catalogue, made.figure, made.facts) == ("ranking", "teas", BETTER, {"dialogues": 5})
    assert list(made.files) == ["deep/weights.json"]
    assert (current(tmp_path, "teas", "ranking"), opened(tmp_path, "teas", "ranking")) == (USUAL, None)
    take(tmp_path, "teas", "ranking", made.name)
    folder = opened(tmp_path, "teas", "ranking")
    assert folder is not None and (folder / "deep" / "weights.json").read_text() == "a"


def test_an_older_version_comes_back_by_name_and_the_usual_one_by_its(tmp_path: Path) -> None:
    first, second = _kept(tmp_path, "1"), _kept(tmp_path, "2")
    assert [v.name for v in versions(tmp_path, "teas", "ranking")] == [first.name, second.name]
    for name in (second.name, first.name):
        take(tmp_path, "teas", "ranking", name)
        assert current(tmp_path, "teas", "ranking") == name
        assert opened(tmp_path, "teas", "ranking") == checked(tmp_path, "teas", "ranking", name)
    take(tmp_path, "teas", "ranking", USUAL)
    assert opened(tmp_path, "teas", "ranking") is None


def test_the_tenth_of_one_second_is_newer_than_the_ninth(tmp_path: Path) -> None:
    made = [_kept(tmp_path, str(number)).name for number in range(12)]
    assert [v.name for v in versions(tmp_path, "teas", "ranking")] == made


def test_catalogues_and_parts_keep_to_themselves(tmp_path: Path) -> None:
    made = _kept(tmp_path, catalogue="a/b c")
    _kept(tmp_path, catalogue="a-b c")
    take(tmp_path, "a/b c", "ranking", made.name)
    assert current(tmp_path, "a-b c", "ranking") == current(tmp_path, "a/b c", "encoder") == USUAL
    homes = {path.parents[3] for path in tmp_path.rglob("weights.json")}
    assert len(homes) == 2 and {home.parent for home in homes} == {tmp_path / "learnt"}


def test_what_could_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    def failing(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        keep(tmp_path, "teas", "ranking", failing, figure=BETTER, facts={})
    assert list((tmp_path / "learnt" / "teas" / "ranking").iterdir()) == []


@pytest.mark.parametrize("damage", ["changed", "missing", "more"])
def test_files_that_are_not_as_they_were_written_are_refused(tmp_path: Path, damage: str) -> None:
    made = _kept(tmp_path)
    take(tmp_path, "teas", "ranking", made.name)
    file = checked(tmp_path, "teas", "ranking", made.name) / "deep" / "weights.json"
    if damage == "changed":
        file.write_text("b")
    elif damage == "missing":
        file.unlink()
    else:
        file.with_name("more.json").write_text("{}")
    with pytest.raises(LearntError, match="chatbot models use ranking=usual"):
        opened(tmp_path, "teas", "ranking")
    with pytest.raises(LearntError, match="not as they were written"):
        take(tmp_path, "teas", "ranking", made.name)


@pytest.mark.parametrize("name", ["20200101-000000", "../ranking", "", "part-x"])
def test_a_version_that_is_not_there_is_said_with_those_that_are(tmp_path: Path, name: str) -> None:
    made = _kept(tmp_path)
    with pytest.raises(LearntError, match=f"There are: usual, {made.name}"):
        checked(tmp_path, "teas", "ranking", name)


@pytest.mark.parametrize("text", ["", "[]", '{"name": 1}', "{"])
def test_damaged_notes_are_said_with_the_remedy(tmp_path: Path, text: str) -> None:
    made = _kept(tmp_path)
    folder = checked(tmp_path, "teas", "ranking", made.name)
    take(tmp_path, "teas", "ranking", made.name)
    (folder.parent / CURRENT).write_text(text)
    with pytest.raises(LearntError, match="cannot be read"):
        current(tmp_path, "teas", "ranking")
    (folder / "card.json").write_text(text)
    with pytest.raises(LearntError, match="cannot be read"):
        versions(tmp_path, "teas", "ranking")


def test_the_stamp_changes_with_what_counts(tmp_path: Path) -> None:
    made = _kept(tmp_path)
    assert stamp(tmp_path, "teas", "ranking") is None
    take(tmp_path, "teas", "ranking", made.name)
    before = stamp(tmp_path, "teas", "ranking")
    take(tmp_path, "teas", "ranking", USUAL)
    assert before is not None and stamp(tmp_path, "teas", "ranking") != before


def test_a_card_is_plain_json(tmp_path: Path) -> None:
    made = _kept(tmp_path)
    card = json.loads((checked(tmp_path, "teas", "ranking", made.name) / "card.json").read_text())
    assert card["figure"] == {"name": "nDCG@10", "before": 0.25, "after": 0.5}


@pytest.mark.parametrize(("after", "fell"), [(0.5, False), (0.6, False), (0.4, True), (float("nan"), True)])
def test_what_is_no_worse_did_not_fall(after: float, fell: bool) -> None:
    assert Figure("recall", 0.5, after).fell is fell
