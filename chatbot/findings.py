"""The report of a simulation as one HTML page, with its pictures in it. Knows figures and dialogues; computes none.

Every text is escaped; nothing is loaded from elsewhere, and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from chatbot.hosts import OURS
from chatbot.meeting import Dialogue
from retrieval.catalogue import Catalogue

_PAGE = Path(__file__).with_name("findings.html")
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # Okabe and Ito 2008
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "10 4")
_WIDE, _HIGH, _LEFT, _UNDER = 640, 260, 44, 34
_APART = 13.0  # between the names of two lines
_TALKS = 3
_FIGURES = {
    "success_1": "success at 1", "success_3": "at 3", "success_5": "at 5", "success_8": "at 8",
    "turns": "turns to success", "taken": "took something", "reward": "reward", "satisfaction": "satisfaction 1–5",
    "novelty": "novelty", "dead_ends": "dead ends", "repeated_questions": "repeated questions", "messages": "messages",
}  # fmt: skip

Summary = Mapping[str, Any]
Curve = tuple[str, list[tuple[float, Sequence[float | None]]]]


def page(summary: Summary, dialogues: Sequence[Dialogue], catalogue: Catalogue, faults: Sequence[str]) -> str:
    """The whole page; `summary` as `simulating.summed` makes it, with the plan in it."""
    groups = [(f"{s}, {k}", found) for s, kinds in summary["systems"].items() for k, found in kinds.items()]
    return _PAGE.read_text(encoding="utf-8").format(
        title=escape(f"Simulated people: {catalogue.name}"),
        plan=escape("; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in summary["plan"].items())),
        screen=summary["screen"],
        curves=curves([(name, _points(found["success_by_turn"])) for name, found in groups], "share with a success"),
        table=_figures(groups),
        ahead=_ahead(summary["ahead"]),
        manners=_manners(groups),
        ndcg=curves([(name, _points(found["ndcg"])) for name, found in groups], "nDCG"),
        rewards=_rewards(groups),
        kinds=_kinds(summary.get("kinds", {})) + _judged(summary),
        faults=_list(faults) or "<p>None.</p>",
        talks="".join(talk(d, catalogue) for d in _chosen(dialogues)),
    )


def page_of(title: str, body: str) -> str:
    """A page in the same dress with another body, which is HTML."""
    head = _PAGE.read_text(encoding="utf-8").partition("<h1>")[0]
    return f"{head.format(title=escape(title))}<h1>{escape(title)}</h1>{body}</body></html>\n"


def _points(found: Mapping[str, Sequence[float | None]]) -> list[tuple[float, Sequence[float | None]]]:
    return [(float(turn), value) for turn, value in found.items()]


def said(value: Sequence[float | None], digits: int = 2) -> str:
    """ "0.62 [0.55, 0.69]"; "–" where there is nothing to say."""
    mean, low, high = ("–" if v is None else f"{v:.{digits}f}" for v in value)
    return f"{mean} [{low}, {high}]" if mean != "–" else mean


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table; every cell is escaped."""
    first = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    others = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{first}</tr>{others}</table>"


def _figures(groups: Sequence[tuple[str, Summary]]) -> str:
    rows = [[label, *(said(found[key]) for _, found in groups)] for key, label in _FIGURES.items()]
    rows.append(["coverage", *(f"{found['coverage']:.2f}" for _, found in groups)])
    rows.append(["leaks of utterances", *(f"{f['leaks']} of {f['utterances']}" for _, f in groups)])
    rows.append(["refused utterances", *(str(f["refused"]) for _, f in groups)])
    rows.append(["false of statements", *(f"{f['false']} of {f['statements']}" for _, f in groups)])
    rows.append(["stuck dialogues", *(str(f["stuck"]) for _, f in groups)])
    return table(["", *(f"{name} ({found['dialogues']})" for name, found in groups)], rows)


def _ahead(found: Mapping[str, Any]) -> str:
    rows = [
        [kind, name, *(said(one[key]) for key in ("success_5", "turns", "satisfaction"))]
        for kind, others in found.items()
        for name, one in others.items()
    ]
    head = ["kind", "ours less", "success at 5", "turns to success", "satisfaction"]
    return table(head, rows) if rows else "<p>There is no other system in this run.</p>"


def _manners(groups: Sequence[tuple[str, Summary]]) -> str:
    manners = list(dict.fromkeys(m for _, found in groups for m in found["manners"]))
    bars = [
        (m, [(name, found["manners"][m]["success_5"]) for name, found in groups if m in found["manners"]])
        for m in manners
    ]
    rows = [
        [name, m, str(one["dialogues"]), *(said(one[key]) for key in ("success_5", "turns", "satisfaction", "reward"))]
        for name, found in groups
        for m, one in found["manners"].items()
    ]
    head = ["system", "manner", "dialogues", "success at 5", "turns to success", "satisfaction", "reward"]
    return grouped_bars(bars, "success at 5 turns") + table(head, rows)


def _rewards(groups: Sequence[tuple[str, Summary]]) -> str:
    return curves([(name, _points(found["reward_by_length"])) for name, found in groups], "reward", low=-0.8)


def _kinds(found: Mapping[str, Any]) -> str:
    """How far the kinds of simulated people disagree."""
    if not found:
        return ""
    keys = ("success_5", "turns", "satisfaction", "disagree")
    rows = [[pair, *(said(one[key]) for key in keys)] for pair, one in found.items()]
    head = ["kinds", "success at 5", "turns to success", "satisfaction", "people they disagree on"]
    return f"<h2>How far the kinds of people disagree about ours</h2>{table(head, rows)}"


