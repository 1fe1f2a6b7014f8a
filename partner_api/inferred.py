"""The writes that no page of the upstream documents, though its texts suggest them.

They stand here and nowhere else. An answer that says that there is no such operation is not the
caller's fault then, and gets :data:`HINT`.
"""

INFERRED = frozenset(
    {
        "delete_user",
        "delete_building",
        "delete_energy_contract",
        "delete_device.heat-pumps",
        "delete_device.electric-vehicles",
        "delete_device.inverters",
        "delete_device.wallboxes",
        "create_device.wallboxes",
        "set_charge_policy",
        "reauthenticate.heat-pumps",
        "upload_day_ahead_prices",  # POST; replacing them (PATCH) is documented
        "confirm_load_curve",
    }
)
"""Names of operations, as they go into logs and metrics."""

HINT = (
    "This deployment's Partner API may not offer the operation: no page documents it, "
    "and the gateway only infers it."
)
