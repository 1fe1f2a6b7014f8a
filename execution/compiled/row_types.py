"""Of which type a row is, and for which classes of rows that needs to be found out only once.

graphql-core asks ``is_type_of`` and ``resolve_type`` for every single row. Most schemas decide by
the row's class, but nothing says so; here a class is only remembered where it cannot matter which
of its instances is looked at:

* a type without ``is_type_of`` takes every row;
* an ``is_type_of`` with the attribute ``by_class`` promises to look at nothing but the class;
* Strawberry's own look at the class, and at attributes that an instance without a ``__dict__``
  has only if its class has them.
"""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLAbstractType, GraphQLObjectType, GraphQLSchema

_MODULE = "strawberry.schema.schema_converter"
_MOST_CLASSES = 64
"""How many classes are remembered in one place: there may be schemas that make classes as they go."""


def takes_by_class(graphql_type: GraphQLObjectType, row_class: type) -> bool:
    """Whether all rows of this class are of the type if one is."""
    if hasattr(row_class, "__await__") or issubclass(row_class, Exception):
        return False
    test = graphql_type.is_type_of
    return test is None or getattr(test, "by_class", False) or (_is_own(test) and _is_bare(row_class))


def resolves_by_class(schema: GraphQLSchema, graphql_type: GraphQLAbstractType, row_class: type) -> bool:
    """Whether all rows of this class have the same type if they are found where the abstract one is."""
    resolve = graphql_type.resolve_type
    if resolve is not None and not _is_own(resolve):
        return False
    return _is_bare(row_class) and all(
        takes_by_class(each, row_class) for each in schema.get_possible_types(graphql_type)
    )


def ignores_place(function: object) -> bool:
    """Whether a type function is none, or one that does not look at where the row is."""
    module = getattr(function, "__module__", None) or ""
    return function is None or getattr(function, "by_class", False) or module.startswith("strawberry.")


def has_room(known: Mapping[type, Any] | set[type]) -> bool:
    """Whether one more class may be remembered."""
    return len(known) < _MOST_CLASSES


def _is_own(function: object) -> bool:
    return getattr(function, "__module__", None) == _MODULE


def _is_bare(row_class: type) -> bool:
    """Whether instances have no attributes but those of their class, and none that name their type."""
    if row_class.__dictoffset__ or issubclass(row_class, Mapping):
        return False
    if hasattr(row_class, "__getattr__") or row_class.__getattribute__ is not object.__getattribute__:
        return False
    names = (f"_{each.__name__}__typename" for each in row_class.__mro__)
    return not any(hasattr(row_class, name) for name in ("__as_strawberry_type__", *names))
