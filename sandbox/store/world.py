"""Everything one sandbox holds. Two worlds share nothing."""

from sandbox.clock import Clock
from sandbox.options import DEMO_ORGANIZATIONS, SandboxOptions
from sandbox.store.cues import CueBook
from sandbox.store.onboarding import OnboardingBook
from sandbox.store.organization import Organization
from sandbox.store.trading import TradingBook


class World:
    """The organizations by id, and what does not belong to one user."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        self.clock = clock
        self.seed = options.seed
        self.cues = CueBook(options.seed)
        self.onboarding = OnboardingBook()
        self.trading = TradingBook()
        self.organizations = {
            identity.organization_id: Organization(identity, options.seed, options.users)
            for identity in DEMO_ORGANIZATIONS
        }
