"""The report: every figure is on the page, every text is escaped, and nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace

from test_outcomes import FED_UP, LATE, QUICK, SETTLED, exchange

from chatbot.findings import curves, page, said
from chatbot.results import summed
from retrieval.catalogue import Catalogue

OTHERS = [replace(d, system="popularity", person=d.person) for d in (SETTLED, FED_UP)]


def made(games: Catalogue, faults: tuple[str, ...] = ()) -> str:
    told = replace(QUICK, exchanges=(exchange("cafe-amelie", said="<b>calm</b> & quiet"),))
    dialogues = [told, LATE, *OTHERS]
    summary = {"plan": {"people": 2, "llm": "none"}, **summed(dialogues, games, turns=8, k=4)}
    return page(summary, dialogues, games, faults)


def test_the_page_has_the_figures_of_each_system(games: Catalogue) -> None:
    text = made(games)
    assert "<th>ours, agenda (2)</th><th>popularity, agenda (2)</th>" in text
    assert re.search(r"<td>success at 1</td><td>0\.50 \[[^<]+\]</td><td>0\.00 \[0\.00, 0\.00\]</td>", text)
    assert "people: 2; llm: none" in text
    assert text.count("<svg") == 4


def test_what_people_said_is_escaped(games: Catalogue) -> None:
    text = made(games, ("ours: not so: <i>",))
    assert "&lt;b&gt;calm&lt;/b&gt; &amp; quiet" in text and "<b>" not in text
    assert "not so: &lt;i&gt;" in text
    assert "Café Amélie ★" in text


def test_nothing_is_loaded_from_elsewhere(games: Catalogue) -> None:
    assert not re.search(r"(?:src|href)=|@import|url\(|<script", made(games))


def test_a_curve_without_points_is_left_out() -> None:
    assert "polyline" not in curves([("a", [(1.0, (None, None, None))])], "x")
    assert "polyline" in curves([("a", [(1.0, (0.5, 0.4, 0.6)), (2.0, (0.7, 0.6, 0.8))])], "x")


def test_a_figure_that_there_is_not() -> None:
    assert said((None, None, None)) == "–"
    assert said((0.5, 0.25, 0.75)) == "0.50 [0.25, 0.75]"
