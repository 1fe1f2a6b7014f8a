"""The settings of bearer tokens."""

from gateway.settings.addresses import check_address
from gateway.settings.error import SettingsError
from gateway.settings.model import JwtSettings
from gateway.settings.variables import Variables

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip


def read_jwt(variables: Variables) -> JwtSettings:
    """How tokens are verified. Raises :class:`SettingsError`."""
    _check_key_source(variables)
    _check_algorithms(variables.jwt_algorithms)
    _check_roles(variables)
    if variables.jwt_issuer is None:
        raise SettingsError("GATEWAY_JWT_ISSUER is missing")
    if variables.jwt_audience is None:
        raise SettingsError("GATEWAY_JWT_AUDIENCE is missing")
    return JwtSettings(
        jwks_url=variables.jwt_jwks_url,
        jwks_file=variables.jwt_jwks_file,
        issuer=variables.jwt_issuer,
        audience=variables.jwt_audience,
        algorithms=tuple(dict.fromkeys(variables.jwt_algorithms)),
        leeway_seconds=variables.jwt_leeway_seconds,
        organization_claim=variables.jwt_organization_claim,
        role_claim=variables.jwt_role_claim,
        user_claim=variables.jwt_user_claim,
        administrator_role=variables.jwt_administrator_role,
        staff_role=variables.jwt_staff_role,
        user_role=variables.jwt_user_role,
    )


def _check_key_source(variables: Variables) -> None:
    url, file = variables.jwt_jwks_url, variables.jwt_jwks_file
    if url is not None and file is not None:
        raise SettingsError("GATEWAY_JWT_JWKS_FILE contradicts GATEWAY_JWT_JWKS_URL; set one of them")
    if url is not None:
        plaintext = variables.allow_plaintext_upstream
        check_address("GATEWAY_JWT_JWKS_URL", url, allow_plaintext=plaintext, allow_query=True)
    elif file is None:
        raise SettingsError("GATEWAY_JWT_JWKS_URL is missing (or set GATEWAY_JWT_JWKS_FILE)")
    elif not file.is_file():
        raise SettingsError(f"GATEWAY_JWT_JWKS_FILE: there is no file {file}")


def _check_algorithms(algorithms: tuple[str, ...]) -> None:
    if not algorithms:
        raise SettingsError("GATEWAY_JWT_ALGORITHMS: name at least one algorithm")
    for algorithm in algorithms:
        if algorithm.upper().startswith("HS") or algorithm.lower() == "none":
            raise SettingsError(
                f"GATEWAY_JWT_ALGORITHMS: {algorithm} is not allowed;"
                " tokens must be signed with a private key that the gateway does not have"
            )
        if algorithm not in ALGORITHMS:
            raise SettingsError(
                f"GATEWAY_JWT_ALGORITHMS: {algorithm} is unknown; choose from {', '.join(ALGORITHMS)}"
            )


def _check_roles(variables: Variables) -> None:
    values: dict[str, str] = {}
    for field in ("jwt_administrator_role", "jwt_staff_role", "jwt_user_role"):
        value: str = getattr(variables, field)
        if value in values:
            raise SettingsError(
                f"GATEWAY_{field.upper()}: {value!r} is also the value of GATEWAY_{values[value].upper()}"
            )
        values[value] = field
    claims = (variables.jwt_organization_claim, variables.jwt_role_claim, variables.jwt_user_claim)
    if len(set(claims)) != len(claims):
        raise SettingsError("GATEWAY_JWT_ROLE_CLAIM: organization, role and user need a claim each")
