"""The organizations served: a single one from variables, or several from a file."""

import re
from typing import NamedTuple

from gateway.settings.addresses import PRESETS, Addresses, check_address, check_base_address
from gateway.settings.error import SettingsError
from gateway.settings.model import OrganizationSettings
from gateway.settings.organizations_file import OrganizationEntry, read_organizations_file
from gateway.settings.secret_file import read_secret_file
from gateway.settings.variables import Variables, variable_name

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SINGLE = ("organization_id", "organization_name", "client_id", "client_secret", "client_secret_file")


class _Where(NamedTuple):
    """How messages name a value: by its variable, or by its place in the file."""

    prefix: str
    in_file: bool

    def name(self, field: str) -> str:
        return f"{self.prefix}{self.short(field)}"

    def short(self, field: str) -> str:
        """The second name in a message whose first one has told the place."""
        return field if self.in_file else variable_name(field)


def read_organizations(variables: Variables) -> tuple[OrganizationSettings, ...]:
    """All organizations, each id once. Raises :class:`SettingsError`."""
    _refuse_two_addresses(variables, _Where("", in_file=False))
    if variables.organizations_file is None:
        return (_single(variables),)
    for field in _SINGLE:
        if getattr(variables, field) is not None:
            raise SettingsError(
                f"{variable_name(field)} contradicts GATEWAY_ORGANIZATIONS_FILE; set one of them"
            )
    organizations: dict[str, OrganizationSettings] = {}
    for position, entry in enumerate(read_organizations_file(variables.organizations_file), start=1):
        where = _Where(f"GATEWAY_ORGANIZATIONS_FILE: organization {position}: ", in_file=True)
        organization = _organization(entry, variables, where)
        if organization.organization_id in organizations:
            raise SettingsError(f"{where.name('organization_id')} is there twice")
        organizations[organization.organization_id] = organization
    return tuple(organizations.values())


def _single(variables: Variables) -> OrganizationSettings:
    secret = variables.client_secret
    entry = OrganizationEntry(
        organization_id=variables.organization_id,
        name=variables.organization_name,
        client_id=variables.client_id,
        client_secret=None if secret is None else secret.get_secret_value(),
        client_secret_file=variables.client_secret_file,
    )
    return _organization(entry, variables, _Where("", in_file=False))


def _organization(entry: OrganizationEntry, variables: Variables, where: _Where) -> OrganizationSettings:
    addresses = _addresses(entry, variables, where)
    if entry.organization_id is None:
        raise SettingsError(f"{where.name('organization_id')} is missing")
    organization_id = entry.organization_id.lower()
    if not _UUID.fullmatch(organization_id):
        raise SettingsError(f"{where.name('organization_id')}: not a UUID")
    if entry.client_id is None:
        raise SettingsError(f"{where.name('client_id')} is missing")
    return OrganizationSettings(
        organization_id=organization_id,
        partner_api_url=addresses.partner_api_url,
        token_url=addresses.token_url,
        client_id=entry.client_id,
        client_secret=_secret(entry, where),
        name=entry.name,
    )


def _secret(entry: OrganizationEntry, where: _Where) -> str:
    inline, file = where.name("client_secret"), where.name("client_secret_file")
    if entry.client_secret is not None and entry.client_secret_file is not None:
        raise SettingsError(f"{inline} contradicts {where.short('client_secret_file')}; set one of them")
    if entry.client_secret_file is not None:
        return read_secret_file(file, entry.client_secret_file)
    if entry.client_secret is None:
        raise SettingsError(f"{inline} is missing")
    return entry.client_secret


def _addresses(entry: OrganizationEntry, variables: Variables, where: _Where) -> Addresses:
    """The entry's own addresses, otherwise those that hold for the whole gateway."""
    own = entry.environment is not None or entry.partner_api_url is not None or entry.token_url is not None
    source: OrganizationEntry | Variables = entry if own else variables
    names = where if own else _Where("", in_file=False)
    _refuse_two_addresses(source, names)
    if source.environment is not None:
        return PRESETS[source.environment]
    if source.partner_api_url is None:
        raise SettingsError(
            f"{names.name('partner_api_url')} is missing"
            " (or set GATEWAY_ENVIRONMENT to production or sandbox)"
        )
    if source.token_url is None:
        raise SettingsError(f"{names.name('token_url')} is missing")
    plaintext = variables.allow_plaintext_upstream
    return Addresses(
        check_base_address(names.name("partner_api_url"), source.partner_api_url, allow_plaintext=plaintext),
        check_address(names.name("token_url"), source.token_url, allow_plaintext=plaintext),
    )


def _refuse_two_addresses(source: OrganizationEntry | Variables, names: _Where) -> None:
    """A preset and an address of one's own contradict each other."""
    for field in ("partner_api_url", "token_url"):
        if source.environment is not None and getattr(source, field) is not None:
            raise SettingsError(
                f"{names.name(field)} contradicts {names.short('environment')}={source.environment};"
                " set one of them"
            )
