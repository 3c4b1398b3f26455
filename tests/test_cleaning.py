"""What is no comment is set aside with its reason, and what is one stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot import cleaning
from chatbot.cleaning import Clean, Cleaner, flat, language_of

LONG = "The delivery was quick and the box was whole, but the colour is not the one in the picture"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  ...!! 5", "empty"),
        ("此用户没有填写评价内容", "boilerplate"),
        ("Sent from my iPhone", "boilerplate"),
        ("asdfgh jkl; qwer", "gibberish"),
        ("xkcdqrtz bvnmsdf", "gibberish"),
        ("aaaaaaaaaaaaa", "gibberish"),
        ("加微信 abc12345 刷单日赚三百", "spam"),
        ("Click here to earn $500: http://example.org", "spam"),
        ("https://example.org/x", "spam"),
        ("Una voz que destaca y una obra muy recomendable para todos los que la oyen", "language"),
        ("とてもよかったです。また買います", "language"),
        ("很好很好很好很好很好很好很好很好很好很好", ""),
        ("差差差差差差差差差", ""),
        ("哈哈哈哈哈哈", ""),
        ("Not bad", ""),
        ("LOVE IT!!!", ""),
        ("The phone 13800138000 of the shop is on the box, fine by me", ""),
        ("I found it at www.example.org and it is a good kettle that boils fast", ""),
    ],
)
def test_why_a_text_is_set_aside(text: str, reason: str) -> None:
    assert Cleaner().take("1", text).reason == reason


def test_what_is_said_twice_is_a_duplicate_if_that_is_no_chance() -> None:
    cleaner = Cleaner()
    assert cleaner.take("1", LONG).reason == ""
    assert cleaner.take("2", LONG.upper() + "!!") == Clean(LONG.upper() + "!!", "en", "duplicate", "1")
    assert cleaner.take("3", LONG.replace("quick", "very quick")).reason == "near duplicate"
    short = [("4", "ann", "x"), ("5", "bob", "x"), ("6", "ann", "y"), ("7", "ann", "x"), ("8", "", "x"), ("9", "", "x")]
    reasons = [cleaner.take(id_, "Good!", person=person, item=item).reason for id_, person, item in short]
    assert reasons == ["", "", "", "duplicate", "", ""]


def test_boilerplate_is_cut_off() -> None:
    cleaner = Cleaner()
    found = cleaner.take("1", "Works well. I received this product for free in exchange for my honest review.")
    assert (found.text, found.cut, found.reason) == ("Works well.", 1, "")
    common = "Thank you for shopping with the kettle house of the north."
    cut = [cleaner.take(str(n), f"Review number {n} of mine says this and that. {common}").cut for n in range(8)]
    assert cut == [0, 0, 0, 0, 0, 1, 1, 1]


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "MEMORY", 2)
    cleaner = Cleaner()
    texts = [
        "The kettle boils in a minute and is easy to clean",
        "A carpet that is softer than it looks in the shop",
        "My violin came without a bow, and nobody answered",
    ]
    assert [cleaner.take(name, text).reason for name, text in zip("abc", texts, strict=True)] == ["", "", ""]
    assert cleaner.take("d", texts[0]).reason == ""  # forgotten
    assert cleaner.take("e", texts[0]).reason == "duplicate"


def test_markup_goes() -> None:
    assert flat("<b>Good</b><br/>value &amp; \x00fast\n\nreally") == "Good value & fast really"
    assert flat("soooooooo good") == "soo good"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Good value", "en"),
        ("还不错 iPhone 手机", "zh"),
        ("", "en"),
        ("Das ist ein sehr gutes Gerät und es ist nicht laut", "other"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    found = Cleaner().take("1", text)
    assert found.reason in ("", *cleaning.REASONS)
    assert found.text.isprintable()
