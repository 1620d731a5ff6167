import type { Claims } from '../../src/auth/tokens';
import type { TestServer } from './server';

export type Language = 'en' | 'zh-CN' | undefined;

export type Answer = { status: number; text: string; errors: { message: string; code: string }[]; data: any };

/** What the server answers to a request as it stands, in the language asked for if any. */
export async function send(url: string, init: RequestInit, language?: Language): Promise<Answer> {
  const headers = new Headers(init.headers);
  // Left out, fetch would send a * of its own.
  headers.set('accept-language', language ?? '');
  const response = await fetch(url, { ...init, headers });
  const text = await response.text();
  const { errors, data } = JSON.parse(text);
  return {
    status: response.status,
    text,
    data,
    errors: (errors ?? []).map(({ message, extensions }: any) => ({ message, code: extensions.code })),
  };
}

export type Question = { document: string; variables?: unknown; operationName?: string; as?: Claims };

/** What the server answers to a GraphQL request. */
export async function askIn(
  language: Language,
  server: TestServer,
  { document, variables, operationName, as }: Question,
): Promise<Answer> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (as) headers.set('authorization', `Bearer ${await server.token(as)}`);
  const body = JSON.stringify({ query: document, variables, operationName });
  return send(`${server.url}/graphql`, { method: 'POST', headers, body }, language);
}

/** What tells about the inside: a stack, a statement, a table, a file, a library. */
export const INSIDE =
  /\bat \w+ \(|\.[jt]s\b|stack|SELECT |INSERT |\bFROM |QueryFailed|[Tt]ype(orm|ORM)|[Pp]ostgres|node_modules|(\/[\w.-]+){3}/;

export const CHINESE = /[\u4e00-\u9fff]/;

/** The one error of an answer, after it was seen that it tells nothing of the inside. */
export function onlyError({ text, errors }: Answer): { message: string; code: string } {
  expect(text).not.toMatch(INSIDE);
  expect(errors).toHaveLength(1);
  return errors[0]!;
}
