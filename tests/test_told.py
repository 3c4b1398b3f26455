"""What people told of items is found with what they said before, titles left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import write_rows

from chatbot.gold import GoldError
from chatbot.told import Told, told, wishes


def turn(role: str, text: str, *mentions: str) -> dict[str, object]:
    return {"role": role, "text": text, "mentions": list(mentions), "liked": [], "disliked": []}


def dialogue(number: int, *more: dict[str, object], split: str = "valid", liked: int = 0) -> dict[str, object]:
    titles = {"up": "Up (2019)", "moon": "Moon Harvest (1996)", "odd": "Odd"}
    labels = {item: {"title": title, "liked": 1 if item == "moon" else liked} for item, title in titles.items()}
    labels["odd"]["liked"] = 2
    turns = [
        turn("user", "Hi"),
        turn("user", "I like Moon Harvest (1996) a lot", "moon"),
        turn("assistant", "Up (2019)?", "up"),
    ]
    return {"dialogue_id": f"d{number}", "split": split, "turns": [*turns, *more], "labels": labels}


TOLD = turn("user", "Up (2019) was terrible,\nI hated the birds in Up", "up")


def data(folder: Path, *rows: dict[str, object]) -> Path:
    write_rows(folder / "talks" / "dialogues.jsonl.gz", rows)
    return folder


def test_the_last_text_that_judges_one_item(tmp_path: Path) -> None:
    later = turn("user", "thanks, that is all for now then", "odd")
    found = told(data(tmp_path, dialogue(1, TOLD, later), dialogue(2, TOLD, split="train")))
    assert found == [
        Told("d1", "up", False, "it was terrible, I hated the birds in it", ("Hi", "I like it a lot"), {"moon": True})
    ]
    assert [one.person for one in told(tmp_path, "train")] == ["d2"]


@pytest.mark.parametrize(
    "last",
    [
        turn("user", "Up (2019) was terrible", "up"),  # short
        turn("user", "the birds in it are made of wood", "up"),  # judges nothing
        turn("user", "both of them were terrible, I think", "up", "moon"),
        turn("assistant", "Up was terrible, I hated the birds", "up"),
        turn("user", "it was terrible, I hated the birds", "odd"),  # the form does not say
    ],
)
def test_what_cannot_be_compared_is_left_out(tmp_path: Path, last: dict[str, object]) -> None:
    assert told(data(tmp_path, dialogue(1, last))) == []


def test_wishes_are_what_people_begin_with(tmp_path: Path) -> None:
    rows = [dialogue(1, TOLD), dialogue(2, TOLD) | {"turns": [turn("user", "something calm\nfor two please")]}]
    assert wishes(data(tmp_path, *rows), 9) == ["I like Moon Harvest (1996) a lot", "something calm for two please"]
    assert len(wishes(tmp_path, 1)) == 1


def test_faults_are_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"has no folder with dialogues.jsonl.gz"):
        told(tmp_path)
    with pytest.raises(GoldError, match="not a conversation with turns and labels"):
        told(data(tmp_path, {"dialogue_id": "x"}))
