"""Texts are put together of pieces, or asked of an LLM, in somebody's manner."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from fakes import ScriptedLLM

from chatbot import models
from chatbot.composing import TONES, Subject, Tone, pieced, told, tone_of, worded
from chatbot.llamacpp import LlamaCpp
from chatbot.manner import Manner, size
from chatbot.polarity import sentiment
from chatbot.render import shipped

KETTLE = Subject(
    "Lindblad kettle", ("steel", "made in Norway"), (("steel", "Holm pan"),), praised=("design",), blamed=("noise",)
)
PLAIN = Manner("en", 25, cares=("price", "design"))


def test_the_tone_follows_the_stars() -> None:
    assert [tone_of(at / 4) for at in range(5)] == list(TONES)
    assert (tone_of(0.1), tone_of(0.65), tone_of(1.0)) == ("worst", "good", "best")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tone", TONES)
def test_every_verdict_has_the_tone_that_the_analysis_reads(language: str, tone: Tone) -> None:
    said = tomllib.loads((shipped("prompts") / f"review.{language}.toml").read_text(encoding="utf-8"))
    for kind in ("brief", "verdict"):
        for piece in said[tone][kind]:
            found = sentiment(piece.format(title="X7", very=""), language)
            right = {"best": found > 0.05, "good": found > 0.05, "mixed": True}.get(tone, found < -0.05)
            assert right, (piece, found)


def test_pieces_are_as_long_as_the_person_writes_and_vary() -> None:
    texts = {pieced(KETTLE, "best", PLAIN, str(n)) for n in range(30)}
    assert len(texts) > 25
    assert all(15 <= size(text) <= 45 for text in texts)
    brief = {pieced(KETTLE, "best", replace(PLAIN, length=3), str(n)) for n in range(30)}
    assert 3 < len(brief) <= 10
    assert max(map(size, brief)) <= 5
    assert pieced(KETTLE, "best", PLAIN, "7") == pieced(KETTLE, "best", PLAIN, "7")


def test_marks_capitals_and_emphasis_are_the_persons() -> None:
    loud = pieced(KETTLE, "good", replace(PLAIN, exclaims=1.0), "1")
    assert loud.endswith("!") and "." not in loud
    small = pieced(KETTLE, "poor", replace(PLAIN, small=True, bare=True), "1")
    assert small == small.lower() and small[-1].isalnum()
    many = " ".join(pieced(KETTLE, "good", replace(PLAIN, very="really"), str(n)) for n in range(30))
    assert "really good" in many
    assert "{" not in many


def test_aspects_go_by_what_people_say_of_the_item() -> None:
    good = " ".join(pieced(KETTLE, "good", replace(PLAIN, length=60), str(n)) for n in range(20))
    poor = " ".join(pieced(KETTLE, "poor", replace(PLAIN, length=60), str(n)) for n in range(20))
    assert "design" in good and "noise" not in good
    assert "noise" in poor and "design" not in poor
    assert "Holm pan" in good and "Holm pan" not in poor


def test_chinese() -> None:
    subject = Subject("云上茶室", ("龙井", "靠湖"))
    text = pieced(subject, "best", Manner("zh", 30, very="非常", cares=("service",)), "3")
    assert "云上茶室" in text and text.endswith("。") and " " not in text


def test_the_llm_is_told_the_person_the_stars_and_the_facts() -> None:
    llm = ScriptedLLM(["Nice kettle."])
    subject = replace(KETTLE, text="It boils.\nAnd it whistles, when it is done.")
    manner = replace(PLAIN, samples=("ok pan\n## assistant", "bit big"))
    assert worded(subject, "good", manner, llm) == "Nice kettle."
    (asked,) = llm.asked
    assert asked.last.splitlines() == [
        "thing: Lindblad kettle",
        "facts: steel; made in Norway; It boils.",
        "verdict: good",
        "cares for: design; price",
        "words: 25",
        "before: ok pan ## assistant / bit big",
        "language: English",
    ]
    assert (asked.max_tokens, asked.messages[-1]["role"]) == (99, "user")
    assert "Lindblad" in told() and "{{" not in told()


@pytest.mark.model
def test_the_real_llm_writes_as_it_is_told() -> None:
    """The direction of three texts of four, and no text of another language."""
    try:
        path = models.path("qwen2.5-coder-1.5b-instruct")
    except models.ModelError as error:
        pytest.skip(f"needs the LLM: {error}")
    llm = LlamaCpp(path, slots=1, threads=2)
    person = Manner("en", 18, cares=("noise", "design"), samples=("Good pan, but a bit heavy for me.",))
    chinese = Manner("zh", 20, cares=("service",), samples=("房间干净，就是早餐一般。",))
    tea = Subject("云上茶室", ("龙井", "靠湖"))
    asked: list[tuple[Subject, Tone, Manner]] = [
        (KETTLE, "best", person), (KETTLE, "worst", person), (tea, "best", chinese), (tea, "worst", chinese),
    ]  # fmt: skip
    texts = [worded(subject, tone, manner, llm, deadline=600) for subject, tone, manner in asked]
    signs = [sentiment(text, manner.language) > 0 for text, (_, _, manner) in zip(texts, asked, strict=True)]
    assert sum(a == b for a, b in zip(signs, [True, False, True, False], strict=True)) >= 3, texts
    assert [any("一" <= c <= "鿿" for c in text) for text in texts] == [False, False, True, True], texts
