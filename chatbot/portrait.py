"""Pictures of what people say and of how well it is read: sentiment by topic, reliability. Knows numbers and a canvas.

The colours are told apart by colour-blind people (Okabe and Ito 2008), and nothing by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.card import canvas
from chatbot.summary import Summary

if TYPE_CHECKING:
    from chatbot.loop import Turned
    from retrieval.metrics import Interval

PRAISE, BLAME, GREY = "#0072B2", "#D55E00", "#888888"
_MOST = 20
_FEWEST = 10  # texts in a bin that is worth a mark
_FONTS = ["Noto Sans CJK SC", "WenQuanYi Zen Hei", "SimHei", "PingFang SC", "Microsoft YaHei", "DejaVu Sans"]


def topics(summary: Summary, file: Path) -> None:
    """How often each topic is praised (to the right) and blamed (to the left), the most spoken of first."""
    found = summary.topics[:_MOST][::-1]
    with canvas(file, height=1.2 + 0.32 * max(1, len(found)), fonts=_FONTS) as axes:
        names = [name for name, _ in found]
        axes.barh(names, [tally.praised for _, tally in found], color=PRAISE, label="praised")
        axes.barh(
            names, [-tally.blamed for _, tally in found], color=BLAME, hatch="//", edgecolor="white", label="blamed"
        )
        axes.axvline(0, color=GREY, linewidth=0.8)
        axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
        axes.set(xlabel="texts")
        axes.legend(loc="lower right")
        axes.grid(axis="x", alpha=0.3)


def losses(steps: Sequence[tuple[int, float, float | None]], file: Path) -> None:
    """The loss after each epoch, on what teaches and on what is held back."""
    with canvas(file) as axes:
        for place, name, style in ((1, "taught", "-"), (2, "held back", "--")):
            points = [(step[0], step[place]) for step in steps if step[place] is not None]
            if points:
                axes.plot(*zip(*points, strict=True), style, label=name)
        axes.set(xlabel="epoch", ylabel="loss")
        axes.legend()
        axes.grid(alpha=0.3)


def descent(steps: Sequence[tuple[float, float | None, float | None]], file: Path) -> None:
    """The loss on the way through the epochs, on what teaches and on what is held back; each where it was looked at."""
    with canvas(file) as axes:
        for place, name, style in ((1, "taught", "-"), (2, "held back", "--")):
            points = [(step[0], value) for step in steps if (value := step[place]) is not None]
            if points:
                axes.plot(*zip(*points, strict=True), style, marker=".", label=name)
        axes.set(xlabel="epoch", ylabel="loss")
        axes.legend()
        axes.grid(alpha=0.3)


def agreement(predicted: Sequence[float], actual: Sequence[float], file: Path) -> None:
    """What was predicted for each actual rating: the middle half, and the median."""
    levels = sorted(set(actual))
    with canvas(file, height=5.0) as axes:
        groups = [[p for p, a in zip(predicted, actual, strict=True) if a == level] for level in levels]
        axes.boxplot(groups, positions=range(len(levels)), showfliers=False, medianprops={"color": BLAME})
        axes.plot(range(len(levels)), levels, color=PRAISE, linestyle="--", label="as it should be")
        axes.set_xticks(range(len(levels)), [f"{level:g}" for level in levels])
        axes.set(xlabel="actual rating", ylabel="predicted rating")
        axes.legend()
        axes.grid(alpha=0.3)


def reliability(
    curves: Mapping[str, Sequence[tuple[float, float, int]]],
    file: Path,
    *,
    says: tuple[str, str] = ("confidence", "share right"),
    low: float = 0.5,
) -> None:
    """How often what is said with some confidence is right: of each set the bins' (confidence, share right, texts).
    `says` names the axes, `low` is the least confidence."""
    marks = "osD^vP*X"
    with canvas(file, height=5.0) as axes:
        axes.plot([low, 1], [low, 1], color=GREY, linewidth=1, linestyle="--", label="as it should be")
        for number, (name, points) in enumerate(curves.items()):
            there = [(confidence, right) for confidence, right, texts in points if texts >= _FEWEST]
            if there:
                axes.plot(*zip(*there, strict=True), marker=marks[number % len(marks)], linewidth=1, label=name)
        axes.set(xlabel=says[0], ylabel=says[1], xlim=(low, 1), ylim=(max(0.0, low - 0.2), 1.02))
        axes.legend()
        axes.grid(alpha=0.3)


def moves(found: Turned, file: Path, *, beyond: int) -> None:
    """The places of items before and after a like, joined by lines; what is not among the first is below them."""
    out = beyond + 1
    with canvas(file, height=4.6, fonts=_FONTS) as axes:
        axes.plot([0], [found.place], color=PRAISE, marker="*", markersize=11)
        axes.text(-0.05, found.place, f"liked: {found.liked}  {found.place}", ha="right", va="center", fontsize=8)
        for move in found.moves:
            before, after = move.before or out, move.after or out
            up = after < before
            colour = PRAISE if up else BLAME if after > before else GREY
            axes.plot([0, 1], [before, after], color=colour, linestyle="-" if up else "--", marker="o", markersize=4)
            for x, place, side in ((-0.03, move.before, "right"), (1.03, move.after, "left")):
                if place:
                    axes.text(x, place, f"{move.title}  {place}" if x < 0 else f"{place}  {move.title}", ha=side,
                              va="center", fontsize=8)  # fmt: skip
        axes.set(xlim=(-0.9, 1.9), ylim=(out + 0.5, 0.5))
        axes.set_xticks([0, 1], ["before", f"after a like of {found.liked}"])
        axes.set_yticks([out], [f"below {beyond}"])
        axes.spines[["top", "right", "left"]].set_visible(False)


def growth(found: Sequence[tuple[int, Interval]], by_hand: Interval, file: Path) -> None:
    """What is learnt from more and more dialogues, with its interval, beside what is set by hand."""
    with canvas(file) as axes:
        xs = [count for count, _ in found]
        means = [one.mean for _, one in found]
        axes.fill_between(xs, [one.low for _, one in found], [one.high for _, one in found], color=PRAISE, alpha=0.2)
        axes.plot(xs, means, color=PRAISE, marker="o", label="learnt")
        axes.axhspan(by_hand.low, by_hand.high, color=BLAME, alpha=0.15)
        axes.axhline(by_hand.mean, color=BLAME, linestyle="--", label="by hand, without a log")
        axes.set(xlabel="dialogues learnt from", ylabel="R@10 in dialogues held back", xscale="log", ylim=(0, None))
        axes.set_xticks(xs, [f"{x:,}" for x in xs])
        axes.minorticks_off()
        axes.legend(loc="lower right")
        axes.grid(alpha=0.3)
