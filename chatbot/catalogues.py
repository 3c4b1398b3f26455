"""The owner's catalogues by name: added, listed, removed, found. Knows a folder; nothing of models or of chat.

`HOME/catalogues/NAME` holds `fields.toml`, for the owner to correct, `faults.jsonl`, and one folder a version with the
items and the fields that they were read with. `current.json` says which version counts, and is written last, in one
step: what was only half written is never loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.atomic import write
from retrieval.catalogue import Catalogue, load
from retrieval.faults import Fault
from retrieval.intake import Intake
from retrieval.mending import rows_json
from retrieval.tables import CatalogueError

FOLDER, CURRENT, FIELDS, FAULTS = "catalogues", "current.json", "fields.toml", "faults.jsonl"
ITEMS, READ_BY = "items.jsonl", "items.toml"  # of a version, named as a table and its fields file are
_GRACE = 600.0  # seconds that a folder which does not count stays: somebody may be reading or writing it
_NAME = re.compile(r"[\w][\w-]{0,63}")
Stamp = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What `current.json` says: the version that counts, its checksum, where it came from and what it holds. `table`
    and `query` are those that it was added with; `added` is seconds since 1970."""

    name: str
    version: str
    source: str
    items: int
    faults: int
    added: float
    table: str = ""
    query: str = ""


def folder_of(home: Path, name: str) -> Path:
    """Where a catalogue of that name lies. Raises CatalogueError for a name that cannot be one."""
    if not _NAME.fullmatch(name):
        raise CatalogueError(f"{name!r} cannot be a catalogue's name. Use letters, digits, - and _, as --name shop.")
    return home / FOLDER / name


def name_for(text: str) -> str:
    """A name made of a file's: "My shop (2).v1" -> my-shop-2-v1."""
    return re.sub(r"[^\w-]+", "-", text).strip("-_").lower()[:64] or "catalogue"


def listed(home: Path) -> list[Entry]:
    """All catalogues that were added, by name."""
    found = (entry_of(home, path.parent.name) for path in sorted((home / FOLDER).glob(f"*/{CURRENT}")))
    return [entry for entry in found if entry]


def entry_of(home: Path, name: str) -> Entry | None:
    """A catalogue's entry, None where there is none. Raises CatalogueError where it is damaged."""
    if not _NAME.fullmatch(name):
        return None
    path = folder_of(home, name) / CURRENT
    try:
        return Entry(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError) as error:
        raise CatalogueError(f"{path} is damaged ({error}). Add the catalogue again.") from None


def stamp(home: Path, name: str) -> Stamp:
    """What changes when a catalogue is added again, at the cost of one look; None where there is none."""
    if not _NAME.fullmatch(name):
        return None
    try:
        facts = (home / FOLDER / name / CURRENT).stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_ino


def opened(home: Path, name: str) -> Catalogue | None:
    """The catalogue of that name, None where there is none. Raises CatalogueError where its files are not those that
    were written."""
    for _ in range(3):  # another version may come in while this one is read
        entry = entry_of(home, name)
        if entry is None:
            return None
        folder = folder_of(home, name) / entry.version
        try:
            if _checksum(folder) != entry.version:
                raise CatalogueError(f"{folder}: its files are not as they were written. Add the catalogue again.")
            return load(folder / ITEMS)
        except FileNotFoundError:
            continue
    raise CatalogueError(f"{folder_of(home, name)}: its files are missing. Add the catalogue again.")


def file_of(home: Path, name: str) -> Path | None:
    """The table of the version that counts, with its fields file beside it; None where there is no such catalogue."""
    entry = entry_of(home, name)
    return folder_of(home, name) / entry.version / ITEMS if entry else None


def faults_of(home: Path, name: str) -> list[Fault]:
    """What was wrong with the table when it was added, all of it."""
    path = folder_of(home, name) / FAULTS
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    return [Fault(**json.loads(line)) for line in lines if line]


def fields_for(home: Path, name: str, source: str) -> Path | None:
    """The fields file that counts for a table: the one beside it, else the one written when it was first added."""
    path = Path(source)
    if "://" not in source and path.name and (beside := path.with_suffix(".toml")).is_file():
        return beside
    kept = folder_of(home, name) / FIELDS
    return kept if kept.is_file() else None