def _judged(summary: Summary) -> str:
    """What an LLM says of the dialogues, apart from the rest."""
    judged = summary.get("judged", {})
    if not judged:
        return ""
    points = list(next(iter(judged.values())))
    rows = [[name, *(said(found[point]) for point in points)] for name, found in judged.items()]
    return f"<h2>Judged from 1 to 5 by {escape(summary['judge'])}</h2>{table(['', *points], rows)}"


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""


def _chosen(dialogues: Sequence[Dialogue]) -> Iterator[Dialogue]:
    """Of ours the quickest success, some that failed, and one between."""
    ours = sorted((d for d in dialogues if d.system == OURS), key=lambda d: d.success or 99)
    if ours:
        places = dict.fromkeys((0, len(ours) // 2, *range(len(ours) - _TALKS, len(ours))))
        yield from (ours[at] for at in places if 0 <= at < len(ours))


def talk(dialogue: Dialogue, catalogue: Catalogue) -> str:
    """A dialogue as it went; a star marks what was hidden."""

    def named(ids: Sequence[str]) -> str:
        items = [item for one in ids if (item := catalogue.item(one))]
        return ", ".join(f"{i.title}{' ★' if i.id in dialogue.targets else ''}" for i in items)

    lines = [f"<p><small>{escape(f'{dialogue.kind}, {dialogue.manner}: {dialogue.left}')}</small></p>"]
    for e in dialogue.exchanges:
        lines.append(f"<p>{escape(e.said)}</p><p class='bot'>{escape(e.answer)} {escape(named(e.shown))}</p>")
        if e.clicks:
            clicked = ", ".join(f"{kind} {named([item])}" for item, kind in e.clicks)
            lines.append(f"<p><small>{escape(clicked)}</small></p>")
    return f"<div class='talk'>{''.join(lines)}<p>{escape(dialogue.last_said)}</p></div>"


# Pictures


def curves(found: Sequence[Curve], says: str, *, low: float = 0.0, high: float = 1.0) -> str:
    """Lines over turns, each with its interval as a band and its name at its end."""
    most = max((x for _, points in found for x, _ in points), default=1.0)

    def at(x: float, y: float) -> str:
        across = _LEFT + (_WIDE - _LEFT - 150) * (x - 1) / max(1.0, most - 1)
        return f"{across:.1f},{(_HIGH - _UNDER) * (1 - (y - low) / (high - low)) + 6:.1f}"

    parts = list(_axes(most, low, high, at))
    ends: list[tuple[float, float, str]] = []  # where a line ends: down, across, and its name
    for number, (name, points) in enumerate(found):
        known = [(x, v) for x, v in points if v[0] is not None]
        if not known:
            continue
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        band = [at(x, v[2] or 0.0) for x, v in known] + [at(x, v[1] or 0.0) for x, v in reversed(known)]
        line = [at(x, v[0] or 0.0) for x, v in known]
        parts += [
            f'<polygon points="{" ".join(band)}" fill="{colour}" opacity=".12"/>',
            f'<polyline points="{" ".join(line)}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>',
        ]
        across, down = map(float, line[-1].split(","))
        ends.append((down, across, name))
    lowest = -_APART
    for down, across, name in sorted(ends):
        lowest = max(down + 4, lowest + _APART)  # so that no name stands on another
        parts.append(f'<text x="{across + 6:.0f}" y="{lowest:.0f}">{escape(name)}</text>')
    return _figure(parts, says + " by turn, with 95 % intervals", _HIGH)


def _axes(most: float, low: float, high: float, at: Any) -> Iterator[str]:
    for step in range(5):
        y = low + (high - low) * step / 4
        start, end = at(1, y), at(most, y)
        x, height = start.split(",")
        far = end.split(",")[0]
        yield f'<line x1="{x}" y1="{height}" x2="{far}" y2="{height}" stroke="#888" opacity=".3"/>'
        yield f'<text x="2" y="{float(height) + 4:.0f}">{y:.2f}</text>'
    for turn in range(1, int(most) + 1):
        yield f'<text x="{at(turn, low).split(",")[0]}" y="{_HIGH - 6}">{turn}</text>'


def grouped_bars(found: Sequence[tuple[str, list[tuple[str, Sequence[float | None]]]]], says: str) -> str:
    """Bars from 0 to 1 in groups, each with its interval and its name."""
    parts, y = [], 4
    for group, bars in found:
        parts.append(f'<text x="0" y="{y + 12}" font-weight="600">{escape(group)}</text>')
        y += 18
        for number, (name, value) in enumerate(bars):
            mean, low, high = (240 + 360 * (v or 0.0) for v in value)
            colour = _COLOURS[number % len(_COLOURS)]
            parts += [
                f'<text x="12" y="{y + 12}">{escape(name)}</text>',
                f'<rect x="240" y="{y + 2}" width="{mean - 240:.1f}" height="12" fill="{colour}"/>',
                f'<line x1="{low:.1f}" y1="{y + 8}" x2="{high:.1f}" y2="{y + 8}" stroke="#888" stroke-width="2"/>',
            ]
            y += 17
        y += 6
    return _figure(parts, says + ", with 95 % intervals", y + 4)


def _figure(parts: Sequence[str], says: str, height: int) -> str:
    head = f'<svg viewBox="0 0 {_WIDE} {height}" width="{_WIDE}" role="img" aria-label="{escape(says)}">'
    return f"<figure>{head}{''.join(parts)}</svg><figcaption>{escape(says)}</figcaption></figure>"
