import type { ExplorerSession as Session, ExplorerToken as Token } from '../src/explorer/session';

export type { Session, Token };

/** Without the route (or with nothing in it) the page still works: everyone is anonymous. */
export async function readSession(): Promise<Session> {
  const response = await fetch('/explorer/session.json', { cache: 'no-store' });
  if (!response.ok) return { tokens: [], variables: {} };
  const { tokens = [], variables = {} }: Partial<Session> = await response.json();
  return { tokens, variables };
}
