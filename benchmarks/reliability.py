"""Scores and whether they were right in; how far a score can be believed out, as text and as a picture (SVG)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

BINS = 10
SIDE, GAP = 260, 60  # of one diagram, in pixels, and around it


class Judged(NamedTuple):
    score: float
    right: bool


class Bin(NamedTuple):
    size: int
    score: float  # their mean
    right: float  # their share


def binned(judged: Sequence[Judged]) -> list[Bin | None]:
    """Ten steps of the score, 1 in the last; None where none lies."""
    held: list[list[Judged]] = [[] for _ in range(BINS)]
    for each in judged:
        held[min(int(each.score * BINS), BINS - 1)].append(each)
    return [Bin(len(b), sum(e.score for e in b) / len(b), sum(e.right for e in b) / len(b)) if b else None for b in held]


def expected_error(judged: Sequence[Judged]) -> float:
    """The expected calibration error: how far, on average, a bin's score lies from its share of right ones. 0 is best."""
    return sum(b.size * abs(b.score - b.right) for b in binned(judged) if b) / max(len(judged), 1)


def told(judged: Sequence[Judged]) -> Iterator[str]:
    yield f"  how often a score is right (expected calibration error {expected_error(judged):.3f})"
    for number, each in enumerate(binned(judged)):
        if each:
            step = f"{number / BINS:.1f} - {(number + 1) / BINS:.1f}"
            yield f"    {step}  {each.size:5}  said {each.score:.2f}  right {each.right:.2f}  {'#' * round(40 * each.right)}"


def drawn(sets: Mapping[str, Sequence[Judged]]) -> str:
    """One diagram a set: the share that is right over the score, how many places on each bar; on the dashed line a score is true."""
    width, height = len(sets) * (SIDE + GAP) + GAP, SIDE + 2 * GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, (name, judged) in enumerate(sets.items()):
        parts.append(f'<g transform="translate({GAP + number * (SIDE + GAP)} {GAP})">{"".join(_diagram(name, judged))}</g>')
    return "\n".join((*parts, "</svg>", ""))


def _diagram(name: str, judged: Sequence[Judged]) -> Iterator[str]:
    yield f'<text x="0" y="-14">{escape(name)}: calibration error {expected_error(judged):.3f}, {len(judged):,} places</text>'
    most = max((b.size for b in binned(judged) if b), default=1)
    for number, each in enumerate(binned(judged)):
        if each:
            left, high, wide = number * SIDE / BINS, each.right * SIDE, SIDE / BINS - 2
            strength = 0.25 + 0.75 * each.size / most
            box = f'x="{left + 1:.1f}" y="{SIDE - high:.1f}" width="{wide:.1f}" height="{high:.1f}"'
            yield f'<rect {box} fill="#1f6f8b" opacity="{strength:.2f}">'
            yield f"<title>said {each.score:.2f}, right {each.right:.2f} of {each.size:,}</title></rect>"
    yield f'<path d="M0 {SIDE}L{SIDE} 0" stroke="#111" stroke-dasharray="4 4"/>'
    halo = 'font-size="9" text-anchor="middle" fill="#444" stroke="white" stroke-width="3" paint-order="stroke"'
    for number, each in enumerate(binned(judged)):
        if each:
            yield f'<text x="{(number + 0.5) * SIDE / BINS:.1f}" y="{(1 - each.right) * SIDE - 4:.1f}" {halo}>{each.size:,}</text>'
    yield f'<path d="M0 0V{SIDE}H{SIDE}" fill="none" stroke="#444"/>'
    for step in (0.0, 0.5, 1.0):
        yield f'<text x="{step * SIDE:.0f}" y="{SIDE + 18}" text-anchor="middle">{step}</text>'
        yield f'<text x="-8" y="{SIDE - step * SIDE + 4:.0f}" text-anchor="end">{step}</text>'
    yield f'<text x="{SIDE / 2}" y="{SIDE + 36}" text-anchor="middle">score</text>'
    yield f'<text transform="translate(-34 {SIDE / 2}) rotate(-90)" text-anchor="middle">share right</text>'