def add(home: Path, name: str, taken: Intake) -> Entry:
    """Keep a table's items as the catalogue of that name, in place of those that it had. Raises OSError."""
    folder = folder_of(home, name)
    folder.mkdir(parents=True, exist_ok=True)
    version = _write_version(folder, rows_json(taken.rows), taken.fields_text)
    write(
        folder / FAULTS, "".join(json.dumps(fault.json, ensure_ascii=False) + "\n" for fault in taken.faults).encode()
    )
    if taken.guessed:
        write(folder / FIELDS, taken.fields_text.encode())
    source = taken.source
    entry = Entry(
        name,
        version,
        source.shown,
        len(taken.catalogue.items),
        len(taken.faults),
        time.time(),
        source.table,
        source.query,
    )
    return _publish(folder, entry)


def take_out(home: Path, name: str, ids: Collection[str]) -> Entry:
    """Items out of a catalogue, until its table is added again. Raises CatalogueError for an id that it lacks, or where
    no item would be left."""
    catalogue, entry = opened(home, name), entry_of(home, name)
    if catalogue is None or entry is None:
        raise missing(home, name)
    if unknown := [one for one in ids if catalogue.item(one) is None]:
        raise CatalogueError(f"{name} has no item {unknown[0]!r}. `chatbot ask --json` shows ids.")
    folder = folder_of(home, name)
    old = folder / entry.version
    id_ = next(f for f in catalogue.fields.values() if f.kind == "id").columns[0]
    lines = (old / ITEMS).read_text(encoding="utf-8").split("\n")[:-1]
    kept = [f"{line}\n" for line in lines if " ".join(str(json.loads(line)[id_]).split()) not in ids]
    if not kept:
        raise CatalogueError(f"{name} would have no item left. Run: chatbot catalogue remove {name}")
    version = _write_version(folder, kept, (old / READ_BY).read_text(encoding="utf-8"))
    return _publish(folder, Entry(**{**asdict(entry), "version": version, "items": len(kept), "added": time.time()}))


def remove(home: Path, name: str) -> None:
    """Remove a catalogue with all its files. Raises CatalogueError where there is none."""
    folder = folder_of(home, name)
    if not (folder / CURRENT).is_file():
        raise missing(home, name)
    (folder / CURRENT).unlink()  # first, so that no one loads what is going
    shutil.rmtree(folder)


def missing(home: Path, name: str) -> CatalogueError:
    """That there is no such catalogue, and which there are."""
    there = ", ".join(entry.name for entry in listed(home)) or "none yet"
    return CatalogueError(f"no catalogue {name!r} was added. There are: {there}.")


def _write_version(folder: Path, lines: Iterable[str], fields: str) -> str:
    """Items and fields in a folder that is called by their checksum; returns it."""
    part = Path(tempfile.mkdtemp(dir=folder, prefix="part-"))
    write(part / ITEMS, "".join(lines).encode())
    write(part / READ_BY, fields.encode())
    version = _checksum(part)
    if (folder / version).is_dir() and _checksum(folder / version) == version:
        shutil.rmtree(part)
    else:
        shutil.rmtree(folder / version, ignore_errors=True)
        try:
            part.replace(folder / version)
        except OSError:  # somebody else wrote the same just now
            shutil.rmtree(part)
            if _checksum(folder / version) != version:
                raise
    return version


def _publish(folder: Path, entry: Entry) -> Entry:
    """From now on that version counts; of those before, the latest stays a while for who is reading it."""
    before = entry_of(folder.parent.parent, folder.name)
    write(folder / CURRENT, (json.dumps(asdict(entry), ensure_ascii=False, indent=1) + "\n").encode())
    kept = {entry.version, before.version if before else ""}
    for old in folder.iterdir():
        if old.is_dir() and old.name not in kept and old.stat().st_mtime < time.time() - _GRACE:
            shutil.rmtree(old, ignore_errors=True)
    return entry


def _checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (ITEMS, READ_BY):
        digest.update((folder / name).read_bytes() + b"\x1e")
    return digest.hexdigest()[:16]
