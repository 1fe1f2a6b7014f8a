"""What lives as long as the process, and what is made of it for each operation."""

import time
from functools import partial
from typing import Any

import httpx

from cache import Cache, Claim
from domain.errors import GatewayError
from domain.roles import Viewer
from gateway.audit import AuditTrail
from gateway.authentication import Authenticator, RoleCheck, make_own_tokens
from gateway.limits import CallCounts, make_budgets
from gateway.settings import Settings
from gateway.telemetry import OperationRecord, Telemetry
from gateway.telemetry.watches import CountingWatch
from gateway.upstream_log import UpstreamLog
from gateway.writing import make_once, open_journal
from loaders import Following, Loaders, Purging, Source, Watches, Writes
from partner_api import Discipline, PartnerApi, Priority, Timeouts, Upstream, UpstreamCall
from permissions import Access, matrix
from resolvers.context import Context


class Services:
    """The client, the shared fetches and pollers, and the rights in force."""

    def __init__(
        self,
        settings: Settings,
        transport: httpx.AsyncBaseTransport | None,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._settings = settings
        self._telemetry = telemetry = telemetry or Telemetry()
        self.matrix = matrix(end_users_may_edit_contracts=settings.end_users_may_edit_contracts)
        self.own_tokens = make_own_tokens(settings)
        roles = RoleCheck(self.matrix, self.make_source) if settings.check_roles else None
        self.authenticator = Authenticator(
            settings.jwt,
            settings.organization_ids,
            own=self.own_tokens,
            check_role=None if roles is None else roles.apply,
        )
        self._api = _partner_api(settings, transport, telemetry)
        self._background = self._api.within(priority=Priority.BACKGROUND)
        self._were_ready: set[str] = set()
        self.cache = Cache(
            is_enabled=settings.cache.is_enabled,
            max_entries=settings.cache.max_entries,
            max_bytes=settings.cache.max_bytes,
            whole_answers_max_bytes=settings.cache.whole_answers_max_bytes,
            redis_url=settings.cache.redis_url,
            namespace=settings.cache.redis_namespace,
        )
        self.watches = Watches[Any]()
        self.snapshot = self._api.snapshot
        self._purging = Purging(self.cache, self.watches)
        journal = open_journal(
            settings.write_journal_file, settings.cache.redis_url, settings.cache.redis_namespace
        )
        longest_write = 2 * settings.upstream.total_timeout_seconds  # in line, and then under way
        self.once = make_once(journal, longest_write)
        self.budgets = make_budgets(settings.cache.redis_url, settings.cache.redis_namespace)

    async def start(self) -> None:
        """Connect to what is shared with other replicas, if there is anything."""
        await self.cache.start()

    def make_source(self, viewer: Viewer, request_id: str, record: OperationRecord | None = None) -> Source:
        """The upstream reads of a viewer's organization, for as long as one operation may take."""
        deadline = time.monotonic() + self._settings.operation_deadline_seconds
        return Source(
            self._api,
            self.cache,
            viewer.organization_id,
            request_id,
            deadline,
            record,
            None if record is None else record.observer,
        )

    def make_context(
        self,
        viewer: Viewer,
        request_id: str,
        claim: Claim | None = None,
        record: OperationRecord | None = None,
    ) -> Context:
        """The context of one operation; with a claim if what it writes may be repeated."""
        access = Access(viewer, self.matrix)
        organization = access.visible_organization()
        # Whoever may list all users may know what listing them takes, and how old it is.
        may_see_calls = organization is not None or self._telemetry.calls_for_everybody
        if record is not None and record.wants_calls and may_see_calls:
            record.note_calls()
        source = self.make_source(viewer, request_id, record)
        loaders = Loaders(source, organization)
        api = self._api if record is None or not record.may_write else self._api.watched_by(record)
        return Context(
            access=access,
            loaders=loaders,
            follow=partial(self._following, viewer, request_id),
            writes=Writes(api, self._purging, loaders, claim, viewer.organization_id, request_id),
            audit=AuditTrail(viewer, request_id, self._telemetry.counts.mutated).note,
            request_id=request_id,
        )

    def _following(self, viewer: Viewer, request_id: str) -> Following:
        """Following outlives every operation, and people go before pollers."""
        source = Source(self._background, self.cache, viewer.organization_id, request_id)
        return Following(self.watches, source, viewer.organization_id, self._settings.watch_interval_seconds)

    def sees_everybody(self, viewer: Viewer) -> bool:
        """Whether a viewer's role reaches all users of the organization."""
        return Access(viewer, self.matrix).visible_organization() is not None

    async def not_ready(self) -> list[str]:
        """Why requests cannot be answered yet, in words that give nothing away; empty if they can.

        An organization that was ready once stays so: when the Partner API is down it is down for all
        replicas, and what they have kept is better than no replica at all.
        """
        keys = await self.authenticator.ready()
        reasons = [] if keys is None else [keys]
        for position, organization in enumerate(self._settings.organizations, start=1):
            if organization.organization_id in self._were_ready:
                continue
            try:
                await self._api.check(organization.organization_id)
                self._were_ready.add(organization.organization_id)
            except GatewayError as error:
                reasons.append(f"organization {position}: {error.code}")
        return reasons

    async def aclose(self) -> None:
        """Stop polling and fetching, and close connections."""
        await self.watches.aclose()
        await self.cache.aclose()
        await self._api.aclose()
        await self.once.aclose()
        await self.budgets.aclose()
        await self.authenticator.aclose()


def _partner_api(
    settings: Settings, transport: httpx.AsyncBaseTransport | None, telemetry: Telemetry
) -> PartnerApi:
    limits = settings.upstream
    log = UpstreamLog()

    def on_call(attempt: UpstreamCall) -> None:
        telemetry.upstream.attempted(attempt)
        log(attempt)

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
        on_call=CallCounts(on_call),
        watch=CountingWatch(telemetry.upstream),
    )
