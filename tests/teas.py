"""Tables of every kind for the tests: those that lie in `tables/`, and those that only a library can write."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

TABLES = Path(__file__).parent / "tables"
TEAS: list[dict[str, Any]] = [
    {"sku": "T-1", "name": "Green Tea", "price": 12.5},
    {"sku": "T-2", "name": "Smoky Tea", "price": 9},
    {"sku": "T-3", "name": "White Tea", "price": 24},
]


def csv_file(folder: Path, text: str, name: str = "shop.csv") -> Path:
    """A text table."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sqlite_file(folder: Path, *tables: str) -> Path:
    """An SQLite file with the teas in each of the tables."""
    path = folder / "teas.db"
    with closing(sqlite3.connect(path)) as database, database:
        for table in tables:
            database.execute(f'create table "{table}" (sku text, name text, price real)')
            database.executemany(f'insert into "{table}" values (:sku, :name, :price)', TEAS)
    return path


def excel_file(folder: Path, sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    """An .xlsx file, as small as one can be: each sheet begins with an empty row, then the names of the columns."""
    path = folder / "teas.xlsx"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    numbered = list(enumerate(sheets, 1))
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        file.writestr("_rels/.rels", _links(package, [(1, f"{office}/officeDocument", "xl/workbook.xml")]))
        named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
        file.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{named}</sheets></workbook>'
        )
        links = [(n, f"{office}/worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered]
        file.writestr("xl/_rels/workbook.xml.rels", _links(package, links))
        for n, name in numbered:
            rows = [list(sheets[name][0]), *(list(row.values()) for row in sheets[name])]
            data = "".join(f'<row r="{at}">{"".join(map(_cell, row))}</row>' for at, row in enumerate(rows, 2))
            sheet = f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
            file.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
    return path


def _links(package: str, links: Sequence[tuple[int, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="rId{n}" Type="{kind}" Target="{to}"/>' for n, kind, to in links)
    return f'<Relationships xmlns="{package}">{inner}</Relationships>'


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"
