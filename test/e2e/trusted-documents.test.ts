import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gql, InMemoryCache } from '@apollo/client/core';
import { getIntrospectionQuery, print, stripIgnoredCharacters } from 'graphql';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { followOn } from '../support/event-stream';
import { closeHealthy } from '../support/healthy';
import { OPERATOR } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

const SCHEMA = join(__dirname, '..', '..', 'schema');
const text = (name: string): string => readFileSync(join(SCHEMA, 'operations', `${name}.graphql`), 'utf8');
const sha256 = (of: string): string => createHash('sha256').update(of).digest('hex');
/** What @apollo/client makes of a document before it sends it. */
const transformed = (document: string): string => print(new InMemoryCache().transformDocument(gql(document)));

const BELT = text('belt-page');
const YIWU = { slug: 'yiwu', first: 2 };
const FREE = '{ belts { nodes { slug } } }';
const STREAMER: Claims = { roles: [Role.STREAMER], streamer: 'yiwu-xiaomei' };
const SUPPLIER: Claims = { roles: [Role.SUPPLIER] };

/** Runs known documents alone; anything. */
let server: TestServer;
let free: TestServer;
beforeAll(async () => {
  [server, free] = await Promise.all([startTestServer({ trustedDocumentsOnly: true }), startTestServer()]);
});
afterAll(async () => {
  await closeHealthy(server);
  await closeHealthy(free);
});

type Sent = { query?: unknown; documentId?: unknown; extensions?: unknown; variables?: object };
type Asked = { where?: TestServer; as?: Claims; language?: string; headers?: Record<string, string> };
type Answer = { status: number; headers: Headers; data: any; errors?: any[]; code?: string };

async function send(path: string, init: RequestInit, { where = server, as, language = 'en' }: Asked) {
  const headers = new Headers(init.headers);
  headers.set('accept-language', language);
  if (as) headers.set('authorization', `Bearer ${await where.token(as)}`);
  const response = await fetch(`${where.url}${path}`, { ...init, headers });
  const body = await response.text();
  const { data, errors } = body === '' ? ({} as any) : JSON.parse(body);
  return {
    status: response.status,
    headers: response.headers,
    data,
    errors,
    code: errors?.[0].extensions.code,
  } satisfies Answer;
}

const post = (sent: Sent, asked: Asked = {}): Promise<Answer> =>
  send(
    '/graphql',
    { method: 'POST', body: JSON.stringify(sent), headers: { 'content-type': 'application/json' } },
    asked,
  );

const get = (sent: Sent, asked: Asked = {}): Promise<Answer> => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(sent)) {
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const headers = { 'apollo-require-preflight': 'true', ...asked.headers };
  return send(`/graphql?${search.toString()}`, { headers }, asked);
};

const WAYS = [
  ['POST', post],
  ['GET', get],
] as const;

const persistedQuery = (sha256Hash: unknown, version: unknown = 1): Sent => ({
  extensions: { persistedQuery: { version, sha256Hash } },
});

