/** The bearer token in use, and the label of the demo role it came from, if it came from one. */
export interface Session {
  readonly token: string;
  readonly role: string | null;
}

export const NO_SESSION: Session = { token: "", role: null };
