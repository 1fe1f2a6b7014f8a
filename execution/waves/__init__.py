"""In which waves the calls of a plan ask their source, worked out without asking it.

``loads`` says what one call loads, ``sizes`` for how many rows, ``step`` is what is found out about a
call, and ``waves`` goes through a plan as a run would.
"""

from execution.waves.step import Asked, How, Step
from execution.waves.waves import Rounds, RoundsOf, Waves, waves_of

__all__ = ["Asked", "How", "Rounds", "RoundsOf", "Step", "Waves", "waves_of"]
