export interface Token {
  label: string;
  role: string;
  token: string;
}

/** What the server lends to the page in development: one token per role, and values for the examples' variables. */
export interface Session {
  tokens: Token[];
  variables: Record<string, unknown>;
}

/** Without the route (or with nothing in it) the page still works: everyone is anonymous. */
export async function readSession(): Promise<Session> {
  const response = await fetch('/explorer/session.json', { cache: 'no-store' });
  if (!response.ok) return { tokens: [], variables: {} };
  const { tokens = [], variables = {} } = (await response.json()) as Partial<Session>;
  return { tokens, variables };
}
