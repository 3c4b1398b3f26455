"""A table as safe HTML for the page and as aligned text for the terminal. Knows nothing of what stands in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from chatbot.dialogue import Table
from chatbot.view import escape

_NARROW = 8  # columns below which a cell cannot be read
_GAP = 2
_CLOSING = "，。、；：！？）》”’"  # never begin a line


def table_html(table: Table) -> str:
    """One HTML block without a blank line; every text escaped; row and column heads are marked for screen readers."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head[1:])
    rows = "".join(_row_html(row) for row in table.rows)
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="compare"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>{note}</div>'
    )


def _row_html(row: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    name = "differs" if len({*row[1:]}) > 1 else "same"
    return f'<tr class="{name}"><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def table_text(table: Table, width: int = 80) -> str:
    """Lines of at most `width` columns, as far as cells can be cut; a rule parts what differs from what does not."""
    sizes = _sizes((table.head, *table.rows), width)
    lines = [*_row_text(table.head, sizes), _rule(sizes)]
    for row, before in zip(table.rows, (table.rows[0], *table.rows) if table.rows else (), strict=False):
        if (len({*row[1:]}) > 1) != (len({*before[1:]}) > 1):
            lines.append(_rule(sizes))
        lines += _row_text(row, sizes)
    return "\n".join([*lines, *([table.note] if table.note else [])])


def columns(text: str) -> int:
    """Columns that a text takes in a terminal: Chinese letters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _sizes(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column is: as its widest cell, the widest ones cut until all fit."""
    sizes = [max(columns(row[at]) for row in rows) for at in range(len(rows[0]))]
    while sum(sizes) + _GAP * (len(sizes) - 1) > width and max(sizes) > _NARROW:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _rule(sizes: Sequence[int]) -> str:
    return (" " * _GAP).join("─" * size for size in sizes)


def _row_text(row: Sequence[str], sizes: Sequence[int]) -> list[str]:
    cells = [list(_wrapped(cell, size)) or [""] for cell, size in zip(row, sizes, strict=True)]
    height = max(map(len, cells))
    padded = [[*cell, *[""] * (height - len(cell))] for cell in cells]
    return [
        (" " * _GAP).join(part + " " * (size - columns(part)) for part, size in zip(line, sizes, strict=True)).rstrip()
        for line in zip(*padded, strict=True)
    ]


def _wrapped(text: str, size: int) -> Iterator[str]:
    """A text in lines of at most `size` columns, broken at spaces, else between letters."""
    line = ""
    for word in _pieces(text, size):
        if line and columns(line + word.rstrip()) > size:
            yield line.rstrip()
            line = ""
        line += word if line else word.lstrip()
    if line.strip():
        yield line.rstrip()


def _pieces(text: str, size: int) -> Iterator[str]:
    """What a line may be broken between: words with the space behind them, wide letters, parts of words too long."""
    word = ""
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF"
        if word and c not in _CLOSING and (wide or word[-1] == " " or word[-1] in _CLOSING or columns(word + c) > size):
            yield word
            word = ""
        word += c
    if word:
        yield word
