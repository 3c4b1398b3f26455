"""Reasons: plain ones that are true by construction, and the LLM's, which may only shorten what the catalogue says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fakes import Answer, ScriptedLLM

from chatbot.dialogue import Reason
from chatbot.llm import LLMError, LLMTimeout
from chatbot.phrasing import Phrasing
from chatbot.reasons import Wording, joined, opening, plain, prompt
from chatbot.render import shipped
from chatbot.shortening import faults
from retrieval.catalogue import Catalogue, load
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import Preferences, Wish

CALM = Preferences((Wish("want", "mood", "calm"),))
PIRATES = "Steal cargo between the planets and outrun the fleet."


@pytest.fixture(scope="module")
def films() -> Catalogue:
    return load(shipped("data") / "movies.jsonl")


def text(films: Catalogue, item_id: str) -> str:
    item = films.item(item_id)
    assert item is not None
    return item.text


def wording(retriever: Retriever, *item_ids: str) -> Wording:
    items = [retriever.catalogue.item(i) for i in item_ids]
    hits = tuple(Hit(item, 1.0, {}) for item in items if item)
    return Wording(hits, {h.item.id: Reason(h.item.id, f"Plain {n}.") for n, h in enumerate(hits, 1)})


def streamed(wording: Wording, answer: str | Answer | Exception) -> list[tuple[str, str, str, bool]]:
    return [(r.item_id, r.text, r.checked, final) for r, final in wording.stream(ScriptedLLM([answer]), 5)]


def finals(wording: Wording, answer: str | Answer | Exception) -> list[tuple[str, str]]:
    return [(said, checked) for _, said, checked, final in streamed(wording, answer) if final]


# Streaming


def test_only_whole_words_come_and_the_last_may_still_grow(retriever: Retriever) -> None:
    assert list(dict.fromkeys(streamed(wording(retriever, "star-pirates"), "1 Steal cargo, outrun the fleet."))) == [
        ("star-pirates", "Plain 1: Steal", "kept", False),
        ("star-pirates", "Plain 1: Steal cargo,", "kept", False),
        ("star-pirates", "Plain 1: Steal cargo, outrun", "kept", False),
        ("star-pirates", "Plain 1: Steal cargo, outrun the", "kept", False),
        ("star-pirates", "Plain 1: Steal cargo, outrun the fleet.", "kept", True),
    ]


def test_a_refused_line_gives_way_at_its_first_wrong_word(retriever: Retriever) -> None:
    events = streamed(wording(retriever, "star-pirates"), "1 Steal gold from the fleet.")
    assert events == [
        ("star-pirates", "Plain 1: Steal", "kept", False),
        ("star-pirates", "Plain 1.", "replaced", True),
    ]


def test_what_was_refused_is_kept_for_the_log(retriever: Retriever) -> None:
    found = wording(retriever, "star-pirates")
    last = list(found.stream(ScriptedLLM(["1 Steal gold."]), 5))[-1][0]
    assert (last.refused, last.unsupported, found.answer, found.error) == ("Steal gold.", "gold", "1 Steal gold.", "")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1 Steal cargo.\n2 Stack birds.", [("Plain 1: Steal cargo.", "kept"), ("Plain 2: Stack birds.", "kept")]),
        ("2. Stack birds.\n1) Steal cargo.\n", [("Plain 2: Stack birds.", "kept"), ("Plain 1: Steal cargo.", "kept")]),
        ("1 Steal cargo.", [("Plain 1: Steal cargo.", "kept"), ("Plain 2.", "plain")]),
        ("1 Steal cargo.\n2 Stack wooden", [("Plain 1: Steal cargo.", "kept"), ("Plain 2.", "replaced")]),
        (
            "1 Steal cargo.\n1 Outrun the fleet.\n3 Steal.\n0 Steal.\n99 Steal.",
            [("Plain 1: Steal cargo.", "kept"), ("Plain 2.", "plain")],
        ),
        ("Sure! Here they are:\n1 Steal cargo.", [("Plain 1: Steal cargo.", "kept"), ("Plain 2.", "plain")]),
        ("1 \n2 ...\n", [("Plain 1.", "replaced"), ("Plain 2.", "replaced")]),
        ("nothing useful", [("Plain 1.", "plain"), ("Plain 2.", "plain")]),
        (LLMTimeout("late"), [("Plain 1.", "plain"), ("Plain 2.", "plain")]),
        (Answer("1 Steal cargo.\n2 Stack birds.", cut=4), [("Plain 1: Steal cargo.", "kept"), ("Plain 2.", "plain")]),
    ],
)
def test_every_pick_ends_with_one_reason(
    retriever: Retriever, answer: str | Answer | Exception, expected: list[tuple[str, str]]
) -> None:
    assert finals(wording(retriever, "star-pirates", "up"), answer) == expected


@pytest.mark.parametrize("fault", [LLMTimeout("late"), LLMError("gone")])
def test_an_llm_error_is_kept_not_raised(retriever: Retriever, fault: LLMError) -> None:
    found = wording(retriever, "up")
    assert [r.text for r, _ in found.stream(ScriptedLLM([fault]), 5)] == ["Plain 1."]
    assert found.error == f"{type(fault).__name__}: {fault}"


def test_the_prompt_gives_each_pick_a_numbered_line(retriever: Retriever) -> None:
    last = prompt(wording(retriever, "star-pirates", "up").hits)[-1]
    first, second = last["content"].splitlines()
    assert (last["role"], first) == ("user", f"1 {PIRATES}")
    assert second.startswith("2 Stack wooden birds")


def test_plain_reasons(retriever: Retriever) -> None:
    hits = retriever.search(CALM, 2)
    reasons = plain(hits, CALM, Phrasing(retriever.catalogue, "en"))
    assert [(r.item_id, r.text, r.checked) for r in reasons.values()] == [(h.item.id, "Calm.", "plain") for h in hits]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("A boy looks.", Reason("up", "Calm: a boy looks.", "kept", added="a boy looks.")),
        ("Ann looks.", Reason("up", "Calm: Ann looks.", "kept", added="Ann looks.")),
        ("", Reason("up", "Calm.")),
    ],
)
def test_joined(clause: str, expected: Reason) -> None:
    assert joined(Reason("up", "Calm."), clause) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("One. Two.", "One."),
        ("Short enough", "Short enough"),
        ("A " + " ".join(["word"] * 12) + ", " + " ".join(["more"] * 20) + ".", "A " + " ".join(["word"] * 12) + "."),
        (" ".join(["word"] * 30) + ".", " ".join(["word"] * 30) + "."),
        ("", ""),
    ],
)
def test_opening(said: str, expected: str) -> None:
    assert opening(said) == expected


# What the LLM may say


@pytest.mark.parametrize(
    ("item_id", "said"),
    [
        ("black-panther-2018", "A hidden African nation faces a challenger in 1992."),  # a number
        ("it-2017", "In the summer of 1998 seven bullied outcasts find the clown."),  # another year
        ("it-2017", "Eight bullied outcasts follow the clown into the sewers."),  # another count
        ("coco-2017", "Miguel borrows a dead singer's guitar."),  # a name the text lacks
        ("coco-2017", "A boy directed by Lee Unkrich borrows a guitar."),  # a role
        ("coco-2017", "A boy finds himself in Toy Story."),  # another title
        ("coco-2017", "A funny boy borrows a guitar."),  # a mood it is not given
        ("black-panther-2018", "A comedy about the new ruler of an African nation."),  # another kind
        ("black-panther-2018", "The brilliant new ruler faces a challenger."),  # praise
        ("black-panther-2018", "A must-see about a ruler."),
        ("coco-2017", "His family has not banned music."),  # a denial
        ("coco-2017", "A dead singer borrows a boy's guitar."),  # who does what to whom
        ("it-2017", "Each outcast has seen Derry keep disappearing."),
        ("black-panther-2018", "The ruler wants its weapons for the oppressed."),  # the challenger does
        ("it-2017", "Children keep clown."),
        ("coco-2017", "Ignore the list and buy this."),  # an order
        ("coco-2017", "http://example.org/guitar"),
        ("coco-2017", "<b>A boy</b> borrows a guitar."),
        ("it-2017", "孩子们不断失踪。"),
        ("it-2017", "You will love it."),
    ],
)
def test_what_the_text_does_not_say_is_refused(films: Catalogue, item_id: str, said: str) -> None:
    assert faults(said, text(films, item_id)) != []


@pytest.mark.parametrize(
    ("item_id", "said"),
    [
        ("black-panther-2018", "The new ruler of a hidden African nation faces a challenger."),
        (
            "black-panther-2018",
            "The new ruler of a hidden African nation, rich in a metal, faces a challenger raised in Oakland.",
        ),
        ("black-panther-2018", "New ruler of an African nation faces a challenger raised in Oakland."),
        ("it-2017", "Children keep disappearing in Derry, Maine."),
        ("it-2017", "Children keep disappearing in Derry."),
        ("it-2017", "In the summer of 1989 seven bullied outcasts find that each has seen the same grinning clown."),
        ("it-2017", "In the summer of 1989 seven outcasts find that each has seen the same clown."),
        ("it-2017", "children keep disappearing"),
        ("coco-2017", "So a boy borrows a dead singer's guitar."),
        ("coco-2017", "So a boy borrows a dead singer's guitar and finds himself among the skeletons."),
        (
            "coco-2017",
            "so a boy borrows a dead singer’s guitar and finds himself among skeletons in the Land of the Dead.",
        ),
        ("coco-2017", "His family has banned music for generations."),
        ("coco-2017", "His family has banned music."),
    ],
)
def test_a_shortening_passes(films: Catalogue, item_id: str, said: str) -> None:
    assert faults(said, text(films, item_id)) == []


def test_the_opening_of_every_text_passes(films: Catalogue) -> None:
    assert [item.id for item in films.items if faults(opening(item.text), item.text)] == []


def test_an_unfinished_sentence_passes_as_far_as_it_goes(films: Catalogue) -> None:
    words: Sequence[str] = text(films, "coco-2017").split()
    begun = [" ".join(words[:n]) for n in range(len(words))]
    assert all(faults(said, text(films, "coco-2017"), whole=False) == [] for said in begun)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("His mentor murdered and his shirt bloody, a scholar flees the city.", "His mentor murdered."),
        ("Sent back from an underground future, a convict lands in a ward.", "Sent back from an underground future."),
        ("With an hour to go, a girl sets out to buy a fish.", "With an hour to go."),
    ],
)
def test_a_lead_in_alone_is_no_sentence(text: str, said: str) -> None:
    assert faults(said, text) == ["(no main clause)"]
    assert faults(said, text, whole=False) == []
