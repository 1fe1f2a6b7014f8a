"""How many connections each viewer has."""

from collections import Counter

from domain.roles import Viewer

_Key = tuple[str, str]


class ViewerConnections:
    """Counts connections by viewer: a user of an organization, with whichever token.

    Servers have no record of their own. Each client of the gateway's own token endpoint is a viewer;
    all others of one organization count as one.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[_Key] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, viewer: Viewer) -> bool:
        """Count one more, if there is room for it."""
        key = _key(viewer)
        if self._open[key] >= self._most:
            return False
        self._open[key] += 1
        return True

    def leave(self, viewer: Viewer) -> None:
        """Count one less."""
        key = _key(viewer)
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]  # viewers that are not connected take no memory


def _key(viewer: Viewer) -> _Key:
    return viewer.organization_id, viewer.principal
