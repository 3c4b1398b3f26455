"""The commands on the owner's catalogues: settings in, lines to print out. Knows no parser; loads what it needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, json_flag
from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from retrieval.faults import Fault
    from retrieval.intake import Intake

_EXAMPLES = (
    "examples: chatbot catalogue add shop.csv | chatbot catalogue add stock.xlsx --table Teas --name teas | "
    'chatbot catalogue add postgresql://user@host/shop --query "select * from items where stock > 0" --name shop'
)
_SHOWN = 120  # columns of the table that is printed


def declare(add: Adder) -> None:
    """The actions of `chatbot catalogue`."""
    takes = "[--name N] [--table T | --query SQL] "
    made = add(
        "add", added, "bring in a table: guess its columns, mend it, keep it", f"FILE {takes}[--dry-run] [--json] "
    )
    made.add_argument(
        "file", metavar="FILE", help="CSV, TSV, JSON (Lines), Parquet, Excel, SQLite, or a SQLAlchemy URL"
    )
    made.add_argument("--dry-run", action="store_true", help="say what is understood, keep nothing")
    made.epilog = _EXAMPLES
    check = add(
        "check", checked, "list every fault of a table, and what is done with each", f"NAME|FILE {takes}[--json] "
    )
    check.add_argument("file", metavar="NAME|FILE", help="a catalogue that was added, or a table")
    for one in (made, check):
        _where(one)
        json_flag(one)
    json_flag(add("list", listed, "the catalogues that were added, and those that ship", "[--json] "))
    remove = add("remove", removed, "remove a catalogue, or only the items with these ids", "NAME [ID ...] [--json] ")
    remove.add_argument("name", metavar="NAME", help="as `chatbot catalogue list` shows it")
    remove.add_argument("ids", nargs="*", metavar="ID", help="items to take out, until the table is added again")
    json_flag(remove)


def _where(made: ArgumentParser) -> None:
    made.add_argument("--name", default="", metavar="N", help="what the catalogue is called (default: as the file)")
    one = made.add_mutually_exclusive_group()
    one.add_argument("--table", default="", metavar="T", help="which table or sheet, where there are several")
    one.add_argument("--query", default="", metavar="SQL", help="the rows of a database")


# add


def added(args: Namespace) -> Iterator[str]:
    """Bring in a table, or say what would come of it."""
    from chatbot import catalogues

    home, name = settings_of(args).home, _name(args)
    taken = _taken(args, home, name)
    file = None if args.dry_run else _kept(home, name, taken)
    if args.json:
        yield json.dumps(
            {**_json(taken, name), "fields_file": str(file or ""), "kept": not args.dry_run}, ensure_ascii=False
        )
        return
    yield from _understood(taken)
    yield ""
    yield from _faults(taken, args.file if args.dry_run else name)
    if args.dry_run:
        yield "Nothing was kept. Without --dry-run it is."
        return
    folder = catalogues.folder_of(home, name)
    yield f"Kept as {name}, in {folder}. A server that runs on it takes it with its next message."
    yield f"To correct: edit {file}, and add the table again."
    yield f"Next: chatbot --catalogue {name}"


def _kept(home: Path, name: str, taken: Intake) -> Path:
    """Keep it; returns the fields file that counts the next time."""
    from chatbot import catalogues

    catalogues.add(home, name, taken)
    return catalogues.fields_for(home, name, taken.source.place) or catalogues.folder_of(home, name) / catalogues.FIELDS


def _name(args: Namespace) -> str:
    from chatbot import catalogues
    from retrieval.formats import Source

    return str(args.name) or catalogues.name_for(Source(args.file, args.table, args.query).name)


def _taken(args: Namespace, home: Path, name: str) -> Intake:
    from chatbot import catalogues
    from retrieval.formats import Source
    from retrieval.intake import take_in

    catalogues.folder_of(home, name)  # before anything is read: a name that cannot be one
    source = Source(args.file, args.table, args.query)
    return take_in(source, fields_file=catalogues.fields_for(home, name, args.file), name=name)


def _understood(taken: Intake) -> Iterator[str]:
    """What was understood, as a table that a stranger can read."""
    from chatbot.dialogue import Table
    from chatbot.tables import table_text
    from retrieval.fieldsfile import examples

    left = f" of {taken.read} rows" if taken.read != len(taken.rows) else ""
    count = "1 item" if len(taken.rows) == 1 else f"{len(taken.rows)} items"
    yield f"{taken.source.shown}: {count}{left} ({taken.about})."
    by = "guessed" if taken.guessed else "as the fields file says"
    columns = {column.name: column for column in taken.columns}
    rows = []
    for f in taken.catalogue.fields.values():
        there = [columns[name] for name in f.columns if name in columns]
        shown = "; ".join(examples(there[0], f.split)) if there else "made, since the table has none"
        share = f"{there[0].filled:.0%}" if there else ""
        rows.append((", ".join(f.columns), _kind(f), share, shown))
    yield table_text(Table(("column", f"is ({by})", "filled", "such as"), tuple(rows)), _SHOWN)
    if taken.unused:
        yield f"Not used: {', '.join(taken.unused)}."
    if taken.lacking:
        yield f"The table lacks columns that the fields file names: {', '.join(taken.lacking)}."


def _kind(f: Any) -> str:
    notes = [f.unit and f"in {f.unit}" if f.kind == "number" else "", f.split and f"several, parted by {f.split!r}"]
    notes += ["people" if f.person else "", "sets the order" if f.kind == "popularity" else ""]
    said = ", ".join(note for note in notes if note)
    return f"{f.kind} ({said})" if said else str(f.kind)


def _faults(taken: Intake, name: str) -> Iterator[str]:
    """How many faults of each sort there are, with the first of each."""
    from retrieval.faults import counted, firsts

    if not taken.faults:
        yield "No faults were found."
        return
    first = firsts(taken.faults)
    yield f"{len(taken.faults)} faults, of which the first of each sort (all of them: chatbot catalogue check {name}):"
    for (what, done), count in counted(taken.faults).items():
        yield f"  {count:>6} {what}: {done}; as in {_place(first[what, done])}"


def _place(fault: Fault) -> str:
    column = f", {fault.column}" if fault.column else ""
    return f"row {fault.row}{column}: {fault.found}" if fault.found else f"row {fault.row}{column}"


def _json(taken: Intake, name: str) -> dict[str, Any]:
    from retrieval.faults import counted

    fields = [
        {"name": f.name, "kind": f.kind, "columns": list(f.columns), "unit": f.unit, "split": f.split}
        for f in taken.catalogue.fields.values()
    ]
    faults = [{"what": what, "done": done, "count": count} for (what, done), count in counted(taken.faults).items()]
    return {
        "name": name, "items": len(taken.rows), "rows": taken.read, "read_as": taken.about, "guessed": taken.guessed,
        "fields": fields, "unused": taken.unused, "lacking": taken.lacking, "faults": faults,
    }  # fmt: skip


# check, list, remove


def checked(args: Namespace) -> Iterator[str]:
    """Every fault of a table as it is now, or of a catalogue as it was when it was added."""
    from retrieval.formats import is_source

    home = settings_of(args).home
    faults = list(_taken(args, home, _name(args)).faults if is_source(args.file) else _remembered(home, args.file))
    if args.json:
        yield from (json.dumps(fault.json, ensure_ascii=False) for fault in faults)
        return
    for fault in faults:
        yield f"{_place(fault)}  [{fault.what}: {fault.done}]"
    yield f"{len(faults)} faults." if faults else "No faults were found."


def _remembered(home: Path, name: str) -> Sequence[Fault]:
    from chatbot import catalogues

    if catalogues.entry_of(home, name) is None:
        raise catalogues.missing(home, name)
    return catalogues.faults_of(home, name)


def listed(args: Namespace) -> Iterator[str]:
    """Each catalogue with its items and where it came from."""
    from dataclasses import asdict
    from datetime import UTC, datetime

    from chatbot import catalogues
    from chatbot.found import shipped_catalogues

    entries = catalogues.listed(settings_of(args).home)
    if args.json:
        yield json.dumps({"added": [asdict(e) for e in entries], "shipped": shipped_catalogues()}, ensure_ascii=False)
        return
    for entry in entries:
        when = datetime.fromtimestamp(entry.added, UTC).strftime("%Y-%m-%d %H:%M")
        yield f"{entry.name:<20} {entry.items:>8} items  {entry.faults:>6} faults  {when} UTC  {entry.source}"
    yield f"Shipped: {', '.join(shipped_catalogues())}."


def removed(args: Namespace) -> Iterator[str]:
    """Remove a catalogue, or items of it."""
    from chatbot import catalogues

    home = settings_of(args).home
    if args.ids:
        left = catalogues.take_out(home, args.name, set(args.ids)).items
        says = f"{args.name}: {len(set(args.ids)):,} taken out, {left} left. A server that runs follows."
    else:
        left = 0
        catalogues.remove(home, args.name)
        says = f"{args.name} was removed."
    yield json.dumps({"name": args.name, "items": left}) if args.json else says
