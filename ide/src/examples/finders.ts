/** Finds variables of an example through a query of its own. */
export interface Finder {
  readonly query: string;
  /** Null if the role at hand sees nothing that would do. */
  readonly pick: (found: Found) => Record<string, unknown> | null;
  /** What the user reads then. */
  readonly otherwise: string;
}

interface Thing {
  readonly id: string;
}

/** What the queries below ask for; any of it may be refused. */
interface Found {
  readonly viewer?: { readonly role: string; readonly user: Thing | null } | null;
  readonly organization?: {
    readonly users?: { readonly nodes: readonly Thing[] } | null;
    readonly devices?: { readonly nodes: readonly (Thing & { readonly owner?: Thing | null })[] } | null;
  } | null;
}

const device = (found: Found) => found.organization?.devices?.nodes[0];

const idOf = (thing: Thing | null | undefined) => (thing ? { id: thing.id } : null);

/** End users find themselves, everybody else somebody who has a device. */
export const aUser: Finder = {
  query: `query FindUser {
    viewer { role user { id } }
    organization {
      devices(first: 1) { nodes { id owner { id } } }
      users(first: 1) { nodes { id } }
    }
  }`,
  pick: (found) => {
    const self = found.viewer?.role === "USER" ? found.viewer.user : null;
    return idOf(self ?? device(found)?.owner ?? found.organization?.users?.nodes[0]);
  },
  otherwise: "This role sees no user to start from.",
};

export const aDevice: Finder = {
  query: `query FindDevice { organization { devices(first: 1) { nodes { id } } } }`,
  pick: (found) => idOf(device(found)),
  otherwise: "This role sees no device to start from.",
};

export const anElectricVehicle: Finder = {
  query: `query FindElectricVehicle {
    organization { devices(first: 1, kinds: [ELECTRIC_VEHICLE]) { nodes { id } } }
  }`,
  pick: (found) => idOf(device(found)),
  otherwise: "This role sees no electric vehicle to start from.",
};

export const aFewObjects: Finder = {
  query: `query FindObjects {
    organization { users(first: 2) { nodes { id } } devices(first: 2) { nodes { id } } }
  }`,
  pick: ({ organization }) => {
    const things = [...(organization?.users?.nodes ?? []), ...(organization?.devices?.nodes ?? [])];
    return things.length > 0 ? { ids: things.map(({ id }) => id) } : null;
  },
  otherwise: "This role sees nothing to start from.",
};
