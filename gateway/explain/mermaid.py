"""An explanation as a flowchart of Mermaid: what is asked in one wave stands in one box."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from execution.waves import How, Step
from gateway.explain import words
from gateway.explain.explanation import Explanation


class _Node(NamedTuple):
    """A step, the name of its node and that of the node above, and the wave in which it asks (0: none)."""

    step: Step
    name: str
    above: str
    wave: int


def as_mermaid(explanation: Explanation) -> str:
    """The flowchart; lines end with line feeds."""
    waves = explanation.waves
    nodes = [] if waves is None else list(_nodes(waves.steps, "request", iter(range(1, 1_000_000))))
    lines = ["---", f"title: {words.title(explanation)}", "---", "flowchart LR"]
    lines.append(f'  request(["{"<br>".join(words.totals(explanation))}"])')
    for wave in sorted({each.wave for each in nodes}):
        told = [f'{each.name}["{_label(each)}"]' for each in nodes if each.wave == wave]
        if not wave:
            lines += [f"  {each}" for each in told]
            continue
        lines += [f'  subgraph wave{wave}["wave {wave}"]', *(f"    {each}" for each in told), "  end"]
    by_place = {each.step.place: each.name for each in nodes}
    for each in nodes:
        lines += [f"  {line}" for line in _arrows(each, by_place)]
    return "\n".join([*lines, ""])


def _nodes(steps: Sequence[Step], above: str, numbers: Iterator[int]) -> Iterator[_Node]:
    for step in steps:
        name = f"s{next(numbers)}"
        asking = [each.wave for each in step.asked if each.how is not How.SHARED]
        yield _Node(step, name, above, min(asking, default=0))
        yield from _nodes(step.below, name, numbers)


def _label(node: _Node) -> str:
    step = node.step
    lines = [".".join(step.path), words.coordinate(step)]
    for loads in words.alike(step):
        made, waves = words.calls(loads), words.waves(step, loads)
        if made:
            told = f"{words.names(loads)}: ≤ {made:,} {'call' if made == 1 else 'calls'}"
            lines.append(told if waves == str(node.wave) else f"{told}, wave {waves}")
    return "<br>".join(lines)


def _arrows(node: _Node, by_place: dict[tuple[str, ...], str]) -> Iterator[str]:
    """From the call above; dotted where the call did not have to wait, and from whoever has asked."""
    own = {each.how for each in node.step.asked}
    is_early = bool(own & {How.FORESEEN, How.AHEAD})
    yield f"{node.above} {'-. early .->' if is_early else '-->'} {node.name}"
    sources = dict.fromkeys(each.source for each in node.step.asked if each.how is How.SHARED)
    sharing = [by_place[each] for each in sources if each in by_place]
    yield from (f"{each} -. shared .-> {node.name}" for each in sharing if each != node.above)
