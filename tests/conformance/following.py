"""What both protocols for subscriptions are asked."""

from typing import Any
from uuid import uuid4

from tests.conformance.live_gateway import LiveGateway
from tests.conformance.node_scripts import run_script

FOLLOW = "subscription Follow($id: ID!) { deviceUpdated(id: $id) { id comment } }"


def follow_one_change(live: LiveGateway, script: str, url: str) -> dict[str, Any]:
    """Follow a device through one change; checks what both protocols have in common."""
    device_id, path = live.first_wallbox()
    comment = f"Cellar {uuid4().hex}"
    told: dict[str, Any] = run_script(
        script,
        url=url,
        token=live.token("user"),
        scenario="follow",
        query=FOLLOW,
        variables={"id": device_id},
        change=live.comment_on(path, comment),
    )
    first, second = told["events"]
    assert first["data"]["deviceUpdated"]["id"] == device_id
    assert first["data"]["deviceUpdated"]["comment"] != comment
    assert second == {"data": {"deviceUpdated": {"id": device_id, "comment": comment}}}
    assert live.is_quiet()
    return told
