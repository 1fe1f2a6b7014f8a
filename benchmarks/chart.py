"""A picture of a comparison: bars of requests per second of CPU time, on a logarithmic scale."""

import math
from collections.abc import Sequence
from html import escape

from benchmarks.cases import MODES
from benchmarks.measuring import together
from benchmarks.throughput import GATEWAY, Comparison

_WIDTH, _LEFT, _RIGHT = 860, 300, 90
_BAR, _GAP, _HEADING = 15, 4, 30
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#444}.h{font-weight:600;font-size:13px;fill:#222}"
    ".ours{fill:#0a7d5a}.peer{fill:#9aa5b1}.axis{stroke:#ddd}"
    "@media(prefers-color-scheme:dark){text{fill:#c8ccd0}.h{fill:#eee}.axis{stroke:#3a3f44}.peer{fill:#6b7681}"
    ".ours{fill:#2fb98a}}"
)


def chart(comparisons: Sequence[Comparison]) -> str:
    """An SVG."""
    rates = [
        [(name, 1 / together(rounds).cpu_per_request) for name, rounds in comparison.rounds.items()]
        for comparison in comparisons
    ]
    flat = [rate for group in rates for _, rate in group]
    low, high = math.floor(math.log10(min(flat))), math.ceil(math.log10(max(flat)))
    scale = (_WIDTH - _LEFT - _RIGHT) / max(1, high - low)
    parts, y = [], 24
    for comparison, group in zip(comparisons, rates, strict=True):
        heading = f"{comparison.case} — {MODES[comparison.mode]}"
        parts.append(f'<text class="h" x="10" y="{y + 14}">{escape(heading)}</text>')
        y += _HEADING - 8
        for name, rate in group:
            parts.append(_bar(name, rate, y, (math.log10(rate) - low) * scale))
            y += _BAR + _GAP
        y += _HEADING - 16
    axis = [
        f'<line class="axis" x1="{x:.0f}" x2="{x:.0f}" y1="20" y2="{y}"/>'
        f'<text x="{x:.0f}" y="14" text-anchor="middle">{10**power:,.10g}</text>'
        for power in range(low, high + 1)
        for x in [_LEFT + (power - low) * scale]
    ]
    title = "Requests per second of CPU time on one core, logarithmic; longer is better"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + 26}" role="img">'
        f"<title>{title}</title><style>{_STYLE}</style>{''.join(axis)}{''.join(parts)}"
        f'<text x="{_LEFT}" y="{y + 18}">{title}</text></svg>\n'
    )


def _bar(name: str, rate: float, y: int, width: float) -> str:
    kind = "ours" if name == GATEWAY else "peer"
    middle = y + _BAR - 3
    return (
        f'<text x="{_LEFT - 8}" y="{middle}" text-anchor="end">{escape(name)}</text>'
        f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{max(1.0, width):.1f}" height="{_BAR}"/>'
        f'<text x="{_LEFT + max(1.0, width) + 6:.0f}" y="{middle}">{rate:,.0f}</text>'
    )
