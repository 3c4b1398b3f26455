"""What README.md and data/README.md say is so: files exist, commands parse, the fields example loads."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from chatbot import cli
from retrieval.catalogue import read_fields

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DATA = (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert found, f"README.md has no {name} command"
    return found[1]


@pytest.mark.parametrize("package", ["chatbot", "retrieval"])
def test_the_tree_names_every_file_and_no_other(package: str) -> None:
    tree = re.search(rf"^{package}/ .*\n((?:  .*\n)+)", README, re.MULTILINE)
    assert tree
    named = {name for line in tree[1].splitlines() for name in re.findall(r"\w+\.(?:py|css|js)", line.split("  ")[1])}
    there = {path.name for path in (ROOT / package).iterdir() if path.suffix in (".py", ".css", ".js")}
    assert named == there - {"__init__.py", "__main__.py"}


COMMANDS = [shlex.split(line, comments=True) for line in re.findall(r"^chatbot\b.*", README, re.MULTILINE)]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != ["chatbot"]], ids=" ".join)
def test_every_command_parses(command: list[str]) -> None:
    if command[0] == "chatbot" and not command[1].endswith("/"):
        cli._parser().parse_args(command[1:])


def test_the_two_commands_set_up_everything_they_need() -> None:
    for name, last in (("start", ".venv/bin/chatbot"), ("test", ".venv/bin/python -m pytest -q")):
        steps = block(name).strip().split(" && ")
        assert steps[0] == "python3 -m venv .venv"
        assert "-c constraints.txt" in steps[1]
        assert steps[-1] == last


def test_the_screenshot_is_there() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).read_bytes().startswith(b"\x89PNG")


def test_the_fields_example_loads(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(name = .*?)```", DATA, re.DOTALL)
    assert example
    (tmp_path / "shop.toml").write_text(example[1], encoding="utf-8")
    fields = read_fields(tmp_path / "shop.toml")["fields"]
    assert {name: f.kind for name, f in fields.items()} == {
        "sku": "id", "name": "title", "grower": "category", "price": "number", "servings": "number", "notes": "text",
    }  # fmt: skip
    assert fields["price"].at_most and fields["servings"].columns == ("from", "to")


def test_every_pinned_version_is_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines if line and not line.startswith("#"))


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    pinned = {
        re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert {re.split(r"[<>=;\[ ]", name)[0].lower() for name in wanted} <= pinned
