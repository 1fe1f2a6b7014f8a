"""What an operation may cost, how much of it a viewer may have in a minute, and who may knock."""

from gateway.limits.admission import Admission
from gateway.limits.budgets import Budgets, make_budgets
from gateway.limits.charge import Charge
from gateway.limits.entrance import Entrance
from gateway.limits.upstream_calls import CallCounts
from gateway.limits.weights import cost_table

__all__ = ["Admission", "Budgets", "CallCounts", "Charge", "Entrance", "cost_table", "make_budgets"]
