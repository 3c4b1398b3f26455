"""What Chinese messages change, read by the rules alone; the messages stand in `said_zh`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from _pytest.mark.structures import ParameterSet
from cases import Case, check, limit, wish
from messages import Meaningless, linkers_for, play
from said_zh import CONTROLS, MISSED, SAID, Section
from unseen_zh import UNSEEN

from retrieval.linker import Linker


def cases(sections: Mapping[str, Section]) -> list[Case]:
    """Every row as a case."""
    return [case_of(section, said, expected) for section in sections.values() for said, *expected in section.rows]


def marked(case: Case) -> ParameterSet:
    """A case, marked where it is known to be missed."""
    missed = [pytest.mark.xfail(strict=True, reason=MISSED[case.said])] if case.said in MISSED else []
    return pytest.param(case, id=case.said, marks=missed)


def case_of(section: Section, said: str, expected: list[str]) -> Case:
    """A row as a case of the hand-written messages."""

    def having(lead: str) -> tuple[str, ...]:
        return tuple(form.removeprefix(lead) for form in expected if form.startswith(lead))

    wishes = tuple(tuple(map(wish, form.split(" || "))) for form in expected if form.startswith(("want ", "avoid ")))
    intent = next(iter(having("is ")), "recommend")
    return Case(
        said, "zh", said, section.catalogue, "zh", before=section.before, shown=section.shown,
        intent=tuple(intent.split("|")), wishes=wishes, limits=tuple(map(limit, having("limits "))),
        dropped=having("drop "), seen=having("seen "), accepted=having("takes "), may=having("may "),
    )  # fmt: skip


@pytest.fixture(scope="module")
def linkers() -> Mapping[str, Linker]:
    return linkers_for(("movies", "boardgames", "places"), Meaningless())


def test_there_are_as_many_controls() -> None:
    said, controls = len(cases(SAID)), len(cases(CONTROLS))
    assert said + controls >= 120
    assert controls >= 0.4 * (said + controls)


@pytest.mark.parametrize("case", [marked(case) for case in cases(SAID)])
def test_what_is_said(linkers: Mapping[str, Linker], case: Case) -> None:
    outcome = play(case, linkers[case.catalogue])
    assert not outcome.faults, outcome


@pytest.mark.parametrize("case", [marked(case) for case in cases(CONTROLS)])
def test_what_is_not_said(linkers: Mapping[str, Linker], case: Case) -> None:
    outcome = play(case, linkers[case.catalogue])
    assert not outcome.faults, outcome


@pytest.mark.parametrize("case", [marked(case) for case in cases(UNSEEN)])
def test_what_the_rules_were_not_made_for(linkers: Mapping[str, Linker], case: Case) -> None:
    outcome = play(case, linkers[case.catalogue])
    assert not outcome.faults, outcome


def test_every_value_and_title_is_there(linkers: Mapping[str, Linker]) -> None:
    every = [*cases(SAID), *cases(CONTROLS), *cases(UNSEEN)]
    assert {case.id: wrong for case in every if (wrong := check(case, linkers[case.catalogue].catalogue))} == {}
