"""``gateway permissions``: who may do what."""

from typing import Annotated

import typer

from permissions import matrix, render_matrix


def run(
    end_users_may_edit_contracts: Annotated[
        bool, typer.Option("--end-users-may-edit-contracts", help="The matrix with that setting on.")
    ] = False,
) -> None:
    """Print the permission matrix."""
    rights = matrix(end_users_may_edit_contracts=end_users_may_edit_contracts)
    typer.echo(render_matrix(rights).rstrip("\n"))
