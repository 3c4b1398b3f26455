"""Settings: what beats what, how texts become values, and what the messages say."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from chatbot.settings import SettingError, Settings


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting in the environment."""
    for name in [name for name in os.environ if name.startswith("CHATBOT_")]:
        monkeypatch.delenv(name)


def test_the_defaults() -> None:
    assert Settings.read() == Settings()


def test_a_flag_beats_the_environment_which_beats_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_ITEMS", "6")
    monkeypatch.setenv("CHATBOT_PORT", "80")
    assert Settings.read(items=7, port=None) == Settings(items=7, port=80)


@pytest.mark.parametrize("f", fields(Settings), ids=lambda f: f.name)
def test_every_setting_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, f: object) -> None:
    texts = {"str": ("x" * 12, "x" * 12), "int": ("3", 3), "float": ("1.5", 1.5), "bool": ("yes", True)}
    name, kind = f.name, f.type  # type: ignore[attr-defined]
    text, value = texts[kind]
    monkeypatch.setenv(f"CHATBOT_{name.upper()}", text)
    assert getattr(Settings.read(), name) == value
    assert type(getattr(Settings(), name)).__name__ == kind


def test_what_is_secret_is_not_in_its_repr() -> None:
    assert "secret" not in repr(Settings(llm_key="the secret", admin_password="the secret"))


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("On", True), ("TRUE", True), ("0", False), ("no", False), ("", False)]
)
def test_truth_in_words(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("CHATBOT_OFFLINE", text)
    assert Settings.read().offline is value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"items": "four"}, "items is 'four'. Give a value like 4."),
        ({"read_seconds": "8s"}, "read_seconds is '8s'. Give a value like 8.0."),
        ({"offline": "maybe"}, "offline is 'maybe'. Use true or false."),
        (
            {"item": 4},
            "no setting is called 'item'. There are: " + ", ".join(f.name for f in fields(Settings)) + ".",
        ),
    ],
)
def test_what_cannot_be_used_is_named(given: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError) as error:
        Settings.read(**given)
    assert str(error.value) == message


def test_the_folder_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(folder=str(tmp_path)).home == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert Settings().home.is_relative_to(tmp_path)
    assert Settings().home.name == "chatbot"


def test_threads_default_to_the_cores_up_to_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, used in ((None, 1), (2, 2), (64, 8)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        assert Settings().cores == used
    assert Settings(threads=12).cores == 12
