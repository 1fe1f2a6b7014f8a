"""What lives as long as the process, and what is made of it for each operation."""

import time
from functools import partial
from typing import Any

import httpx

from cache import Cache, Claim
from domain.errors import GatewayError
from domain.roles import Viewer
from gateway.audit import AuditTrail
from gateway.authentication import Authenticator
from gateway.settings import Settings
from gateway.upstream_log import UpstreamLog
from gateway.writing import make_once, open_journal
from loaders import Following, Loaders, Purging, Source, Watches, Writes
from partner_api import Discipline, PartnerApi, Priority, Timeouts, Upstream
from permissions import Access, matrix
from resolvers.context import Context


class Services:
    """The client, the shared fetches and pollers, and the rights in force."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None) -> None:
        self._settings = settings
        self.matrix = matrix(end_users_may_edit_contracts=settings.end_users_may_edit_contracts)
        self.authenticator = Authenticator(settings.jwt, settings.organization_ids)
        self._api = _partner_api(settings, transport)
        self._background = self._api.within(priority=Priority.BACKGROUND)
        self.cache = Cache(
            is_enabled=settings.cache.is_enabled,
            max_entries=settings.cache.max_entries,
            max_bytes=settings.cache.max_bytes,
            whole_answers_max_bytes=settings.cache.whole_answers_max_bytes,
            redis_url=settings.cache.redis_url,
            namespace=settings.cache.redis_namespace,
        )
        self._watches: Watches[Any] = Watches()
        self._purging = Purging(self.cache, self._watches)
        journal = open_journal(
            settings.write_journal_file, settings.cache.redis_url, settings.cache.redis_namespace
        )
        longest_write = 2 * settings.upstream.total_timeout_seconds  # in line, and then under way
        self.once = make_once(journal, longest_write)

    async def start(self) -> None:
        """Connect to what is shared with other replicas, if there is anything."""
        await self.cache.start()

    def make_source(self, viewer: Viewer, request_id: str) -> Source:
        """The upstream reads of a viewer's organization, for as long as one operation may take."""
        deadline = time.monotonic() + self._settings.operation_deadline_seconds
        return Source(self._api, self.cache, viewer.organization_id, request_id, deadline)

    def make_context(self, viewer: Viewer, request_id: str, claim: Claim | None = None) -> Context:
        """The context of one operation; with a claim if what it writes may be repeated."""
        access = Access(viewer, self.matrix)
        source = self.make_source(viewer, request_id)
        loaders = Loaders(source, access.visible_organization())
        return Context(
            access=access,
            loaders=loaders,
            follow=partial(self._following, viewer, request_id),
            writes=Writes(self._api, self._purging, loaders, claim, viewer.organization_id, request_id),
            audit=AuditTrail(viewer, request_id).note,
            request_id=request_id,
        )

    def _following(self, viewer: Viewer, request_id: str) -> Following:
        """Following outlives every operation, and people go before pollers."""
        source = Source(self._background, self.cache, viewer.organization_id, request_id)
        return Following(self._watches, source, viewer.organization_id, self._settings.watch_interval_seconds)

    async def not_ready(self) -> list[str]:
        """Why requests cannot be answered yet, in words that give nothing away; empty if they can."""
        keys = await self.authenticator.ready()
        reasons = [] if keys is None else [keys]
        for position, organization in enumerate(self._settings.organizations, start=1):
            try:
                await self._api.check(organization.organization_id)
            except GatewayError as error:
                reasons.append(f"organization {position}: {error.code}")
        return reasons

    async def aclose(self) -> None:
        """Stop polling and fetching, and close connections."""
        await self._watches.aclose()
        await self.cache.aclose()
        await self._api.aclose()
        await self.once.aclose()
        await self.authenticator.aclose()


def _partner_api(settings: Settings, transport: httpx.AsyncBaseTransport | None) -> PartnerApi:
    limits = settings.upstream
    return PartnerApi(
        [
            Upstream(
                organization_id=each.organization_id,
                base_url=each.partner_api_url,
                token_url=each.token_url,
                client_id=each.client_id,
                client_secret=each.client_secret,
            )
            for each in settings.organizations
        ],
        timeouts=Timeouts(
            connect=limits.connect_timeout_seconds,
            read=limits.read_timeout_seconds,
            write=limits.read_timeout_seconds,
            pool=limits.total_timeout_seconds,
            attempt=limits.attempt_timeout_seconds,
            total=limits.total_timeout_seconds,
        ),
        discipline=Discipline(attempts=limits.max_attempts, hedging=limits.hedging),
        max_connections=limits.max_connections,
        transport=transport,
        other_device_collections=limits.other_device_collections,
        on_call=UpstreamLog(),
    )
