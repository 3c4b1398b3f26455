"""What may import what, how long things are, and what is said nowhere: read off the source, nothing is run."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("chatbot", "retrieval")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in OURS
    for path in sorted((ROOT / package).glob("**/*.py"))
}

# A third-party library and the only modules that may import it when they run.
ONLY = {
    "accelerate": {"chatbot.finetune", "retrieval.towers"},
    "charset_normalizer": {"retrieval.decoding"},
    "datasets": {"chatbot.encoders", "chatbot.finetune"},
    "faiss": {"retrieval.index"},
    "fastapi": {"chatbot.admin", "chatbot.serve", "chatbot.rest"},
    "filelock": {"chatbot.models"},
    "ftfy": {"retrieval.mending"},
    "gguf": {"chatbot.adapter"},
    "gradio": {"chatbot.ui"},
    "httpx": {"chatbot.sources"},
    "implicit": {"chatbot.contenders"},
    "jinja2": {"chatbot.owner"},
    "matplotlib": {"chatbot.card"},
    "numpy": {f"chatbot.{name}" for name in ("adapter", "arrays", "heads", "members", "ratings", "rivals", "stars")}
    | {
        f"chatbot.{name}"
        for name in (
            "chances",
            "contenders",
            "encoders",
            "everybody",
            "generation",
            "ladder",
            "played",
            "rankings",
            "ranks",
        )
    }
    | {
        f"retrieval.{name}"
        for name in (
            "account",
            "alike",
            "compiled",
            "conditional",
            "degrees",
            "doctor",
            "encoder",
            "evidence",
            "foreseen",
            "haystack",
            "index",
            "interest",
            "layers",
            "learned",
            "lexical",
            "likeness",
            "linker",
            "metrics",
            "prior",
            "private",
            "question",
            "rating",
            "ranges",
            "remedy",
            "retriever",
            "shelf",
            "speed",
            "terms",
            "towers",
            "traces",
            "traits",
            "vectors",
        )
    },
    "openai": {"chatbot.remote"},
    "openvino": {"retrieval.compiled"},
    "peft": {"chatbot.finetune"},
    "platformdirs": {"chatbot.models", "chatbot.settings"},
    "pyarrow": {"retrieval.sheets"},
    "python_calamine": {"retrieval.sheets"},
    "river": {"chatbot.contenders"},
    "rapidfuzz": {"retrieval.spelling"},
    "rouge_score": {"chatbot.overlap"},
    "sacrebleu": {"chatbot.overlap"},
    "scipy": {"chatbot.contenders", "retrieval.evidence", "retrieval.prior", "retrieval.shelf"},
    "sentence_transformers": {"chatbot.encoders", "retrieval.encoder"},
    "sklearn": {"chatbot.baselines", "chatbot.members"},
    "snowballstemmer": {"chatbot.wording"},
    "sqlalchemy": {"retrieval.sheets"},
    "sqlite_utils": {"chatbot.logfile"},
    "torch": {
        "chatbot.finetune",
        "chatbot.hf",
        "chatbot.likelihood",
        "chatbot.teacher",
        "retrieval.compiled",
        "retrieval.encoder",
        "retrieval.layers",
        "retrieval.rating",
        "retrieval.towers",
    },
    "surprise": {"chatbot.baselines"},
    "threadpoolctl": {"chatbot.contenders"},
    "tqdm": {"chatbot.models", "chatbot.pace", "chatbot.progress", "retrieval.vectors"},
    "transformers": {
        "chatbot.encoders",
        "chatbot.finetune",
        "chatbot.hf",
        "chatbot.likelihood",
        "chatbot.pace",
        "chatbot.teacher",
    },
    "trl": {"chatbot.teacher"},
    "uvicorn": {"chatbot.serve"},
    "vaderSentiment": {"chatbot.baselines"},
    "xgrammar": {"chatbot.hf"},
    "xllamacpp": {"chatbot.llamacpp"},
}
AT_THE_TOP = {"numpy"}  # of retrieval only; every other library is imported where it is needed

# The edge, and who of it may be imported by whom. Nobody else imports it.
EDGE = {
    "chatbot.__main__": set(),
    "chatbot.cli": {"chatbot.__main__"},
    "chatbot.benches": {"chatbot.cli"},
    "chatbot.analysing": {"chatbot.appraising", "chatbot.cli"},
    "chatbot.appraising": {"chatbot.cli"},
    "chatbot.closing": {"chatbot.cli"},
    "chatbot.contrasting": {"chatbot.cli"},
    "chatbot.gauging": {"chatbot.cli"},
    "chatbot.generating": {"chatbot.cli", "chatbot.gauging"},
    "chatbot.simulating": {"chatbot.cli"},
    "chatbot.ranked": {"chatbot.cli", "chatbot.closing"},
    "chatbot.persons": {"chatbot.cli"},
    "chatbot.tasting": {"chatbot.cli"},
    "chatbot.staging": {"chatbot.contrasting", "chatbot.simulating"},
    "chatbot.replaying": {"chatbot.cli"},
    "chatbot.teaching": {"chatbot.cli"},
    "chatbot.tuning": {"chatbot.cli"},
    "chatbot.commands": {
        "chatbot.adding",
        "chatbot.analysing",
        "chatbot.appraising",
        "chatbot.benches",
        "chatbot.bulk",
        "chatbot.cli",
        "chatbot.closing",
        "chatbot.contrasting",
        "chatbot.gauging",
        "chatbot.generating",
        "chatbot.simulating",
        "chatbot.ranked",
        "chatbot.staging",
        "chatbot.replaying",
        "chatbot.stock",
        "chatbot.persons",
        "chatbot.tasting",
        "chatbot.teaching",
        "chatbot.tuning",
    },
    "chatbot.adding": {"chatbot.cli"},
    "chatbot.stock": {"chatbot.cli"},
    "chatbot.bulk": {"chatbot.cli"},
    "chatbot.evaluate": {"chatbot.bulk"},
    "chatbot.terminal": {"chatbot.commands"},
    "chatbot.bench": {"chatbot.commands", "chatbot.evaluate"},
    "chatbot.serve": {"chatbot.commands"},
    "chatbot.rest": {"chatbot.serve"},
    "chatbot.ui": {"chatbot.serve"},
    "chatbot.admin": {"chatbot.serve"},
}
FOUNDATION = {
    "chatbot.llm",
    "chatbot.ways",
    "chatbot.render",
    "chatbot.dialogue",
    "chatbot.settings",
    "chatbot.pins",
    "chatbot.wording",
}

KIND_OF_ITEM = re.compile(r"film|movie|board.?game", re.IGNORECASE)
SHIPPED = re.compile(r"(?<!\w)(movies|boardgames)(?!\w)")  # names of catalogues
MAY_NAME_THEM = {"chatbot.settings", "chatbot.cli", "retrieval.fields"}


@dataclass(frozen=True)
class Import:
    """One import: the module or library, whether it runs as soon as its file is imported, whether only mypy sees it."""

    name: str
    at_top: bool
    typing_only: bool


@lru_cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@lru_cache
def imports(module: str) -> tuple[Import, ...]:
    """All imports of a module; of ours the module meant, of others the library."""
    return tuple(_imports(tree(module), top=True, typing_only=False))


def _imports(node: ast.AST, *, top: bool, typing_only: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(_meant(alias.name), top, typing_only)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            for alias in child.names:
                yield Import(_meant(f"{child.module}.{alias.name}"), top, typing_only)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            guard = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            yield from _imports(child, top=top and not inside, typing_only=typing_only or guard)


def _meant(name: str) -> str:
    """`chatbot.rules.read` is module chatbot.rules; `numpy.typing` is library numpy."""
    if name.split(".")[0] not in OURS:
        return name.split(".")[0]
    return name if name in MODULES else name.rpartition(".")[0]


def strings(module: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each string that is no docstring; the pieces of an f-string one by one."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(n.body[0].value) for n in ast.walk(tree(module)) if isinstance(n, holders) and _is_doc(n.body[:1])}  # type: ignore[attr-defined]
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def _is_doc(first: list[ast.stmt]) -> bool:
    return bool(first) and isinstance(first[0], ast.Expr) and isinstance(first[0].value, ast.Constant)


def names(module: str) -> Iterator[tuple[int, str]]:
    """(line, name) of each name that the code uses or defines."""
    for node in ast.walk(tree(module)):
        for kind in ("id", "attr", "arg", "name"):
            if isinstance(name := getattr(node, kind, None), str):
                yield getattr(node, "lineno", 0), name


every_module = pytest.mark.parametrize("module", MODULES)


# Direction


@every_module
def test_retrieval_knows_nothing_of_the_chatbot(module: str) -> None:
    found = [i.name for i in imports(module) if i.name.split(".")[0] == "chatbot"]
    assert module.startswith("chatbot") or found == []


@every_module
def test_nobody_imports_the_edge(module: str) -> None:
    found = {i.name for i in imports(module) if i.name in EDGE}
    assert {name for name in found if module not in EDGE[name]} == set()


@pytest.mark.parametrize("module", sorted(FOUNDATION & MODULES.keys()))
def test_the_foundation_stands_on_itself_and_retrieval(module: str) -> None:
    found = {i.name for i in imports(module) if i.name.startswith("chatbot")}
    assert found - FOUNDATION == set()


def test_no_module_imports_itself_by_a_detour() -> None:
    left = {module: {i.name for i in imports(module) if i.name in MODULES and not i.typing_only} for module in MODULES}
    while free := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in free:
            del left[module]
    assert left == {}


# Libraries


@every_module
def test_one_library_one_file(module: str) -> None:
    used = {i.name for i in imports(module) if not i.typing_only and i.name.split(".")[0] not in OURS}
    others = used - set(sys.stdlib_module_names)
    assert {name for name in others if module not in ONLY.get(name, ())} == set()


@every_module
def test_libraries_are_imported_where_they_are_needed(module: str) -> None:
    top = {i.name for i in imports(module) if i.at_top and not i.typing_only}
    allowed = AT_THE_TOP if module.startswith("retrieval") else set()
    assert top - set(sys.stdlib_module_names) - MODULES.keys() - allowed == set()


def test_every_library_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    every = [*project["dependencies"], *extras["train"], *extras["tables"], *extras["analysis"]]
    declared = {re.split(r"[^\w-]", line)[0].replace("-", "_").removesuffix("_cpu") for line in every}
    declared = {{"scikit_learn": "sklearn", "scikit_surprise": "surprise"}.get(name, name) for name in declared}
    assert {i.name for m in MODULES for i in imports(m)} - set(
        sys.stdlib_module_names
    ) - MODULES.keys() - declared == set()


# Words


@every_module
def test_no_prompt_stands_in_the_code(module: str) -> None:
    """A long text is a list of words, or it belongs into prompts/."""
    parents = {id(child): node for node in ast.walk(tree(module)) for child in ast.iter_child_nodes(node)}
    long = [
        node
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 400
    ]
    assert [node.lineno for node in long if not _is_doc_or_list(node, parents)] == []


def _is_doc_or_list(node: ast.Constant, parents: dict[int, ast.AST]) -> bool:
    """A docstring, a text that is split at once, what `listed` or a pattern takes, or a table of hashes."""
    parent = parents[id(node)]
    called = isinstance(parent, ast.Call) and ast.unparse(parent.func) in ("listed", "re.compile", "either")
    split = isinstance(parent, ast.Attribute) and parent.attr in ("split", "splitlines")
    return isinstance(parent, ast.Expr) or called or split or bool(re.search(r"[0-9a-f]{64}", str(node.value)))


@every_module
def test_no_code_knows_what_kind_of_thing_the_items_are(module: str) -> None:
    said = [(line, SHIPPED.sub("", text) if module in MAY_NAME_THEM else text) for line, text in strings(module)]
    found = [(line, m[0]) for line, text in [*said, *names(module)] for m in KIND_OF_ITEM.finditer(text)]
    assert found == []


# Sizes


@every_module
def test_a_module_opens_by_saying_what_it_knows_and_is_short(module: str) -> None:
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert ast.get_docstring(tree(module))
    assert lines <= 300


@every_module
def test_functions_are_short_with_few_parameters(module: str) -> None:
    functions = [n for n in ast.walk(tree(module)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {f"{f.name}:{f.lineno}": (f.end_lineno or 0) - f.lineno + 1 for f in functions}
    places = {
        f"{f.name}:{f.lineno}": [a.arg for a in f.args.posonlyargs + f.args.args if a.arg not in ("self", "cls")]
        for f in functions
    }
    assert {name: length for name, length in lengths.items() if length > 50} == {}
    assert {name: args for name, args in places.items() if len(args) > 5} == {}


@every_module
def test_no_error_is_caught_without_its_name(module: str) -> None:
    handlers = [n for n in ast.walk(tree(module)) if isinstance(n, ast.ExceptHandler)]
    broad = {"None", "Exception", "BaseException"}
    assert [h.lineno for h in handlers if ast.unparse(h.type or ast.Constant(None)) in broad] == []
