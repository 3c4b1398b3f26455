"""Figures as JSON and as lines: by system, kind and manner, ours less the others, and how far kinds disagree."""

from __future__ import annotations

import json
from dataclasses import replace

from test_outcomes import FED_UP, LATE, QUICK

from chatbot.results import readable, said, summed
from retrieval.catalogue import Catalogue

THEIRS = [replace(FED_UP, system="popularity", person=d.person) for d in (QUICK, LATE)]
WORDED = [replace(QUICK, kind="worded"), replace(FED_UP, kind="worded", person="q")]


def test_everything_is_plain_json_and_told_in_lines(games: Catalogue) -> None:
    summary = summed([QUICK, LATE, *THEIRS, *WORDED], games, turns=8, k=4)
    assert json.loads(json.dumps(summary)) == summary
    assert set(summary["systems"]) == {"ours", "popularity"}
    assert summary["ahead"]["agenda"]["popularity"]["success_5"][0] == 0.5
    assert summary["kinds"]["agenda less worded"]["disagree"][0] == 0.5
    lines = list(readable(summary))
    assert any(
        line.startswith("ours less popularity, agenda, of the same people: success at 5 .50 [") for line in lines
    )
    assert any(line.startswith("agenda less worded, about ours: ") for line in lines)
    assert "  terse (2)" in [line[:11] for line in lines]


def test_an_interval_in_short() -> None:
    assert said((0.5, -0.25, 1.0)) == ".50 [-.25, 1.00]"
    assert said((None, None, None)) == "– [–, –]"
