"""What the embedded engine has to do beyond the contract: prompts read once and kept, sound errors."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from contract import gguf, say
from fakes import running

from chatbot import adapter
from chatbot.llamacpp import LlamaCpp
from chatbot.llm import LLMError, LLMUnavailable, complete


def reads(llm: LlamaCpp, caplog: pytest.LogCaptureFixture) -> list[int]:
    """The tokens that warming two prompts, and then eight calls, had to read; of the calls two go on at once."""
    caplog.set_level("DEBUG", "chatbot.llamacpp")
    caplog.clear()
    kinds = [[{"role": "system", "content": f"You {verb} things. " * 60}] for verb in ("read", "write")]
    users = [{"role": "user", "content": f"Thing number {number}"} for number in range(4)]
    llm.warm(kinds)
    for kind in kinds:
        with running(*(threading.Thread(target=complete, args=(llm, [*kind, user]), kwargs=SHORT) for user in users)):
            pass
    return [json.loads(str(record.args[1]))["prompt_n"] for record in caplog.records if isinstance(record.args, tuple)]


SHORT = {"max_tokens": 9}


@pytest.mark.model
def test_warm_prompts_are_read_once_and_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first, again = (reads(LlamaCpp(gguf(), threads=1, saved=tmp_path), caplog) for _ in range(2))
    assert ([n > 200 for n in first[:2]], max(first[2:]) < 40, len(first)) == ([True, True], True, 10)
    assert (max(again) < 40, len(again)) == (True, 8)


@pytest.mark.model
def test_kept_prompts_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    llm = LlamaCpp(gguf(), threads=1)
    llm.warm([say("a")])
    before = len(list(tmp_path.glob("*/*")))
    del llm
    assert (before, list(tmp_path.iterdir())) == (1, [])


@pytest.mark.model
@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_a_damaged_kept_prompt_is_read_again(tmp_path: Path, damage: bytes) -> None:
    llm = LlamaCpp(gguf(), slots=1, threads=1, saved=tmp_path)
    llm.warm([say("a")])
    (kept,) = tmp_path.iterdir()
    whole_file = kept.read_bytes()
    kept.write_bytes(whole_file[:-7] + damage)
    llm.warm([say("a")])
    assert [file.read_bytes() == whole_file for file in tmp_path.iterdir()] == [True]


@pytest.mark.model
def test_a_schema_that_is_none() -> None:
    with pytest.raises(LLMError, match="mend the schema"):
        complete(LlamaCpp(gguf(), threads=1), say("x"), schema={"type": "nonsense"}, max_tokens=5)


@pytest.mark.model
def test_an_adapter_changes_the_words_and_what_is_kept(tmp_path: Path) -> None:
    asked, said = say("Name a colour."), []
    for scale in (None, 0.0, 0.5):
        made = None if scale is None else noise(tmp_path / f"noise{scale}.gguf", scale)
        llm = LlamaCpp(gguf(), slots=1, threads=1, kinds=1, saved=tmp_path, adapter=made)
        llm.warm([asked])
        said.append(complete(llm, asked, max_tokens=12))
        assert llm.name == (made or gguf()).stem
    assert (said[0] == said[1], said[0] == said[2]) == (True, False)
    assert len(list(tmp_path.glob("prompt-*"))) == 3


def noise(path: Path, scale: float) -> Path:
    """An adapter of the small model that adds noise of that scale to its first layer."""
    import numpy as np

    chance = np.random.default_rng(0)
    parts = {
        "m.layers.0.mlp.up_proj.lora_A.weight": chance.normal(size=(4, 576)),
        "m.layers.0.mlp.up_proj.lora_B.weight": scale * chance.normal(size=(1536, 4)),
    }
    adapter.write(parts, path, base=gguf(), alpha=8.0, heads=(9, 3))
    return path


@pytest.mark.model
def test_an_adapter_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"nothing")
    with pytest.raises(LLMUnavailable, match=r"cannot load .*x.gguf .*is it a whole GGUF file"):
        LlamaCpp(gguf(), adapter=tmp_path / "x.gguf")


def test_no_adapter_file(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"nothing")
    with pytest.raises(LLMUnavailable, match=r"no adapter file .*none.gguf"):
        LlamaCpp(tmp_path / "x.gguf", adapter=tmp_path / "none.gguf")


def test_no_model_file(tmp_path: Path) -> None:
    with pytest.raises(LLMUnavailable, match="no model file"):
        LlamaCpp(tmp_path / "none.gguf")


def test_no_gguf_file(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"nothing")
    with pytest.raises(LLMUnavailable, match="is it a whole GGUF file"):
        LlamaCpp(tmp_path / "x.gguf")