describe('a document that is known', () => {
  const HASHES: [what: string, hash: string][] = [
    ['of the file', sha256(BELT)],
    ['of the manifest', sha256(transformed(BELT))],
  ];
  const SHAPES: [what: string, shape: (hash: string) => Sent][] = [
    ['as documentId', (hash) => ({ documentId: hash })],
    ['as documentId with its prefix', (hash) => ({ documentId: `sha256:${hash}` })],
    ['as @apollo/client sends it', persistedQuery],
  ];

  describe.each(HASHES)('is run by its hash, that %s,', (_of, hash) => {
    describe.each(SHAPES)('%s,', (_as, shape) => {
      it.each(WAYS)('by %s, for anybody, wherever hashes alone are taken or anything', async (_by, ask) => {
        for (const where of [server, free]) {
          const { status, data, errors } = await ask({ ...shape(hash), variables: YIWU }, { where });
          expect(errors).toBeUndefined();
          expect({ status, slug: data.belt.slug }).toEqual({ status: 200, slug: 'yiwu' });
          expect(data.belt.skus.nodes).toHaveLength(2);
        }
      });
    });
  });

  it.each<[string, string]>([
    ['as it is', BELT],
    ['as @apollo/client sends it', transformed(BELT)],
    ['without what does not matter', stripIgnoredCharacters(BELT)],
    ['with __typename here and there', BELT.replace('slug\n', 'slug __typename\n')],
    ['with other comments', `# Ours.\n${BELT}`],
  ])('is run where its whole text is sent, %s', async (_how, query) => {
    for (const [, ask] of WAYS) {
      const { data, errors } = await ask({ query, variables: YIWU });
      expect(errors).toBeUndefined();
      expect(data.belt.slug).toBe('yiwu');
    }
  });

  it('may be kept by caches where it is asked for by GET and by its hash', async () => {
    for (const shape of [{ documentId: sha256(BELT) }, persistedQuery(sha256(BELT))]) {
      const sent = { ...shape, variables: YIWU };
      const { headers } = await get(sent);
      expect(headers.get('cache-control')).toBe('public, max-age=30');
      const etag = headers.get('etag')!;
      expect(await get(sent, { headers: { 'if-none-match': etag } })).toMatchObject({ status: 304 });
      expect((await get(sent, { as: STREAMER })).headers.get('cache-control')).toBe('no-store');
    }
  });

  it('changes nothing by GET', async () => {
    const sent = { documentId: sha256(text('import-cancel')), variables: { id: 'x' } };
    expect(await get(sent, { as: OPERATOR })).toMatchObject({ status: 405, code: 'BAD_REQUEST' });
    expect((await post(sent, { as: OPERATOR })).data.skuImportCancel.userErrors[0].code).toBe('INVALID');
  });

  it('is no way around the header that other pages cannot send', async () => {
    const answer = await send(`/graphql?documentId=${sha256(BELT)}`, {}, {});
    expect(answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it('is no way around access', async () => {
    const answer = await post({ documentId: sha256(text('imports')) }, { as: STREAMER });
    expect(answer).toMatchObject({ status: 200, code: 'FORBIDDEN' });
  });
});

describe('a document that is not known, where known ones alone are run,', () => {
  const REFUSED = { status: 400, code: 'TRUSTED_DOCUMENTS_ONLY' };
  const PEOPLE: [who: string, as: Claims | undefined][] = [
    ['nobody', undefined],
    ['a streamer', STREAMER],
    ['an operator', OPERATOR],
    ['a supplier', SUPPLIER],
    ['someone without a role', { roles: [] }],
  ];

  it.each(PEOPLE)('is refused to %s', async (_who, as) => {
    for (const [, ask] of WAYS) {
      const { data, ...answer } = await ask({ query: FREE }, { as });
      expect(answer).toMatchObject(REFUSED);
      expect(data).toBeUndefined();
    }
  });

  it.each([Role.SERVICE, Role.ADMIN])('is run for %s', async (role) => {
    for (const [, ask] of WAYS) {
      const { data } = await ask({ query: FREE }, { as: { roles: [role] } });
      expect(data.belts.nodes.length).toBeGreaterThan(0);
    }
  });

  it.each<[string, string]>([
    ['is no GraphQL', '{'],
    ['is empty', ''],
    ['asks for the schema', getIntrospectionQuery()],
    ['has too many tokens', `{ ${'a '.repeat(3_000)} }`],
    ['asks for a field more', BELT.replace('slug\n', 'slug id2: id\n')],
    ['asks for a field less', BELT.replace('nameEn\n', '\n')],
    ['asks for __typename by another name', BELT.replace('slug\n', 'slug a: __typename\n')],
    ['has another default', BELT.replace('$first: Int = 20', '$first: Int = 100')],
    ['has an operation more', `${BELT} query Other { belts { nodes { slug } } }`],
    ['has a directive', BELT.replace('slug\n', 'slug @skip(if: false)\n')],
  ])('is not looked at any further: one that %s', async (_what, query) => {
    for (const [, ask] of WAYS) expect(await ask({ query })).toMatchObject(REFUSED);
  });

  it('is refused in words', async () => {
    const [en, zh] = await Promise.all(['en', 'zh'].map((language) => post({ query: FREE }, { language })));
    expect(en!.errors![0].message).toBe(
      'This server runs known documents alone; send the hash of one of them.',
    );
    expect(zh!.errors![0].message).toMatch(/已登记的查询文档/);
  });

  it('is not smuggled in beside one that is', async () => {
    const preflight = { 'apollo-require-preflight': 'true', 'content-type': 'application/json' };
    const twice = new URLSearchParams([
      ['query', FREE],
      ['query', BELT],
    ]);
    expect(await send(`/graphql?${twice.toString()}`, { headers: preflight }, {})).toMatchObject({
      status: 400,
      data: undefined,
    });
    expect(await get({ query: FREE, documentId: sha256(BELT) })).toMatchObject({
      status: 400,
      data: undefined,
    });
    const inBody = { method: 'POST', headers: preflight, body: JSON.stringify({ query: FREE }) };
    expect(await send(`/graphql?query=${encodeURIComponent(BELT)}`, inBody, {})).toMatchObject(REFUSED);
    expect(await post([{ query: FREE }] as Sent)).toMatchObject({ status: 400, data: undefined });
  });
});

describe('a hash that is not known', () => {
  const NOT_FOUND = {
    status: 200,
    code: 'PERSISTED_QUERY_NOT_FOUND',
    errors: [{ message: 'PersistedQueryNotFound' }],
  };

  it.each(WAYS)('is told in the words that clients look for, by %s', async (_by, ask) => {
    for (const where of [server, free]) {
      for (const hash of [sha256('{ categories { slug } }'), 'x', '__proto__', '']) {
        for (const shape of [{ documentId: hash }, persistedQuery(hash)]) {
          expect(await ask(shape, { where })).toMatchObject(NOT_FOUND);
        }
      }
    }
  });

  it('cannot be registered where known documents alone are run, by nobody and by no service', async () => {
    const registration = { query: FREE, ...persistedQuery(sha256(FREE)) };
    expect(await post(registration)).toMatchObject({ code: 'TRUSTED_DOCUMENTS_ONLY' });
    expect(await post(registration, { as: { roles: [Role.SERVICE] } })).toMatchObject({ status: 200 });
    expect(await post(persistedQuery(sha256(FREE)))).toMatchObject(NOT_FOUND);
  });

  it('can be registered where anything is run', async () => {
    const query = '{ belts(first: 1) { nodes { slug } } }';
    expect(await post(persistedQuery(sha256(query)), { where: free })).toMatchObject(NOT_FOUND);
    await post({ query, ...persistedQuery(sha256(query)) }, { where: free });
    for (const [, ask] of WAYS) {
      const { data } = await ask(persistedQuery(sha256(query)), { where: free });
      expect(data.belts.nodes).toHaveLength(1);
    }
  });

  it.each<[string, Sent]>([
    ['of another text', { query: BELT, ...persistedQuery(sha256(FREE)) }],
    ['of another text, as documentId', { query: BELT, documentId: `sha256:${sha256(FREE)}` }],
    ['of another version', persistedQuery(sha256(BELT), 2)],
    ['that is no text', persistedQuery(5)],
    ['that is no text, as documentId', { documentId: 5 }],
    ['that is none', { extensions: { persistedQuery: {} } }],
    ['in the wrong place', { extensions: { persistedQuery: sha256(BELT) } }],
  ])('is a mistake of the client where it is one %s', async (_what, sent) => {
    for (const where of [server, free]) {
      expect(await post(sent, { where })).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    }
  });
});

describe('a subscription', () => {
  const WATCH = text('import-watch');
  const SUBSCRIPTION = 'subscription ($id: ID!) { skuImportProgress(id: $id) { status } }';
  let id: string;
  beforeAll(async () => {
    const CREATE = text('import-create');
    const input = { belt: 'yiwu', fileName: 'a.csv', format: 'CSV', idempotencyKey: 'k' };
    const { data } = await post({ query: CREATE, variables: { input } }, { as: OPERATOR });
    id = data.skuImportCreate.skuImport.id;
  });

  async function stream(sent: Sent, as: Claims | null = OPERATOR): Promise<any> {
    const followed = await followOn(server, undefined, { id }, { as, more: sent });
    if (followed.status !== 200) {
      await until(() => followed.isOver, 'it is answered');
      return { status: followed.status, code: JSON.parse(followed.body).errors[0].extensions.code };
    }
    await until(() => followed.events.length > 0, 'it is told how it is');
    followed.close();
    return followed.events[0].data.skuImportProgress.status;
  }

  it.each<[string, Sent]>([
    ['by documentId', { documentId: `sha256:${sha256(WATCH)}` }],
    ['as @apollo/client names it', persistedQuery(sha256(transformed(WATCH)))],
    ['by its text', { query: WATCH }],
  ])('that is known is followed %s', async (_how, sent) => {
    expect(await stream(sent)).toBe('AWAITING_UPLOAD');
  });

  it('that is not known is for trusted programs alone', async () => {
    const refused = { status: 400, code: 'TRUSTED_DOCUMENTS_ONLY' };
    expect(await stream({ query: SUBSCRIPTION })).toEqual(refused);
    expect(await stream({ query: SUBSCRIPTION }, null)).toEqual(refused);
    expect(await stream({ query: SUBSCRIPTION }, { roles: [Role.SERVICE] })).toBe('AWAITING_UPLOAD');
  });

  it('whose hash is not known, or does not fit, is told so', async () => {
    const unknown = { status: 400, code: 'PERSISTED_QUERY_NOT_FOUND' };
    expect(await stream({ documentId: sha256(SUBSCRIPTION) })).toEqual(unknown);
    expect(await stream(persistedQuery(sha256(SUBSCRIPTION)))).toEqual(unknown);
    const unsound = { status: 400, code: 'BAD_REQUEST' };
    expect(await stream({ query: WATCH, ...persistedQuery(sha256(BELT)) })).toEqual(unsound);
  });
});
