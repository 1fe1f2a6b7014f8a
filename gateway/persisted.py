"""Documents that clients name instead of sending them.

*Trusted documents* come with the deployment, in a manifest that the client's build wrote. *Automatic
persisted queries* are registered by clients themselves, under the SHA-256 of their text.
"""

import hashlib
import sys
from collections import OrderedDict
from collections.abc import Iterator, Mapping
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

    @property
    def size(self) -> int:
        """How many bytes of memory the texts take."""
        return self._bytes

    def get(self, sha256: str) -> str | None:
        """The text with that hash, if it is known."""
        text = self._texts.get(sha256)
        if text is not None:
            self._texts.move_to_end(sha256)
        return text

    def keep(self, text: str) -> None:
        """Keep a valid text under its hash, which is taken from nobody."""
        sha256 = sha256_of(text)
        if sha256 in self._texts or sys.getsizeof(text) > self._max_bytes:
            return
        self._texts[sha256] = text
        self._bytes += sys.getsizeof(text)
        while len(self._texts) > self._capacity or self._bytes > self._max_bytes:
            _, dropped = self._texts.popitem(last=False)
            self._bytes -= sys.getsizeof(dropped)


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
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestError(f"{path}: is not JSON in UTF-8: {error}") from None
    if not isinstance(content, dict):
        raise ManifestError(f"{path}: must map ids to the texts of documents")
    pairs = list(_apollo_pairs(path, content) if content.get("format") == _APOLLO_FORMAT else content.items())
    texts: dict[str, str] = {}
    for name, text in pairs:
        if not isinstance(name, str) or not isinstance(text, str):
            raise ManifestError(f"{path}: must map ids to the texts of documents")
        if texts.setdefault(name, text) != text:
            raise ManifestError(f"{path}: has two texts for one id")
    return MappingProxyType(texts)


def _apollo_pairs(path: Path, content: Mapping[str, Any]) -> Iterator[tuple[object, object]]:
    operations = content.get("operations")
    if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
        raise ManifestError(f"{path}: `operations` must be a list of objects")
    if content.get("version") != 1:
        raise ManifestError(f"{path}: only version 1 of {_APOLLO_FORMAT} is understood")
    for each in operations:
        yield each.get("id"), each.get("body")
