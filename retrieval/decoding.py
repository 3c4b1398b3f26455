"""The bytes of a text table as lines of text: which encoding, and what became of bytes that do not fit it.

Knows encodings; nothing of commas, columns or items.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from retrieval.faults import Fault
from retrieval.tables import CatalogueError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 200_000  # bytes that an encoding is guessed from
# What tables are written in; a guess among all hundred encodings finds exotic ones for short texts.
_LIKELY = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255"]
_EASTERN = frozenset("čćďěęľĺłňńőřŕšśťůűźžżąăşţČĆĎĚĘĽĹŁŇŃŐŘŔŠŚŤŮŰŹŽŻĄĂŞŢ")  # letters that tell cp1250 from cp1252
_KOREAN = ("euc_kr", "cp949")
_STRAY = 0.5  # of the lines with other letters than ASCII: the most that may be broken in a UTF-8 file


def unpacked(path: Path) -> bytes:
    """The bytes of a file, unpacked where it is gzipped. Raises CatalogueError where it is missing or cut short."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except FileNotFoundError:
        raise CatalogueError(f"{path}: there is no such file. Give the path of a table.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CatalogueError(f"{path}: not a whole gzip file ({error}). Pack it again.") from None


def decoded(raw: bytes, faults: list[Fault]) -> tuple[str, str]:
    """(the text, the name of its encoding). Single broken lines of a UTF-8 file are read as Windows text, and told."""
    for mark, name in _BOMS:
        if raw.startswith(mark) and (text := _strictly(raw, name)) is not None:
            return text, name
    if (text := _strictly(raw, "utf-8")) is not None:
        return text, "utf-8"
    lines = raw.split(b"\n")
    broken = [at for at, line in enumerate(lines) if _strictly(line, "utf-8") is None]
    if len(broken) <= _STRAY * sum(not line.isascii() for line in lines):
        mended = [line.decode("utf-8", "replace") for line in lines]
        for at in broken:
            mended[at] = lines[at].decode("cp1252", "replace")
            faults.append(Fault.at(at + 1, "", "encoding", "mended", found=mended[at]))
        return "\n".join(mended), "utf-8, and cp1252 in places"
    name = _guessed(raw)
    return raw.decode(name, "replace"), name


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        return None


def _guessed(raw: bytes) -> str:
    """The likeliest encoding of bytes that are no UTF-8."""
    from charset_normalizer import from_bytes

    other = b"\n".join(line for line in raw.split(b"\n") if not line.isascii())[:_SAMPLE]
    best = from_bytes(other, cp_isolation=_LIKELY).best()
    name = best.encoding if best else "cp1252"
    letters = [c for c in other.decode(name, "replace") if not c.isascii()]
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in letters)
    if name in _KOREAN and chinese > 0.1 * len(letters) and _strictly(raw, "gb18030") is not None:
        return "gb18030"  # the bytes fit both, and Korean has hardly any Chinese letters
    eastern = sum(c in _EASTERN for c in letters)
    return "cp1252" if name == "cp1250" and eastern < _STRAY / 2 * len(letters) else name
