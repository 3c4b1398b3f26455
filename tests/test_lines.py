"""The profile and explanations as lines of text."""

from __future__ import annotations

from chatbot.dialogue import Bar, Table, Why
from chatbot.lines import aside_lines, profile_lines
from chatbot.phrasing import Phrasing
from chatbot.view import Entry
from retrieval.catalogue import Catalogue


def test_wishes_are_numbered_through_both_groups(games: Catalogue) -> None:
    wishes = (Entry("a", "calm", "“calm”"), Entry("b", "space", "", "strongly", "taste", muted=True))
    assert list(profile_lines(wishes, Phrasing(games, "en"))) == [
        "Today",
        "1  calm  “calm”",
        "Your taste (kept for your next chats)",
        "2  space  (strongly, muted, does not count)",
    ]
    assert list(profile_lines((), Phrasing(games, "en"))) == []


def test_an_explanation_has_a_bar_for_each_part() -> None:
    why = Why("up", "Up", None, (Bar("calm", 0.5), Bar("price", -0.25)), "Up is not shown.", "Without it first.")
    assert list(aside_lines(why, 80)) == [
        "Up is not shown.",
        f"  +0.50  {'█' * 20}  calm",
        f"  −0.25  {'░' * 10}{' ' * 10}  price",
        "Without it first.",
    ]


def test_a_table_is_lines_too() -> None:
    assert "1999" in "".join(aside_lines(Table(("", "A"), (("Year", "1999"),)), 40))
