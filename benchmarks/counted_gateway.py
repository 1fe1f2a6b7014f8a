"""``python -m benchmarks.counted_gateway``: the gateway, which counts its bytecode while it is told to.

SIGUSR1 begins to count. SIGUSR2 writes what was counted as JSON into the file that ``BYTECODE_FILE`` names.
"""

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from gateway.cli import main

_ROOT = Path(__file__).parents[1]
_counted: Counter[CodeType] = Counter()


def _count(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 - as Python's own trace functions
    if event == "call":
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
    elif event == "opcode":
        _counted[frame.f_code] += 1
    return _count


def _begin(*_: object) -> None:
    _counted.clear()
    sys.settrace(_count)


def _write(*_: object) -> None:
    sys.settrace(None)
    found = {f"{code.co_qualname} ({_place(code)})": count for code, count in _counted.items()}
    target = Path(os.environ["BYTECODE_FILE"])
    target.with_suffix(".new").write_text(json.dumps(found))
    target.with_suffix(".new").rename(target)


def _place(code: CodeType) -> str:
    path = Path(code.co_filename)
    short = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) and ".venv" not in path.parts else path.name
    return f"{short}:{code.co_firstlineno}"


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, _begin)
    signal.signal(signal.SIGUSR2, _write)
    main()
