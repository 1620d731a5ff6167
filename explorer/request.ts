import { readSession } from './session';

let askingAs = '';

/** The label of the token that requests carry from now on; '' for none. */
export function askAs(label: string): void {
  askingAs = label;
}

interface Params {
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

/** Tokens are read anew for each request, so that a page left open outlives its tokens and a restarted server. */
export async function request(params: Params, options?: { headers?: Record<string, unknown> }) {
  const headers = new Headers({ 'content-type': 'application/json' });
  const token = askingAs && (await readSession()).tokens.find(({ label }) => label === askingAs)?.token;
  if (token) headers.set('authorization', `Bearer ${token}`);
  for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, String(value));

  // For a moment after a change of tabs, GraphiQL still names the operation of the tab before.
  const named = params.operationName && params.query.includes(params.operationName);
  const body = JSON.stringify({ ...params, operationName: named ? params.operationName : undefined });
  const response = await fetch('/graphql', { method: 'POST', headers, body });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`HTTP ${response.status}: ${text.slice(0, 500)}`);
  }
}
