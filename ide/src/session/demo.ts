import { DEMO_ADDRESS } from "../transport/addresses";
import { type ClaimNames, USUAL_CLAIM_NAMES } from "./claims";

export interface DemoRole {
  readonly label: string;
  readonly token: string;
}

/** What the gateway offers to this page. Outside a demo there are no roles. */
export interface Demo {
  readonly roles: readonly DemoRole[];
  readonly claimNames: ClaimNames;
}

export const NO_DEMO: Demo = { roles: [], claimNames: USUAL_CLAIM_NAMES };

function isRole(value: unknown): value is DemoRole {
  const role = value as Partial<DemoRole> | null;
  return typeof role?.label === "string" && typeof role.token === "string";
}

/** Asks the gateway; every kind of failure means that there is no demo. */
export async function fetchDemo(): Promise<Demo> {
  try {
    const response = await fetch(DEMO_ADDRESS, { cache: "no-store" });
    if (!response.ok) return NO_DEMO;
    const body = (await response.json()) as { roles?: unknown; claims?: Partial<ClaimNames> };
    const roles = Array.isArray(body.roles) ? body.roles.filter(isRole) : [];
    return { roles, claimNames: { ...USUAL_CLAIM_NAMES, ...body.claims } };
  } catch {
    return NO_DEMO;
  }
}
