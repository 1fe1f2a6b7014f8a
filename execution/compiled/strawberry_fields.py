"""What Strawberry's fields do, read off the resolvers that it builds.

Strawberry wraps every field in a resolver that makes an info, converts the arguments, and calls the
function. Where that wrapper is the plain one, the engine does the same with less; where it is
anything else (extensions, exception handlers, a field class of its own, another version of
Strawberry), the wrapper is called as it is: slower, and as right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from execution.compiled.guards import Resolver, unguarded

_MODULE = "strawberry.schema.schema_converter"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field that is read off its row: ``read(row, name)``."""

    name: str
    read: Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Function:
    """A field that a function answers.

    The row is passed first if ``takes_self``, and by each of ``source_names``; the info by
    ``info_name``, if there is one.
    """

    call: Callable[..., Any]
    takes_self: bool
    source_names: tuple[str, ...]
    info_name: str | None
    make_info: Callable[[Any], Any]
    convert: Callable[[dict[str, Any], Any], dict[str, Any]]


def attribute_of(resolve: Resolver | None, field: GraphQLField) -> Attribute | None:
    """The attribute that a field is, if it is one."""
    if not _is_strawberrys(resolve, "_get_basic_result"):
        return None
    definition = field.extensions.get("strawberry-definition")
    if not _is_plain(definition) or not definition.is_basic_field or not definition.python_name:
        return None
    return Attribute(definition.python_name, definition.default_resolver)


def function_of(resolve: Resolver | None, field: GraphQLField) -> Function | None:
    """The function that answers a field, if nothing else takes part in it."""
    definition = field.extensions.get("strawberry-definition")
    if not _is_strawberrys(resolve, "_resolver", "_async_resolver") or not _is_plain(definition):
        return None
    free = _free_variables(resolve)
    make_info = free.get("_strawberry_info_from_graphql")
    converter = _free_variables(make_info).get("self")
    resolver = definition.base_resolver
    if free.get("field_exception_handlers") != () or definition.extensions:
        return None
    if make_info is None or converter is None:
        return None
    if type(resolver) is not StrawberryResolver or not callable(resolver.wrapped_func):
        return None

    def convert(arguments: dict[str, Any], info: Any) -> dict[str, Any]:
        return convert_arguments(
            arguments,
            definition.arguments,
            scalar_registry=converter.scalar_registry,
            config=converter.config,
            info=info,
        )

    sources = (resolver.parent_parameter, resolver.root_parameter)
    return Function(
        call=resolver.wrapped_func,
        takes_self=resolver.self_parameter is not None,
        source_names=tuple(dict.fromkeys(each.name for each in sources if each is not None)),
        info_name=resolver.info_parameter.name if resolver.info_parameter else None,
        make_info=make_info,
        convert=convert,
    )


def batch_of(field: GraphQLField) -> Callable[..., Any] | None:
    """The function that answers a field for many rows at once, if one was declared.

    It stands in the metadata of the Strawberry field under ``"execution.batch"``.
    """
    batch: Callable[..., Any] | None = metadata_of(field, "execution.batch")
    return batch


def metadata_of(field: GraphQLField, name: str) -> Any:
    """What stands under a name in the metadata of a Strawberry field."""
    definition = field.extensions.get("strawberry-definition")
    return getattr(definition, "metadata", {}).get(name)


def unknown_wrappers(schema: GraphQLSchema) -> list[str]:
    """The coordinates of Strawberry's fields whose wrapper should be a plain one, and is not known.

    There are some if Strawberry's own code is not what this module was written for.
    """
    return [
        f"{each.name}.{name}"
        for each in schema.type_map.values()
        if isinstance(each, GraphQLObjectType) and each is not schema.subscription_type
        for name, field in each.fields.items()
        if _should_be_known(field) and not _is_known(field)
    ]


def _should_be_known(field: GraphQLField) -> bool:
    """Whether a field is plain, and nobody has put a resolver of their own around Strawberry's."""
    definition = field.extensions.get("strawberry-definition")
    resolve = unguarded(field.resolve)
    return (
        _is_plain(definition)
        and not definition.extensions
        and (getattr(resolve, "__module__", None) or "").startswith("strawberry.")
        and not _free_variables(resolve).get("field_exception_handlers")
    )


def _is_known(field: GraphQLField) -> bool:
    resolve = unguarded(field.resolve)
    return attribute_of(resolve, field) is not None or function_of(resolve, field) is not None


def _is_strawberrys(function: object, *names: str) -> bool:
    return getattr(function, "__module__", None) == _MODULE and getattr(function, "__name__", None) in names


def _is_plain(definition: object) -> TypeGuard[StrawberryField]:
    return isinstance(definition, StrawberryField) and (
        type(definition).get_result is StrawberryField.get_result
    )


def _free_variables(function: Any) -> Mapping[str, Any]:
    """What a nested function sees of the functions around it."""
    closure = getattr(function, "__closure__", None)
    if closure is None:
        return {}
    names = function.__code__.co_freevars
    return {name: cell.cell_contents for name, cell in zip(names, closure, strict=True)}
