"""How often Python looks for cyclic garbage."""

import gc

_YOUNG, _MIDDLE, _OLD = 200_000, 20, 100


def tune_garbage_collection() -> None:
    """Have what is there now never looked at again, and the rest less often; called when all is built.

    The schema and the modules are some half a million objects that live as long as the process, and
    an answer for many users makes as many that are gone right after it. Looking at all of them every
    700 objects, as is usual, is up to a third of the time that a large answer takes. Hardly anything
    here refers to itself, so there is little to be found.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
