"""Training sets: which events become rows, which do not, and that TRL's columns are what `datasets` reads back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import MemoryStore
from fakes import Asked, ScriptedLLM

from chatbot.bot import Bot
from chatbot.dialogue import Event, Kind, Reaction
from chatbot.export import ExportError, Format, export, line, save, scrub
from retrieval.retriever import Retriever

READ = [{"role": "system", "content": "Read."}, {"role": "user", "content": "a comedy, ann@example.org"}]
WORD = [
    {"role": "system", "content": "Say why."},
    {
        "role": "user",
        "content": "Wanted: comedy\n1 Airplane (1980): comedy\n2 Alien (1979): horror\n3 Big (1988): comedy",
    },
]
GENRE = {"polarity": "want", "field": "genre", "value": "Comedy"}


def message(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def session(origin: str = "human") -> Event:
    return event("session", person="p", catalogue="movies", origin=origin, language="en")


def event(kind: str, **body: Any) -> Event:
    return Event("s", kind, body)


def change(turn: int, *wishes: dict[str, str], read_by: str = "llm") -> Event:
    update = {"wishes": list(wishes), "limits": [{"field": "year", "low": 1990}]}
    return event("change", turn=turn, update=update, read_by=read_by, asked=READ, answered=f'{{"turn":{turn}}}')


def reason(item_id: str, checked: str = "kept", refused: str = "") -> dict[str, str]:
    added = f"the {item_id} fits." if checked == "kept" else ""
    return {"item_id": item_id, "text": f"Comedy: {added}" if added else "Comedy.", "checked": checked,
            "refused": refused, "unsupported": "", "added": added}  # fmt: skip


def words(*reasons: dict[str, str], items: str = "abc", **body: Any) -> Event:
    """The words event of WORD, whose picks are `items`; the reasons may be fewer and in another order."""
    said = {"turn": 0, "asked": WORD, "answered": "1 The a fits.\n2 The b fits.", "items": list(items)}
    return event("words", **said | body, reasons=list(reasons))


def older(words: Event, *keys: str) -> Event:
    """As it was logged before there were these keys in the body or the reasons."""

    def without(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in entry.items() if key not in keys}

    return event("words", **without(words.body) | {"reasons": [without(r) for r in words.body["reasons"]]})


def react(item_id: str, kind: str) -> Event:
    return Event("s", "reaction", {"item_id": item_id, "kind": kind, "position": 0})


def rows(format: Format, *events: Event) -> list[dict[str, Any]]:
    return list(export([session(), *events], format))


def one_pick(number_line: str) -> list[dict[str, str]]:
    return [WORD[0], {"role": "user", "content": f"Wanted: comedy\n{number_line}"}]


def test_a_message_read_by_the_llm_becomes_an_sft_row_without_its_address() -> None:
    prompt = [READ[0], {"role": "user", "content": "a comedy, [email]"}]
    assert rows("sft", change(0, GENRE)) == [{"prompt": prompt, "completion": message('{"turn":0}'), "origin": "human"}]


def test_what_the_rules_read_or_the_visitor_corrected_is_left_out() -> None:
    removed = event("edit", edit="remove", key="want:genre=Comedy")
    undone = event("edit", edit="undo", key="")
    assert rows("sft", change(0, read_by="rules")) == []
    assert len(rows("sft", change(0, read_by="small"))) == 1
    assert rows("sft", change(0, GENRE), removed) == []
    assert rows("sft", change(0), event("edit", key="limit:year")) == []
    assert rows("sft", change(0), undone) == []
    assert len(rows("sft", change(0, GENRE), removed, undone)) == 1
    assert len(rows("sft", change(0), undone, undone)) == 0


def test_a_correction_counts_against_the_latest_message_that_brought_the_wish() -> None:
    found = rows("sft", change(0, GENRE), change(1, GENRE), event("edit", key="want:genre=Comedy"), change(2))
    assert [row["completion"] for row in found] == [message('{"turn":0}'), message('{"turn":2}')]
    assert len(rows("sft", change(0, GENRE), event("edit", key="avoid:genre=Comedy"))) == 1


def test_an_answer_of_reasons_is_learnt_only_when_all_were_kept() -> None:
    assert rows("sft", words(reason("a"), reason("b"))) == [
        {"prompt": WORD, "completion": message("1 The a fits.\n2 The b fits."), "origin": "human"}
    ]
    assert rows("sft", words(reason("a"), reason("b", "replaced", "No."))) == []
    assert rows("sft", words(reason("a"), reason("b", "plain"))) == []


def test_reactions_label_what_the_llm_said_asked_alone() -> None:
    found = rows("kto", words(reason("c"), reason("b"), reason("a")), react("a", "like"), react("b", "dislike"),
                 react("c", "seen"), react("never-worded", "like"))  # fmt: skip
    assert found == [
        {"prompt": one_pick("1 Airplane (1980): comedy"), "completion": message("1 The a fits."), "label": True,
         "origin": "human"},
        {"prompt": one_pick("1 Alien (1979): horror"), "completion": message("1 The b fits."), "label": False,
         "origin": "human"},
    ]  # fmt: skip


def test_the_last_reaction_counts_and_one_taken_back_does_not() -> None:
    start = [words(reason("a"))]
    undo = event("edit", edit="undo", key="")

    def labels(*reactions: Event) -> list[bool]:
        return [row["label"] for row in rows("kto", *start, *reactions)]

    assert labels(react("a", "like"), react("a", "dislike")) == [False]
    assert labels(react("a", "like"), react("a", "more")) == [True]
    assert labels(react("a", "like"), undo) == []
    assert labels(react("a", "like"), react("a", "dislike"), undo) == [True]
    assert labels(react("a", "like"), react("a", "remove")) == []


def test_a_reaction_before_the_words_judges_none() -> None:
    assert rows("kto", react("a", "like"), words(reason("a"))) == []


def test_what_the_check_refused_is_not_labelled() -> None:
    refused = words(reason("a", "replaced", "Set on Mars."), reason("b", "plain"))
    assert rows("kto", refused, react("a", "like"), react("b", "dislike")) == []


def test_a_liked_reason_is_preferred_to_a_disliked_one_of_the_same_answer() -> None:
    found = rows("preference", words(reason("b"), reason("a"), reason("c")), react("a", "dislike"),
                 react("c", "like"))  # fmt: skip
    assert found == [
        {"prompt": WORD, "chosen": message("3 The c fits."), "rejected": message("1 The a fits."), "origin": "human"}
    ]
    other = words(reason("d"), items="d", turn=1)
    assert rows("preference", words(reason("a")), react("a", "like"), other, react("d", "dislike")) == []
    refused = words(reason("a"), reason("b", "plain"))
    assert rows("preference", refused, react("a", "like"), react("b", "dislike")) == []


def test_the_items_own_text_is_preferred_to_what_was_refused() -> None:
    assert rows("preference", words(reason("a"), reason("b", "replaced", "Set on Mars."))) == [
        {
            "prompt": one_pick("1 Alien (1979): horror"),
            "chosen": message("1 Alien (1979): horror"),
            "rejected": message("1 Set on Mars."),
            "origin": "human",
        }
    ]
    assert rows("preference", words(reason("a", "replaced", ""))) == []
    assert rows("preference", words(reason("b", "replaced", "Alien (1979): horror"))) == []


@pytest.mark.parametrize("asked", [READ, []])
def test_a_prompt_without_that_items_line_makes_no_row(asked: list[dict[str, str]]) -> None:
    other = words(reason("a"), reason("b", "replaced", "Set on Mars."), asked=asked)
    assert rows("kto", other, react("a", "like")) == []
    assert rows("preference", other) == []


@pytest.mark.parametrize("missing", ["items", "added"])
def test_a_log_from_before_there_were_items_or_clauses_is_read(missing: str) -> None:
    old = older(words(reason("a"), reason("b")), missing)
    reactions = [react("a", "like"), react("b", "dislike")]
    assert rows("kto", old, *reactions) == rows("preference", old, *reactions) == []
    assert [row["completion"] for row in rows("sft", old)] == [message("1 The a fits.\n2 The b fits.")]
    assert rows("preference", older(words(reason("a", "replaced", "Set on Mars.")), "items")) == []


def test_the_log_of_the_bot_makes_rows_of_each_set(retriever: Retriever) -> None:
    """From an LLM that says each line of its prompt again."""

    def answer(call: Asked) -> str:
        if call.schema is not None:
            return '{"intent":"recommend","notes":[["tense","want"]]}'
        return call.last

    llm, store = ScriptedLLM(rule=answer), MemoryStore()
    bot = Bot(retriever, llm, store)
    session = bot.open()
    hits = bot.ask("something tense", session).shown.hits
    kinds: tuple[Kind, Kind] = ("like", "dislike")
    for hit, kind in zip(hits[:2], kinds, strict=True):
        bot.react(session, Reaction(hit.item.id, kind))
    asked = [[dict(m) for m in call.messages] for call in llm.asked]
    lines = asked[1][-1]["content"].splitlines()
    assert [row["prompt"] for row in export(store.events(), "sft")] == asked
    (preferred,) = export(store.events(), "preference")
    assert (preferred["prompt"], preferred["chosen"], preferred["rejected"]) == (asked[1], *map(message, lines))
    labelled = [
        (row["prompt"][-1]["content"], row["completion"], row["label"]) for row in export(store.events(), "kto")
    ]
    alone = [f"1 {line.split(' ', 1)[1]}" for line in lines]
    assert labelled == [(alone[0], message(alone[0]), True), (alone[1], message(alone[1]), False)]


def test_sessions_are_kept_apart_and_say_their_origin() -> None:
    log = [Event("x", "session", {"origin": "simulated"}), Event("y", "session", {"origin": "human"})]
    log += [Event(name, "change", change(0, GENRE).body) for name in ("y", "x")]
    log += [Event("y", "edit", {"key": "want:genre=Comedy"})]
    assert [row["origin"] for row in export(log, "sft")] == ["simulated"]


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(ExportError, match=r"no set 'dpo'. Choose one of: sft, preference, kto"):
        list(export([], "dpo"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to Ann.Lee+x@mail.example.co.uk!", "write to [email]!"),
        ("card 4111 1111 1111 1111, or 4111111111111111.", "card [card], or [card]."),
        ("not a card: 4111 1111 1111 1112", "not a card: 4111 1111 1111 1112"),
        ("+44 20 7946 0958 or (020) 7946 0958", "[phone] or [phone]"),
        ("555-123-4567, 13812345678, 0301 234567", "[phone], [phone], [phone]"),
        ("from 1990-1999, 2001 or 2001-2010; 2049, 1.85 GB", "from 1990-1999, 2001 or 2001-2010; 2049, 1.85 GB"),
        ('{"low":1990,"high":2005} 12 Angry Men', '{"low":1990,"high":2005} 12 Angry Men'),
    ],
)  # fmt: skip
def test_personal_data_goes_and_years_and_titles_stay(text: str, left: str) -> None:
    assert scrub(text) == left


def test_a_line_for_the_terminal_leaves_the_prompt_out() -> None:
    shown_line = line(Event("abcdef0123456789", "words", {"turn": 0, "asked": WORD, "answered": "好"}, at=0.0))
    assert shown_line == '1970-01-01 00:00:00 abcdef01 words    {"turn": 0, "answered": "好"}'


@pytest.mark.parametrize(
    ("format", "columns"),
    [
        ("sft", ["completion", "origin", "prompt"]),
        ("preference", ["chosen", "origin", "prompt", "rejected"]),
        ("kto", ["completion", "label", "origin", "prompt"]),
    ],
)
def test_datasets_reads_each_set_with_the_columns_that_trl_wants(
    format: Format, columns: list[str], tmp_path: Path
) -> None:
    datasets = pytest.importorskip("datasets", reason="install the test extra to read the sets as TRL does: datasets")
    log = [session(), change(0, GENRE), words(reason("a"), reason("b")), react("a", "like"), react("b", "dislike")]
    made = list(export(log, format))
    assert save(made, tmp_path / "out" / "set.jsonl") == len(made) > 0
    files = [str(tmp_path / "out" / "set.jsonl")]
    loaded = datasets.load_dataset("json", data_files=files, split="train", cache_dir=str(tmp_path / "cache"))
    assert sorted(loaded.column_names) == columns
    assert loaded.to_list() == made
