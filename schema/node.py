"""The interface of everything that has an id."""

import strawberry

from schema.declaring import attribute


@strawberry.interface(description="Something that has an id and can be looked up by it.")
class Node:
    """Anything with a global id."""

    id: strawberry.ID = attribute("The opaque id, unique among all objects of all types.")
