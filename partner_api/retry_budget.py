"""How many repetitions an organization's reads may have."""


class RetryBudget:
    """Successes earn repetitions: each ``share`` of one, and at most ``reserve`` are saved.

    With a share of failures p, a read that succeeds in the end needs 1 / (1 - p) attempts. Earning
    from successes bounds what is sent to 1 / (1 - share * (1 - p)) per read: enough for all
    repetitions while few fail, less the more fail, none in an outage beyond the reserve.

    Once nothing is left, nothing is given until half of the reserve is there again. An answer that
    is made of several reads is whole or not: better few answers lack much than many a little.
    """

    def __init__(self, share: float, reserve: float) -> None:
        self._share = share
        self._reserve = reserve
        self._left = reserve
        self._is_exhausted = False

    @property
    def left(self) -> float:
        """How many repetitions could be had now."""
        return 0.0 if self._is_exhausted else self._left

    def earn(self) -> None:
        """Tell of a success."""
        if self._left < self._reserve:
            self._left = min(self._left + self._share, self._reserve)
            if self._is_exhausted and self._left >= self._reserve / 2:
                self._is_exhausted = False

    def take(self) -> bool:
        """Take one repetition; false if there is none."""
        if self._left < 1.0:
            self._is_exhausted = True
        if self._is_exhausted:
            return False
        self._left -= 1.0
        return True
