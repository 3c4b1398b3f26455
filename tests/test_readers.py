"""Which model reads: what beats what, what a name means, and how a choice is kept and followed."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from serving import wait_for

from chatbot import adapter, models, readers
from chatbot.llm import LLMUnavailable
from chatbot.preferences import Listener
from chatbot.readers import CHOICES, Following, adapter_of, choose, chosen, in_use, name_of, pinned
from chatbot.render import shipped
from chatbot.settings import Settings

LORA = b"GGUF" + bytes(20) + readers._ADAPTER + bytes(8)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder that holds an adapter, as far as its first bytes tell."""
    folder = tmp_path / "taught"
    folder.mkdir()
    (folder / adapter.FILE).write_bytes(LORA)
    return folder


def test_a_setting_beats_the_choice_which_beats_the_default(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    assert in_use(Settings(folder=home)) == "small"
    choose(Path(home), "rules")
    assert in_use(Settings(folder=home)) == "rules"
    assert in_use(Settings(folder=home, understand="small")) == "small"


@pytest.mark.parametrize(
    ("llm", "reads"), [(Settings().llm, "small"), ("none", "llm"), ("http://there:8000/v1", "llm"), ("own.gguf", "llm")]
)
def test_the_small_model_reads_where_it_was_held_against_the_llm(tmp_path: Path, llm: str, reads: str) -> None:
    assert in_use(Settings(folder=str(tmp_path), llm=llm)) == reads


def test_a_choice_leaves_one_whole_file(tmp_path: Path) -> None:
    for name in ("small", "拼音/adapter.gguf"):
        assert choose(tmp_path, name) == tmp_path / CHOICES
    assert ([path.name for path in tmp_path.iterdir()], chosen(tmp_path)) == ([CHOICES], "拼音/adapter.gguf")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"llm": "x"}', "\udcff"])
def test_a_damaged_file_of_choices_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / CHOICES).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(LLMUnavailable, match=r"choices.json cannot be read .* chatbot models use understand=llm"):
        chosen(tmp_path)


def test_what_is_an_adapter(made: Path, tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF" + bytes(64))
    file = made / adapter.FILE
    assert adapter_of("small") == shipped("data") / "understand" / adapter.FILE
    assert (adapter_of(str(made)), adapter_of(str(file))) == (file, file)
    others = ("llm", "rules", str(tmp_path), str(tmp_path / "model.gguf"), str(tmp_path / "none.gguf"))
    assert [adapter_of(name) for name in others] == [None] * 5


def test_an_adapter_is_called_by_its_own_name_and_its_hash(made: Path) -> None:
    other = (made / adapter.FILE).rename(made / "mine.gguf")
    assert name_of(other) == f"mine@{adapter.fingerprint(other)[:8]}"
    assert name_of(other.rename(made / adapter.FILE)).startswith("taught@")


@pytest.mark.parametrize(
    ("understand", "names"),
    [
        ("llm", ["a", "b"]),
        ("rules", ["a", "b"]),
        ("small", ["a", "b", readers.BASE]),
        (readers.BASE, ["a", "b", readers.BASE]),
        ("b", ["a", "b"]),
    ],
)
def test_the_pinned_models_that_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, understand: str, names: list[str]
) -> None:
    monkeypatch.setattr(models, "MODELS", {"a": 1, "b": 2, "c": 3, readers.BASE: 4})
    assert pinned(Settings(folder=str(tmp_path), llm="a", encoder="b", understand=understand)) == names


# Following a choice


class Opening:
    """Opens a reader of any name, and keeps which were asked for; "bad" cannot be opened, "slow" waits for `go`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = threading.Event()

    def __call__(self, name: str) -> Listener | None:
        self.asked.append(name)
        if name == "bad":
            raise LLMUnavailable("it is bad")
        if name == "slow":
            assert self.go.wait(5)
        return None if name == "rules" else Listener(ScriptedLLM(name=name))


def reads(following: Following) -> str:
    listener = following.current()
    return listener.llm.name if listener else "rules"


def test_a_new_choice_is_followed_at_a_message(tmp_path: Path) -> None:
    opening = Opening()
    following = Following(tmp_path, opening, "first")
    assert [reads(following) for _ in range(3)] == ["first"] * 3
    choose(tmp_path, "tiny")
    wait_for(lambda: reads(following) == "tiny")
    choose(tmp_path, "rules")
    wait_for(lambda: reads(following) == "rules")
    (tmp_path / CHOICES).unlink()
    wait_for(lambda: reads(following) == "first")
    assert opening.asked == ["first", "tiny", "rules", "first"]


def test_the_old_reader_reads_while_the_new_one_is_opened(tmp_path: Path) -> None:
    opening = Opening()
    following = Following(tmp_path, opening, "first")
    choose(tmp_path, "slow")
    wait_for(lambda: reads(following) == "first" and "slow" in opening.asked)
    choose(tmp_path, "tiny")
    assert ([reads(following) for _ in range(20)], opening.asked) == (["first"] * 20, ["first", "slow"])
    opening.go.set()
    wait_for(lambda: reads(following) == "tiny")
    assert opening.asked == ["first", "slow", "tiny"]


def test_a_choice_that_cannot_be_opened_is_logged_once_and_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    following = Following(tmp_path, Opening(), "first")
    choose(tmp_path, "bad")
    wait_for(lambda: reads(following) == "first" and caplog.messages)
    (tmp_path / CHOICES).write_text("{")
    wait_for(lambda: reads(following) == "first" and len(caplog.messages) == 2)
    assert caplog.messages[0] == "messages are read by first as before: it is bad"
    assert "cannot be read" in caplog.messages[1]
    choose(tmp_path, "tiny")
    wait_for(lambda: reads(following) == "tiny")


def test_the_same_choice_made_again_opens_its_file_again(tmp_path: Path) -> None:
    choose(tmp_path, "tiny")
    opening = Opening()
    following = Following(tmp_path, opening, "first")
    choose(tmp_path, "tiny")
    wait_for(lambda: reads(following) == "tiny" and len(opening.asked) == 2)
    assert json.loads((tmp_path / CHOICES).read_text()) == {"understand": "tiny"}


def test_a_first_choice_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    choose(tmp_path, "bad")
    with pytest.raises(LLMUnavailable, match="it is bad"):
        Following(tmp_path, Opening(), "first")
