"""What a document may cost, decided before it is validated and before it is run.

``measures`` counts what a document is made of, ``merging`` how much of it has to be compared,
``variables`` what comes beside it; ``limits`` says how much of each there may be. ``weights`` is the
vocabulary of a table that says what fields cost, ``pricing`` turns table and operation into a
``price``, and that gives the points for the variables of a request.
"""

from execution.guard.limits import DocumentLimits, Excess
from execution.guard.measures import Measures, measure
from execution.guard.price import Points, Price
from execution.guard.pricing import Pricing
from execution.guard.variables import measure_variables
from execution.guard.weights import Costs, CostTableError, Items, Load, Page, Per, Weight

__all__ = [
    "CostTableError",
    "Costs",
    "DocumentLimits",
    "Excess",
    "Items",
    "Load",
    "Measures",
    "Page",
    "Per",
    "Points",
    "Price",
    "Pricing",
    "Weight",
    "measure",
    "measure_variables",
]
