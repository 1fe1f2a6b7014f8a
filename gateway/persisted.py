"""Documents that clients name instead of sending them.

*Trusted documents* come with the deployment, in a manifest that the client's build wrote. *Automatic
persisted queries* are registered by clients themselves, under the SHA-256 of their text.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

_NONE: Mapping[str, str] = MappingProxyType({})
_APOLLO_FORMAT = "apollo-persisted-query-manifest"


class ManifestError(Exception):
    """A manifest is not in one of the formats that are understood; one line that names the file."""


class AutomaticQueries:
    """A bounded store of registered texts, the least recently used ones leaving first.

    Bounded in number and in bytes, so that it cannot be flooded. It cannot be poisoned: a text is
    only ever kept under its own hash, and only once it has been found valid.
    """

    def __init__(self, capacity: int = 1_000, max_bytes: int = 8 * 1024 * 1024) -> None:
        self._capacity = capacity
        self._max_bytes = max_bytes
        self._bytes = 0
        self._texts: OrderedDict[str, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._texts)

    def get(self, sha256: str) -> str | None:
        """The text with that hash, if it is known."""
        text = self._texts.get(sha256)
        if text is not None:
            self._texts.move_to_end(sha256)
        return text

    def keep(self, sha256: str, text: str) -> None:
        """Keep a valid text under its hash. The caller has compared the two."""
        if sha256 in self._texts or len(text) > self._max_bytes:
            return
        self._texts[sha256] = text
        self._bytes += len(text)
        while len(self._texts) > self._capacity or self._bytes > self._max_bytes:
            _, dropped = self._texts.popitem(last=False)
            self._bytes -= len(dropped)


def sha256_of(text: str) -> str:
    """The hash under which a text is registered."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(path: Path | None) -> Mapping[str, str]:
    """The texts of a manifest by their ids; none without a file.

    Understands the map of id to text that relay-compiler and the client preset of GraphQL Code
    Generator write, and Apollo's ``apollo-persisted-query-manifest``.

    Raises:
        ManifestError: The file cannot be read or has another format.

    """
    if path is None:
        return _NONE
    try:
        content: Any = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise ManifestError(f"{path}: {error}") from None
    if isinstance(content, dict) and content.get("format") == _APOLLO_FORMAT:
        operations = content.get("operations")
        if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
            raise ManifestError(f"{path}: `operations` must be a list of objects")
        content = {each.get("id"): each.get("body") for each in operations}
    if not isinstance(content, dict) or not all(
        isinstance(key, str) and isinstance(text, str) for key, text in content.items()
    ):
        raise ManifestError(f"{path}: must map ids to the texts of documents")
    return MappingProxyType(content)
