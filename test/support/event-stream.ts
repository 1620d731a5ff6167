import type { Claims } from '../../src/auth/tokens';
import { OPERATOR } from './imports';
import type { TestServer } from './server';

export type Stream = {
  status: number;
  headers: Headers;
  events: any[];
  isOver: boolean;
  hasCompleted: boolean;
  body: string;
  close(): void;
};

export type Following = {
  /** An operator where left out; null is nobody. */ as?: Claims | null;
  subject?: string | undefined;
  headers?: Record<string, string>;
  /** What the body has beside, such as extensions. */ more?: object;
};

/** Follows a subscription over HTTP, and reads its events as they come. */
export async function followOn(
  server: TestServer,
  query: string | undefined,
  variables: object,
  { as = OPERATOR, subject, headers = {}, more }: Following = {},
): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${server.url}/graphql/stream`, {
    method: 'POST',
    signal: abort.signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(as ? { authorization: `Bearer ${await server.token(as, subject)}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query, variables, ...more }),
  });
  const stream: Stream = {
    status: response.status,
    headers: response.headers,
    events: [],
    isOver: false,
    hasCompleted: false,
    body: '',
    close: () => abort.abort(),
  };
  const readAll = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let read = 0;
    for await (const chunk of response.body!) {
      stream.body += decoder.decode(chunk, { stream: true });
      for (let end = stream.body.indexOf('\n\n', read); end >= 0; end = stream.body.indexOf('\n\n', read)) {
        const [, name, data] = /^event: (\w+)\ndata: ?(.*)$/m.exec(stream.body.slice(read, end)) ?? [];
        if (name === 'next') stream.events.push(JSON.parse(data!));
        if (name === 'complete') stream.hasCompleted = true;
        read = end + 2;
      }
    }
  };
  void readAll()
    .catch(() => undefined)
    .finally(() => (stream.isOver = true));
  return stream;
}
