"""The commands on models: what they list, download and check, and how the one that reads is chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typed import folder

from chatbot import adapter, assemble, models, readers
from chatbot.cli import main
from chatbot.llm import LLMUnavailable
from chatbot.pins import File, Model
from chatbot.settings import Settings

__all__ = ["folder"]
pytestmark = pytest.mark.usefixtures("folder")


def test_models_list_pull_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    monkeypatch.setattr(models, "MODELS", {"toy": Model("toy", "CC0-1.0", (File("toy.bin", 3, sha256, ()),), "a/b@1")})
    place = tmp_path / "cache" / "models" / "toy" / "toy.bin"
    assert main(["models", "list"]) == 0
    assert " ".join(capsys.readouterr().out.split()) == (
        "toy 0 MB CC0-1.0 not here; chatbot models pull toy * in use. Messages are read by small, by default."
    )
    assert main(["models", "pull", "toy", "--offline"]) == 1
    assert "offline nothing is downloaded" in capsys.readouterr().err
    place.parent.mkdir(parents=True)
    place.write_text("abc")
    assert main(["models", "pull", "toy"]) == 0
    assert main(["models", "verify", "toy"]) == 0
    assert capsys.readouterr().out == f"toy: {place}\ntoy: every file is as it should be.\n"
    assert main(["models", "list", "--json", "--llm", "toy"]) == 0
    entry = {"name": "toy", "bytes": 3, "licence": "CC0-1.0", "here": True, "in_use": True, "path": str(place)}
    assert json.loads(capsys.readouterr().out) == [
        {**entry, "sources": ["https://huggingface.co/a/b@1", "package index"]}
    ]
    place.write_text("abd")
    assert main(["models", "verify", "toy", "--json"]) == 1
    shown = capsys.readouterr()
    assert list(json.loads(shown.out)) == ["toy"]
    assert shown.err == "chatbot: Not as they should be: toy. Run: chatbot models pull toy\n"


def test_verify_means_the_models_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify", "--llm", "none", "--json"]) == 1
    assert list(json.loads(capsys.readouterr().out)) == ["all-minilm-l6-v2"]


def test_verify_means_the_base_too_where_an_adapter_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify", "--llm", "none", "--understand", "small", "--json"]) == 1
    assert list(json.loads(capsys.readouterr().out)) == ["all-minilm-l6-v2", readers.BASE]


def test_who_reads_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for said in ("small, by default", "rules, as chosen", "none, as set"):
        assert main(["models", "use"]) == 0
        assert capsys.readouterr().out == f"Messages are read by {said}.\n"
        if said.endswith("default"):
            readers.choose(folder, "rules")
        else:
            monkeypatch.setenv("CHATBOT_UNDERSTAND", "none")
    assert main(["models", "use", "--json", "--understand", "llm"]) == 0
    assert json.loads(capsys.readouterr().out) == {"understand": "llm", "by": "set"}


def test_who_reads_is_chosen(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "use", "understand=rules"]) == 0
    file = folder / readers.CHOICES
    assert capsys.readouterr().out == (
        f"understand=rules: kept in {file}. A server that runs takes it with its next message.\n"
    )
    monkeypatch.setenv("CHATBOT_UNDERSTAND", "rules")
    assert main(["models", "use", "understand=llm"]) == 0
    assert "CHATBOT_UNDERSTAND is rules, which goes first." in capsys.readouterr().out
    assert main(["models", "use", "understand=off", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"understand": "rules", "file": str(file)}
    assert json.loads(file.read_text()) == {"understand": "rules"}


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ("small", "'small' chooses nothing. Write it as in: chatbot models use understand=small"),
        ("llm=none", "'llm=none' chooses nothing."),
        ("understand=", "chooses nothing"),
        ("understand=smal", "'smal' is no model that can read. Choose llm, small, rules or a pinned model, or give"),
        ("understand=all-minilm-l6-v2", "is no model that can read"),
        ("understand=none.gguf", "'none.gguf' is no model that can read"),
        ("understand=some/model", "'some/model' is no model that can read"),
        (f"understand={readers.BASE}", "offline nothing is downloaded"),
    ],
)
def test_what_cannot_read_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], choice: str, says: str) -> None:
    assert main(["models", "use", choice, "--offline"]) == 1
    assert says in capsys.readouterr().err
    assert not folder.exists()


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pinned base: a small file, so that adapters of it can be told from others."""
    path = tmp_path / "base.gguf"
    path.write_bytes(b"the base")
    monkeypatch.setattr(models, "pull", lambda name, *, offline=False: path)
    return path


def lora(path: Path, base: Path) -> Path:
    import numpy as np

    names = ("m.layers.0.mlp.up_proj.lora_A.weight", "m.layers.0.mlp.up_proj.lora_B.weight")
    path.parent.mkdir(parents=True, exist_ok=True)
    adapter.write({name: np.zeros((4, 4)) for name in names}, path, base=base, alpha=8, heads=(1, 1))
    return path


def test_an_adapter_is_kept_by_its_whole_place(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = lora(tmp_path / "taught" / adapter.FILE, base)
    monkeypatch.chdir(tmp_path)
    for named, kept in (("taught", made.parent), ("taught/adapter.gguf", made), ("./base.gguf", base)):
        assert main(["models", "use", f"understand={named}"]) == 0
        assert readers.in_use(Settings.read()) == str(kept)


def test_an_adapter_of_another_base_is_refused(tmp_path: Path, base: Path) -> None:
    made = lora(tmp_path / "mine.gguf", base)
    base.write_bytes(b"another")
    with pytest.raises(adapter.AdapterError, match="Give the base that it was trained on, or train it again"):
        assemble.usable(str(made), Settings())


def test_a_small_model_that_does_not_ship_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: Path
) -> None:
    monkeypatch.setattr(readers, "shipped", lambda name: tmp_path / name)
    with pytest.raises(LLMUnavailable, match="is not in this installation"):
        assemble.usable("small", Settings())
    lora(tmp_path / "data" / "understand" / adapter.FILE, base)
    assert assemble.usable("small", Settings()) == "small"
