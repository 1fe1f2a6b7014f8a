"""What is noted of every mutation, for whoever asks later who did what."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One mutation. It names objects and fields, and never their values.

    ``outcome`` is ``DONE``, ``REFUSED_INPUT`` (with the ``problems`` as field and code), or the
    public code of an error. ``objects`` are upstream ids by the name of the input's field; what was
    written is ``result``.
    """

    mutation: str
    outcome: str
    objects: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    result: str | None = None
