"""What the sources must not do: make proofs of visibility, or compare roles, outside permissions."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "cache",
    "domain",
    "execution",
    "gateway",
    "loaders",
    "partner_api",
    "permissions",
    "resolvers",
    "schema",
)


def sources() -> Iterator[tuple[str, ast.Module, list[str]]]:
    """Every production source by its path, parsed, with its lines."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield str(path.relative_to(ROOT)), ast.parse(text), text.splitlines()


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


PROOFS = {"VisibleUserId", "VisibleOrganizationId"}
MAKERS = {
    ("permissions/access.py", "VisibleOrganizationId"): 1,
    # What the viewer may see, one by one and many at a time, and the viewer's own record.
    ("permissions/access.py", "VisibleUserId"): 3,
    # Re-keys rows of a list that was itself loaded with proof for the whole organization.
    ("loaders/loaders.py", "VisibleUserId"): 1,
}


def test_proofs_are_made_in_one_place() -> None:
    found: dict[tuple[str, str], int] = {}
    for path, tree, _ in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in PROOFS:
                key = (path, called(node))
                found[key] = found.get(key, 0) + 1
    assert found == MAKERS


def test_proofs_are_not_smuggled_in_by_a_cast() -> None:
    for path, tree, _ in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "cast":
                assert not PROOFS & {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}, path
                assert not [
                    each.value
                    for each in ast.walk(node)
                    if isinstance(each, ast.Constant) and any(proof in str(each.value) for proof in PROOFS)
                ], path


def test_no_type_error_is_waved_through_where_proofs_are_passed() -> None:
    for path, _, lines in sources():
        if path.startswith(("resolvers/", "loaders/")):
            ignored = [line for line in lines if "type: ignore" in line and "arg-type" in line]
            assert ignored == [], path


ROLE_NAMES = {"ADMINISTRATOR", "STAFF", "USER", "OTHER"}
COMPARISONS = {
    # For whom lists are asked for early, once the record was handed out: grants nothing.
    "resolvers/ahead.py: record.role is Role.USER",
    # A filter that the client asks for, about the users it lists: grants nothing.
    "resolvers/users.py: self.role is None",
    "resolvers/users.py: user.role is self.role",
    # A token that stands for an end user must name the user; that is about the token.
    "gateway/authentication/token_claims.py: role is Role.USER",
    "gateway/authentication/token_claims.py: role is None",
    # Whether the wire's word for a role is known at all.
    "partner_api/wire/user.py: role is None",
}


def about_a_role(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "role"
    if isinstance(node, ast.Attribute):
        owner = node.value
        return node.attr == "role" or (
            isinstance(owner, ast.Name) and owner.id == "Role" and node.attr in ROLE_NAMES
        )
    return False


def test_roles_are_compared_in_permissions_only() -> None:
    found = set()
    for path, tree, _ in sources():
        if path.startswith("permissions/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and any(map(about_a_role, (node.left, *node.comparators))):
                found.add(f"{path}: {ast.unparse(node)}")
            elif isinstance(node, ast.Match) and about_a_role(node.subject):
                found.add(f"{path}: match {ast.unparse(node.subject)}")
    in_development_commands = {each for each in found if each.startswith("gateway/cli/")}
    assert found - in_development_commands == COMPARISONS
