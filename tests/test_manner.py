"""How somebody writes is read off their texts; who wrote none gets a manner by chance, the same each time."""

from __future__ import annotations

from chatbot.manner import cares, drawn, manner, size, usual

LOUD = ["Great artwork! So good, so quick!", "The rules are so clear! Loved it!", "So much luck. Still fun!"]
SMALL = ["fine i guess, rules are confusing", "ok", "good artwork"]


def test_what_is_seen_of_a_person() -> None:
    found = manner(LOUD, "zh", "ann")
    assert (found.language, found.length, found.very, found.small, found.bare, found.known) == (
        "en", 14, "so", False, False, True,
    )  # fmt: skip
    assert 0 < found.exclaims < 0.2
    assert set(found.cares) >= {"rules", "design"}
    assert found.samples == (LOUD[0], LOUD[1]) or set(found.samples) <= set(LOUD)
    small = manner(SMALL, "en")
    assert (small.small, small.bare, small.length, small.exclaims) == (True, True, 13, 0.0)


def test_the_more_somebody_wrote_the_more_it_counts_how_they_write() -> None:
    lengths = [manner(LOUD[:1] * times, "en").length for times in (1, 10, 40)]
    assert lengths[0] > lengths[1] > lengths[2] > 6
    assert manner(LOUD * 13, "en").exclaims > 0.5
    long = "A great evening with clear rules and lovely artwork, and everybody laughed a lot until the end of it."
    assert manner([long * 4] * 8, "en").length > 60


def test_greetings_and_questions_do_not_tell_how_long_somebody_writes_of_a_thing() -> None:
    greeted = manner(["Hi", "Hello", "Which one?", *LOUD * 10], "en")
    assert greeted.length == manner(LOUD * 10, "en").length
    assert manner(["Hi", "Which one?"], "en").length == 16


def test_a_word_of_emphasis_is_theirs_where_every_second_text_has_it() -> None:
    plain = ["The rules are fine", "I like the artwork", "A good evening"]
    assert manner(["It was so good", "So much fun", *plain[:2]], "en").very == "so"
    assert manner(["It was so good", *plain], "en").very == ""


def test_chinese_and_the_language_most_used() -> None:
    found = manner(["画面很震撼，音乐很好听", "剧情很一般", "good"], "en")
    assert (found.language, found.very, found.bare) == ("zh", "很", True)
    assert found.length == 14
    assert "music" in found.cares
    assert size("很好听") == 3


def test_nobody_knows_how_a_stranger_writes() -> None:
    one = drawn("en", "ann")
    assert (
        one
        == manner([], "en", "ann")
        == manner(["", "  "], "en", "ann")
        == manner(["これはとてもよかったです"], "en", "ann")
    )
    assert not one.known
    assert (one.cares, one.samples) == ((), ())
    assert len({drawn("en", str(n)).length for n in range(40)}) == 4
    assert all(not drawn("zh", str(n)).small for n in range(40))


def test_aspects_and_usual_texts() -> None:
    assert cares(["Great artwork, poor rules", "rules are confusing", "a nice evening"], "en")[0] == "rules"
    assert usual(["a", "b" * 400, "cc", "ddd", "cc"]) == ("cc", "a")
    assert usual([]) == ()
