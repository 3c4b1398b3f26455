"""The bytes of a table become text in the encoding that they are in; broken lines are told."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from retrieval.decoding import decoded, unpacked
from retrieval.faults import Fault
from retrieval.tables import CatalogueError

WESTERN = "name,text\nCafé crème,Größe für Mädchen – schön\nThé,Süß\n"
CHINESE = "名称,描述\n龙井茶,清香的绿茶来自杭州\n普洱茶,陈年的云南茶饼\n"
CZECH = "název,popis\nČaj,Černý čaj z Číny, příjemně kouřový\nŠálek,Tenký šálek, ručně točený, světlý\n"
RUSSIAN = "название,описание\nЧай,Чёрный чай из Китая с дымком\nЧашка,Тонкая чашка ручной работы\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WESTERN, "utf-8"), (WESTERN, "utf-8-sig"), (WESTERN, "utf-16"), (WESTERN, "cp1252"), (CHINESE, "gb18030"),
        (CZECH, "cp1250"), (RUSSIAN, "cp1251"),
    ],
)  # fmt: skip
def test_a_text_is_read_in_its_encoding(text: str, encoding: str) -> None:
    faults: list[Fault] = []
    assert decoded(text.encode(encoding), faults) == (text, encoding)
    assert faults == []


def test_a_broken_line_of_a_good_file_is_mended_and_told() -> None:
    faults: list[Fault] = []
    raw = "Café\nThé\nOlé\n".encode() + "Größe".encode("cp1252")
    assert decoded(raw, faults)[0] == "Café\nThé\nOlé\nGröße"
    assert faults == [Fault(4, "", "encoding", "mended", "Größe")]


def test_packed_files(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv.gz"
    path.write_bytes(gzip.compress(b"a,b"))
    assert unpacked(path) == b"a,b"
    path.write_bytes(gzip.compress(b"a,b" * 100)[:-9])
    with pytest.raises(CatalogueError, match=r"not a whole gzip file .* Pack it again"):
        unpacked(path)
    with pytest.raises(CatalogueError, match="there is no such file"):
        unpacked(tmp_path / "nothing.csv")
