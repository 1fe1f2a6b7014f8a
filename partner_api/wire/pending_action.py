"""A device's detail row, as far as lists do not have it: what a person has to do."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from domain.device import Cue, PendingAction
from domain.ids import is_uuid
from partner_api import surprises
from partner_api.wire.device import WireOwner
from partner_api.wire.row import WireRow, expect_same

_MOST_PARAMETERS = 32


class WireResolutionLink(WireRow, frozen=True, kw_only=True, gc=False):
    """Where to send the person. The URL carries a secret: it is never logged."""

    url: str | None = None
    required_parameters: list[str] | None = None


class WireAction(WireRow, frozen=True, kw_only=True, gc=False):
    """One thing to do."""

    code: str | None = None
    resolution_link: WireResolutionLink | None = None


class WireDeviceActions(WireRow, frozen=True, kw_only=True, gc=False):
    """The detail of a device of any kind."""

    id: str | None = None
    owner: WireOwner | None = None
    actions: list[WireAction] | None = None


def to_pending_actions(row: WireDeviceActions, user_id: str, device_id: str) -> tuple[PendingAction, ...]:
    """Make the records; an action without a code or a web address to go to is left out.

    Raises:
        UpstreamInvalidResponse: The row is about another device, or the device is another user's.

    """
    expect_same(row.id, device_id, "the id of a device")
    expect_same(row.owner.id if row.owner is not None else None, user_id, "the owner of a device")
    return tuple(_records(row.actions or ()))


def _records(rows: Iterable[WireAction]) -> Iterable[PendingAction]:
    for row in rows:
        target = row.resolution_link
        if not row.code or target is None or target.url is None or not _is_web_address(target.url):
            surprises.unusable("device.actions", "an action without code or web address")
            continue
        yield PendingAction(
            code=row.code,
            resolution_url=target.url,
            required_parameters=tuple(target.required_parameters or ()),
            cue=_cue(target.url),
        )


def _cue(url: str) -> Cue | None:
    """Find the cue's id, in the query or in the path, and the secret; the pages show no whole link."""
    try:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, max_num_fields=_MOST_PARAMETERS))
    except ValueError:
        return None
    ids = [query.get("cue_id", ""), *parts.path.split("/")]
    cue_id = next((each for each in ids if is_uuid(each)), None)
    secret = query.get("secret")
    return None if cue_id is None or not secret else Cue(cue_id=cue_id, secret=secret)


def _is_web_address(url: str) -> bool:
    """Clients open it, so ``javascript:`` and the like must not get through."""
    return url.lower().startswith(("https://", "http://"))
