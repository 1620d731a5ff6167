import { Role } from '../auth/principal';
import type { Examples } from './tokens';

const MATCH_QUERY =
  'query Match($handle: String!) { streamer(handle: $handle) { name matches(first: 5) { edges { rank score reasons ' +
  'node { title livePrice { amount } supplier { name } belt { name } } } diagnostics { skusConsidered rowsExamined exact } } } }';

/** What npm start prints: where the server listens and, in development, how to ask it something at once. */
export function welcome(parts: { url: string; examples?: Examples; seconds: number }): string {
  const { url, examples, seconds } = parts;
  const lines = [`headwater 源头 listens at ${url} (ready in ${seconds.toFixed(1)} s)`];
  if (examples) {
    const { tokens, variables } = examples;
    const streamer = tokens.find(({ role }) => role === Role.STREAMER)!;
    const body = JSON.stringify({ query: MATCH_QUERY, variables: { handle: variables.handle } });
    lines.push(
      `  explorer  ${url}/`,
      `  GraphQL   ${url}/graphql`,
      '',
      'Development mode: a token per role, valid for 30 days.',
      ...tokens.map(({ label, token }) => `\n  ${label}\n  ${token}`),
      '',
      `Source goods for ${variables.handle}, best first:`,
      '',
      `curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${streamer.token}' -d '${body}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}
