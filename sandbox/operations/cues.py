"""Cues: taking the action a device asks for. The secret of the link authorizes."""

from msgspec.structs import replace

from sandbox.clock import to_wire
from sandbox.errors import NotFound
from sandbox.models.cues import CueRedirect, CueResolve, CueState, CueStateResult
from sandbox.operation import Call, Operation
from sandbox.validation.parameters import Parameter

TAG = "Cues"
SECRET = Parameter("secret", str, required=True, description="Token of the resolution link, valid one hour.")


def resolve(call: Call) -> CueRedirect:
    """Starts the action: from now on its outcome can be reported."""
    cue = call.world.cues.open(call.path["cue_id"], call.query["secret"], call.now)
    if cue.organization_id != call.organization.id:
        raise NotFound
    cue.is_active = True
    return CueRedirect(redirect_url=f"https://connect.example/cue/{cue.id}?action_id={cue.action_id}")


def report_state(call: Call) -> CueStateResult:
    """Notes the outcome: success repairs the device, failure leaves the action open.

    Takes no bearer token. 404 unless the action was started.
    """
    cue = call.world.cues.open(call.path["cue_id"], call.query["secret"], call.now)
    if not cue.is_active:
        raise NotFound
    if call.body["state"] == "success":
        cue.is_active = False
        cue.device.row = replace(
            cue.device.row,
            is_authenticated=True,
            action_needed=False,
            authorization_url=None,
            connection_status="ok",
            monitoring_status="ok",
            steering_status="ok",
            lifecycle_state="authenticated",
            lifecycle_error=None,
            updated_at=to_wire(call.now),
        )
    return CueStateResult(action_id=cue.action_id)


RESOLVE, STATE = "/cues/{cue_id}/resolve", "/cues/{cue_id}/state"

OPERATIONS = (
    Operation("POST", RESOLVE, TAG, "Start a pending action", resolve, CueRedirect, CueResolve, (SECRET,)),
    Operation(
        "POST",
        STATE,
        TAG,
        "Report how an action ended",
        report_state,
        CueStateResult,
        CueState,
        (SECRET,),
        bearer=False,
    ),
)
