"""What can be typed, how errors look, and that help loads nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from typed import folder, logged

from chatbot import __version__, arguments, assemble
from chatbot.bot import Bot
from chatbot.cli import main
from chatbot.dialogue import Event
from chatbot.export import ExportError
from chatbot.extract import ExtractError
from chatbot.gold import GoldError
from chatbot.llm import LLMError, LLMUnavailable
from chatbot.models import ModelError, ModelMissing
from chatbot.render import PromptError
from chatbot.settings import SettingError, Settings
from chatbot.started import BenchError
from chatbot.store import SQLiteStore, StoreError
from retrieval.encoder import EncoderError
from retrieval.tables import CatalogueError

__all__ = ["folder", "logged"]
pytestmark = pytest.mark.usefixtures("folder")

ERRORS = [
    BenchError,
    CatalogueError,
    EncoderError,
    ExportError,
    ExtractError,
    GoldError,
    LLMError,
    LLMUnavailable,
    ModelError,
    ModelMissing,
    PromptError,
    SettingError,
    StoreError,
    OSError,
]


@pytest.mark.parametrize("error", ERRORS)
def test_an_expected_error_is_one_sentence(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(settings: Settings) -> Bot:
        raise error("It is broken.\nMend it.")

    monkeypatch.setattr(assemble, "assemble", fails)
    assert main(["ask", "hello"]) == 1
    assert capsys.readouterr() == ("", "chatbot: It is broken. Mend it.\n")


def test_an_unexpected_error_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(settings: Settings) -> Bot:
        raise ZeroDivisionError

    monkeypatch.setattr(assemble, "assemble", fails)
    with pytest.raises(ZeroDivisionError):
        main(["ask", "hello"])


def test_ctrl_c(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(settings: Settings) -> Bot:
        raise KeyboardInterrupt

    monkeypatch.setattr(assemble, "assemble", stopped)
    assert main(["chat"]) == 130
    assert capsys.readouterr() == ("", "Stopped.\n")


def test_a_reader_that_goes_away_is_no_error(logged: Path) -> None:
    with SQLiteStore(logged) as store:
        store.append([Event("c" * 32, "message", {"turn": 0, "text": "x" * 500}) for _ in range(500)])
    command = f"{sys.executable} -m chatbot log show --last 0 | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["nope"], "invalid choice: 'nope' (choose from"),
        (["ask"], "the following arguments are required: MESSAGE"),
        (["models"], "the following arguments are required: ACTION"),
        (["log", "show", "--last", "-1"], "'-1' is not a whole number of 0 or more"),
        (["log", "export", "--format", "x", "--out", "y"], "no set 'x'; choose one of: sft, preference, kto"),
    ],
)
def test_wrong_usage(argv: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


def test_unknown_values_list_the_allowed_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "nope"]) == 1
    assert capsys.readouterr().err == (
        "chatbot: There is no model 'nope'. Choose one of: qwen2.5-coder-1.5b-instruct, all-minilm-l6-v2, "
        "smollm2-135m-instruct.\n"
    )
    assert main(["ask", "hi", "--items", "many"]) == 1
    assert capsys.readouterr().err == "chatbot: items is 'many'. Give a value like 4.\n"


def test_no_command_serves_with_the_settings_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Settings] = []
    fake = type(sys)("chatbot.serve")
    fake.serve = lambda settings, tell: served.append(settings)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "chatbot.serve", fake)
    monkeypatch.setattr("chatbot.serve", fake, raising=False)
    assert main(["--port", "8000", "--offline"]) == 0
    assert main(["--items", "5", "serve", "--no-offline", "--llm-model", "m"]) == 0
    home = os.environ["CHATBOT_FOLDER"]
    assert served == [
        Settings(folder=home, port=8000, offline=True), Settings(folder=home, items=5, llm_model="m")
    ]  # fmt: skip


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["--version"], ["--help"]):
        with pytest.raises(SystemExit) as ended:
            main(argv)
        assert ended.value.code == 0
    version, help_ = capsys.readouterr().out.split("\n", 1)
    assert version == f"chatbot {__version__}"
    for flag in ("--catalogue", "--llm-model", "--no-offline", "--word-seconds", "CHATBOT_ITEMS=6"):
        assert flag in help_
    assert "never open a socket to fetch anything" in " ".join(help_.split())


def test_every_setting_has_its_help() -> None:
    assert list(arguments._comments()) == [f.name for f in fields(Settings)]


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, chatbot.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\nprint('-', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "numpy",
        "torch",
        "faiss",
        "gradio",
        "openai",
        "httpx",
        "transformers",
        "sqlite_utils",
        "retrieval",
        "tqdm",
    }
    assert heavy & set(done.stdout.splitlines()[-1].split()) == set()
