"""What was learnt from the log, in versions: kept aside, taken only if it is no worse, rolled back by name.

`HOME/learnt/CATALOGUE/PART/VERSION` holds the files that a part wrote (a ranking's weights, an encoder, ...) and
`card.json`, which says what they were learnt from, how good they are, and their checksums. `current.json` beside the
versions says which one counts, and is written last. Knows folders and figures; not what a part learns.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from retrieval.atomic import write

FOLDER, CARD, CURRENT, ERASED = "learnt", "card.json", "current.json", "erased.json"
ENCODER, MODEL = "encoder", "model"  # the part that is a sentence encoder, and its folder in a version
USUAL = "usual"  # the name of what ships: no version counts
_VERSION = re.compile(r"\d{8}-\d{6}(-\d+)?")
Stamp = tuple[int, int] | None


class LearntError(ValueError):
    """Something learnt that is not there or not as it was written; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A held-out measure, more being better: what counted until then, and what was learnt, on the same cases."""

    name: str
    before: float
    after: float

    @property
    def fell(self) -> bool:
        """Whether what was learnt is worse than what counted."""
        return not self.after >= self.before  # nan is worse


@dataclass(frozen=True, slots=True)
class Version:
    """One thing learnt. `made` is seconds since 1970; `facts` are plain JSON values that its part likes to tell."""

    name: str
    part: str
    catalogue: str
    made: float
    figure: Figure
    files: Mapping[str, str]  # sha256 by path
    facts: Mapping[str, Any] = field(default_factory=dict)


def keep(
    home: Path, catalogue: str, part: str, making: Callable[[Path], None], *, figure: Figure, facts: Mapping[str, Any]
) -> Version:
    """A new version of what `making` writes into the folder that it is given. It does not count yet: see `take`.

    Raises OSError and what `making` raises; nothing is left behind then.
    """
    folder = _folder(home, catalogue, part)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="part-") as aside:
        written = Path(aside) / "written"
        written.mkdir()
        making(written)
        made = time.time()
        version = Version(_free_name(folder, made), part, catalogue, made, figure, _hashes(written), dict(facts))
        write(written / CARD, (json.dumps(asdict(version), ensure_ascii=False, indent=1) + "\n").encode())
        written.rename(folder / version.name)
    return version


def take(home: Path, catalogue: str, part: str, name: str) -> None:
    """From now on the version of that name counts, or with USUAL none. Raises LearntError where it cannot be read."""
    if name != USUAL:
        checked(home, catalogue, part, name)
    body = {"version": name, "at": time.time()}
    write(_folder(home, catalogue, part) / CURRENT, (json.dumps(body) + "\n").encode())


def versions(home: Path, catalogue: str, part: str) -> list[Version]:
    """All versions, the oldest first. Raises LearntError for a damaged card."""
    folder = _folder(home, catalogue, part)
    names = sorted((path.parent.name for path in folder.glob(f"*/{CARD}")), key=_order)
    return [_card(folder / name) for name in names if _VERSION.fullmatch(name)]


def current(home: Path, catalogue: str, part: str) -> str:
    """The name of the version that counts, USUAL for none. Raises LearntError where that cannot be told."""
    path = _folder(home, catalogue, part) / CURRENT
    try:
        name = json.loads(path.read_text(encoding="utf-8"))["version"]
    except FileNotFoundError:
        return USUAL
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LearntError(f"{path} cannot be read ({error}). {_remedy(part)}") from None
    return str(name)


def opened(home: Path, catalogue: str, part: str, name: str = "") -> Path | None:
    """The folder of a version, by default of the one that counts, its files checked; None where none does.

    Raises LearntError.
    """
    name = name or current(home, catalogue, part)
    return None if name == USUAL else checked(home, catalogue, part, name)


def encoder(home: Path, catalogue: str) -> Path | None:
    """The folder of the sentence encoder that counts for a catalogue; None where none does. Raises LearntError."""
    folder = opened(home, catalogue, ENCODER)
    return folder / MODEL if folder else None


def checked(home: Path, catalogue: str, part: str, name: str) -> Path:
    """The folder of that version. Raises LearntError where there is none, or its files are not those that were
    written."""
    folder = _folder(home, catalogue, part) / name
    if not _VERSION.fullmatch(name) or not folder.is_dir():
        known = ", ".join((USUAL, *(version.name for version in versions(home, catalogue, part))))
        raise LearntError(f"no {part} {name!r} was learnt for {catalogue}. There are: {known}.")
    version = _card(folder)
    if stale(home, version):
        raise LearntError(f"{folder} was learnt from somebody who has been erased since. {_remedy(part)}")
    if _hashes(folder) != dict(version.files):
        raise LearntError(f"{folder}: its files are not as they were written. {_remedy(part)}")
    return folder


def note_erasure(home: Path, since: float, at: float) -> None:
    """Somebody who was in the log from `since` on is erased now, at `at`: what was learnt in between may know them."""
    path = home / FOLDER / ERASED
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, (json.dumps([*erasures(home), [since, at]]) + "\n").encode())


def erasures(home: Path) -> list[tuple[float, float]]:
    """From when on each who was erased had been in the log, and when that was. Raises LearntError."""
    path = home / FOLDER / ERASED
    try:
        return [(float(since), float(at)) for since, at in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise LearntError(f"{path} cannot be read ({error}). Remove it, and learn all parts again.") from None


def stale(home: Path, version: Version) -> bool:
    """Whether somebody who has been erased since may have been learnt from."""
    return any(since <= version.made <= at for since, at in erasures(home))


def empty(home: Path, version: Version) -> None:
    """Take away all that a version learnt; its card stays, and says what it was. Raises OSError."""
    folder = _folder(home, version.catalogue, version.part) / version.name
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path != folder / CARD:
            path.unlink()


def stamp(home: Path, catalogue: str, part: str) -> Stamp:
    """What changes when another version is taken, at the cost of one look; None where none ever was."""
    try:
        facts = (_folder(home, catalogue, part) / CURRENT).stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_ino


def _folder(home: Path, catalogue: str, part: str) -> Path:
    """A catalogue may be called by any table's name, so what cannot be in a file's is told apart by a hash."""
    plain = re.sub(r"[^\w-]+", "-", catalogue)[:64]
    mark = "" if plain == catalogue else f"-{hashlib.sha256(catalogue.encode()).hexdigest()[:8]}"
    return home / FOLDER / (plain + mark) / part


def _free_name(folder: Path, made: float) -> str:
    name = time.strftime("%Y%m%d-%H%M%S", time.gmtime(made))
    taken = {path.name for path in folder.iterdir()}
    others = (f"{name}-{count}" for count in range(2, len(taken) + 3))
    return next(one for one in (name, *others) if one not in taken)


def _order(name: str) -> tuple[str, int]:
    day, second, *count = name.split("-")
    return f"{day}-{second}", int(count[0]) if count else 1


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / CARD)
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _card(folder: Path) -> Version:
    try:
        body = json.loads((folder / CARD).read_text(encoding="utf-8"))
        return Version(**{**body, "figure": Figure(**body["figure"])})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LearntError(f"{folder / CARD} cannot be read ({error}). Remove its folder, or learn again.") from None


def _remedy(part: str) -> str:
    return f"Learn again (chatbot train {part}), or go back: chatbot models use {part}={USUAL}"
