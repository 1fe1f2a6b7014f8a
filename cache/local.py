"""The level of decoded records: in this process, bounded, the least recently used goes first."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from cache.entry import OVERHEAD_BYTES, Entry
from cache.tag import Key, Tag


class LocalLevel:
    """Entries by key and by tag, bounded by number and by bytes.

    Bytes are those of the upstream's JSON that the records were decoded from, plus a fixed overhead
    for each: what can be measured at no cost and grows with what is held. ``docs/caching.md`` has
    what it comes to.
    """

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._by_tag: dict[Tag, set[Key]] = {}
        self._joined: dict[Tag, Key] = {}
        self.bytes = 0
        self.evicted = 0
        self.too_large = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Entry | None:
        """The entry of a key, which counts as used by that."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, entry: Entry) -> bool:
        """Keep an entry; what would take up most of the room is not kept.

        Gives whether there was an older one, or may have been one that was not kept.
        """
        is_newer = self._remove(key)
        if entry.size > self._max_bytes // 4:
            self.too_large += 1
            return True
        self._entries[key] = entry
        self._by_tag.setdefault(key.tag, set()).add(key)
        self.bytes += entry.size
        while self.bytes > self._max_bytes or len(self._entries) > self._max_entries:
            self._remove(next(iter(self._entries)))
            self.evicted += 1
        return is_newer

    def join(self, key: Key, parts: Sequence[Key], values: Sequence[object], value: object) -> None:
        """Keep what was made of several entries of one tag, for as long as each of them is the same.

        Args:
            key: Its own name, under the same tag.
            parts: The entries that it was made of.
            values: What they were when it was.
            value: What was made of them.

        """
        entries = [self._entries.get(part) for part in parts]
        made_of = [
            entry
            for entry, one in zip(entries, values, strict=True)
            if entry is not None and entry.value is one and not entry.is_absent
        ]
        epochs = {entry.epoch for entry in made_of}
        if len(made_of) != len(parts) or len(epochs) != 1:
            return
        began_at = min(entry.began_at for entry in made_of)
        self.put(key, Entry(value, OVERHEAD_BYTES, began_at, epoch=epochs.pop()))
        if all(each in self._entries for each in (key, *parts)):
            self._joined[key.tag] = key
        else:  # one of them had to leave for it, and would not be missed
            self._remove(key)

    def drop(self, tags: Iterable[Tag]) -> int:
        """Forget everything under these tags; gives how much that was."""
        keys = [key for tag in tags for key in self._by_tag.get(tag, ())]
        for key in keys:
            self._remove(key)
        return len(keys)

    def discard(self, key: Key, entry: Entry) -> None:
        """Forget this entry, if it still is the one of its key."""
        if self._entries.get(key) is entry:
            self._remove(key)

    def oldest(self) -> float | None:
        """When the upstream was asked for the oldest answer that is held; ``None`` without any."""
        return min((entry.began_at for entry in self._entries.values()), default=None)

    def _remove(self, key: Key) -> bool:
        entry = self._entries.pop(key, None)
        if entry is None:
            return False
        self.bytes -= entry.size
        keys = self._by_tag[key.tag]
        keys.discard(key)
        if not keys:
            del self._by_tag[key.tag]
        joined = self._joined.get(key.tag)
        if joined is not None:
            del self._joined[key.tag]
            self._remove(joined)
        return True
