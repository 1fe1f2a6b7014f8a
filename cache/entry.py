"""What is kept of one answer in this process."""

from dataclasses import dataclass

from cache.freshness import Rule

OVERHEAD_BYTES = 1024
"""What an entry takes beside its answer: keys, tags, places in mappings."""


@dataclass(slots=True)
class Entry:
    """One answer.

    ``value`` is the decoded record; for what does not exist (``is_absent``) it is the text that
    said so. ``size`` is what it counts as, in bytes. ``began_at`` is when the upstream began to be
    asked, in seconds since the epoch: the answer is at least as new as that.

    ``generation`` is its tag's in Redis, if that was known then, and ``epoch`` the connection
    through which purges have been heard of ever since: see :class:`cache.redis.SharedLevel`.
    """

    value: object
    size: int
    began_at: float
    is_absent: bool = False
    generation: bytes | None = None
    epoch: int = 0

    def is_fresh(self, age: float, rule: Rule) -> bool:
        """Whether it may be served as it is."""
        return age < (rule.absent if self.is_absent else rule.fresh)

    def is_stale(self, age: float, rule: Rule) -> bool:
        """Whether it may still be served, and should be asked for anew."""
        return not self.is_absent and age < rule.fresh + rule.stale

    def helps(self, age: float, rule: Rule) -> bool:
        """Whether it may be served in place of a failure."""
        return not self.is_absent and age < max(rule.if_error, rule.fresh + rule.stale)
