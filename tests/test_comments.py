"""Comments come from any table, line by line, or from the log."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from chatbot.comments import Columns, Comment, CommentsError, comments, logged, table_rows
from chatbot.dialogue import Event
from retrieval.tables import CatalogueError

CSV = """review_id;内容;评分;商品;用户;日期
r1;很好吃；下次还来;5;面馆;u1;2024-05-01
r2;"太咸了;不再来";1;面馆;u2;2024-05-02
r3;;3;茶馆;u1;
"""


def test_a_table_whose_columns_are_guessed(tmp_path: Path) -> None:
    path = tmp_path / "said.csv"
    path.write_bytes(CSV.encode("gb18030"))
    columns, found = comments(path)
    assert columns == Columns("内容", "review_id", "商品", "用户", "评分", "日期")
    assert list(found) == [
        Comment("r1", "很好吃；下次还来", "面馆", "u1", 5.0, "2024-05-01"),
        Comment("r2", "太咸了;不再来", "面馆", "u2", 1.0, "2024-05-02"),
        Comment("r3", "", "茶馆", "u1", 3.0, ""),
    ]


def test_json_lines_zipped_with_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl.gz"
    rows = [json.dumps({"review": "A long enough text of a review, number one", "meta": {"stars": "4 stars"}})]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join([*rows, "{broken", ""]))
    columns, found = comments(path, {"rating": "meta.stars"})
    first, second = found
    assert (columns.text, first.text, first.rating) == ("review", "A long enough text of a review, number one", 4.0)
    assert (second.text, second.rating) == ("", None)
    assert first.id.startswith("1-")
    assert first.id != second.id


def test_other_tables_are_read_as_catalogues_are(tmp_path: Path) -> None:
    path = tmp_path / "said.json"
    path.write_text(json.dumps({"reviews": [{"text": "Good"}, {"text": "Bad"}]}))
    assert [row["text"] for _, row in table_rows(path)] == ["Good", "Bad"]


def test_faults_are_told(tmp_path: Path) -> None:
    path = tmp_path / "said.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(CommentsError, match=r"no column holds texts. Name it: --text COLUMN. There are: a, b"):
        comments(path)
    with pytest.raises(CommentsError, match="there is no column 'stars'"):
        comments(path, {"text": "a", "rating": "stars"})
    with pytest.raises(CatalogueError, match="there is no such file"):
        list(comments(tmp_path / "none.csv")[1])
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(gzip.compress(b'{"text": "x"}\n' * 9)[:-9])
    with pytest.raises(CatalogueError, match="not a whole gzip file"):
        list(table_rows(broken))


def test_a_table_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text('{"text": "one of very many"}\n' * 5000)
    rows = table_rows(path)
    assert next(iter(rows)) == (1, {"text": "one of very many"})


def test_the_log() -> None:
    events = [
        Event("s", "session", {"person": "ann"}, "e1", 0.0),
        Event("s", "comment", {"text": "Lovely", "item_id": "up", "rating": 4}, "e2", 86400.0),
        Event("s", "message", {"text": "seen Up, it was too long"}, "e3", 0.0),
        Event("s", "change", {"update": {"seen": ["up"]}}, "e4", 0.0),
        Event("s", "message", {"text": "seen both"}, "e5", 0.0),
        Event("s", "change", {"update": {"seen": ["up", "ghost-train"]}}, "e6", 0.0),
        Event("t", "comment", {"text": "No one knows me"}, "e7", 0.0),
    ]
    assert list(logged(events)) == [
        Comment("e2", "Lovely", "up", "ann", 4.0, "1970-01-02"),
        Comment("e4", "seen Up, it was too long", "up", "ann", None, "1970-01-01"),
        Comment("e7", "No one knows me", "", "", None, "1970-01-01"),
    ]
