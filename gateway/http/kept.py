"""Answers that were given before: found by the bytes of the request, before anything of it is read."""

from collections.abc import Hashable
from typing import NamedTuple

from cache import WholeAnswer, WholeAnswers
from domain.roles import Viewer
from gateway.answers import Answer
from gateway.http.compression import compress
from gateway.http.response import Outgoing


class Asked(NamedTuple):
    """What of a request decides its answer, beside who asks: all bytes that are read of it.

    ``content_type`` is ``None`` for a GET, whose ``text`` is the query string. Only requests that
    were found well formed are ever kept, so equal bytes are as well.
    """

    content_type: str | None
    text: bytes


class KeptAnswers:
    """The answers to queries, by what was asked and by whom.

    An answer in which anything was decided by who the viewer is, is kept under the viewer: everything
    that the token says, and until when. Any other is the same for everybody of that role in that
    organization, and is kept under these two.
    """

    def __init__(self, answers: WholeAnswers) -> None:
        self._answers = answers

    def find(self, viewer: Viewer, asked: Asked) -> Outgoing | None:
        """The answer to the same request of before, if it is still good."""
        answers = self._answers
        if not answers.is_enabled:
            return None
        for key in ((viewer.organization_id, viewer.role, asked), (viewer, asked)):
            answer = answers.get(key)
            if answer is not None:
                answers.hits += 1
                return self._outgoing(key, answer)
        answers.misses += 1
        return None

    def keep(self, viewer: Viewer, asked: Asked, answer: Answer, body: bytes) -> None:
        """Keep an answer, if it may be."""
        made_of = answer.made_of
        if made_of is None or not self._answers.is_enabled:
            return
        shared = (viewer.organization_id, viewer.role, asked)
        key: Hashable = (viewer, asked) if made_of.is_personal else shared
        key_bytes = len(asked.text) + len(asked.content_type or "")
        self._answers.keep(made_of.mark, key, key_bytes, body, made_of.freshness, made_of.name)

    def _outgoing(self, key: Hashable, answer: WholeAnswer) -> Outgoing:
        answers = self._answers

        def compressed(coding: str) -> bytes:
            body = answer.encoded.get(coding)
            if body is None:
                body = compress(answer.body, coding)
                answers.add_encoded(key, answer, coding, body)
            return body

        return Outgoing(
            answer.body, answers.seconds_left(answer), answers.age(answer), compressed, answer.name
        )
