import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { IMPORT_LIMITS, SUBSCRIPTION_LIMITS } from '../../src/config/limits';
import { toNodeId } from '../../src/graphql/node-id';
import { type Following, followOn, type Stream } from '../support/event-stream';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, OPERATOR, put, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';
import { StatementCounter } from '../support/statement-counter';
import { until } from '../support/started';

const counter = new StatementCounter();
let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated', logger: counter });
  client = importClient(server);
  jest.replaceProperty<any, any>(SUBSCRIPTION_LIMITS, 'pollMs', 20);
  jest.replaceProperty<any, any>(IMPORT_LIMITS, 'batchRows', 50);
});
afterAll(() => closeHealthy(server));

const PROGRESS = `subscription ($id: ID!) { skuImportProgress(id: $id) { id status progress rowsRead rowsWritten belt { slug } } }`;
const STATUS = `subscription ($id: ID!) { skuImportProgress(id: $id) { status } }`;

const follow = (query: string, variables: object, options: Following = {}): Promise<Stream> =>
  followOn(server, query, variables, options);

describe('the progress of an import', () => {
  it('is told from where it is to its end, and only where something changed', async () => {
    const { skuImport, uploadUrl } = await client.create({ autoConfirm: true });
    const stream = await follow(PROGRESS, { id: skuImport.id });
    expect({ status: stream.status, type: stream.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'text/event-stream; charset=utf-8',
    });
    const statuses = await follow(STATUS, { id: skuImport.id });
    await until(() => stream.events.length === 1 && statuses.events.length === 1, 'both are told how it is');
    expect(stream.events[0].data.skuImportProgress).toMatchObject({
      status: 'AWAITING_UPLOAD',
      belt: { slug: 'yiwu' },
    });
    await put(uploadUrl, fileOf(rowsOf(0, 3000)));
    await until(() => stream.isOver && statuses.isOver, 'the streams end');
    expect(stream.hasCompleted && statuses.hasCompleted).toBe(true);

    const seen = stream.events.map(({ data }) => data.skuImportProgress);
    expect(seen.at(-1)).toMatchObject({ status: 'DONE', progress: 1, rowsRead: 3000, rowsWritten: 3000 });
    const texts = seen.map((event) => JSON.stringify(event));
    expect(texts.filter((text, i) => text === texts[i - 1])).toEqual([]);
    expect(texts.length).toBeGreaterThan(3);
    const told = statuses.events.map(({ data }) => data.skuImportProgress.status);
    expect(new Set(told).size).toBe(told.length);
    expect([told[0], told.at(-1)]).toEqual(['AWAITING_UPLOAD', 'DONE']);
  });

  it('of one that is over is told once', async () => {
    const { skuImport } = await client.create();
    await client.cancel(skuImport.id);
    const stream = await follow(STATUS, { id: skuImport.id });
    await until(() => stream.isOver, 'the stream ends');
    expect(stream.events).toEqual([{ data: { skuImportProgress: { status: 'CANCELLED' } } }]);
    expect(stream.hasCompleted).toBe(true);
  });

  it('is told of whichever process makes it', async () => {
    const { skuImport } = await client.create();
    const stream = await follow(STATUS, { id: skuImport.id });
    await until(() => stream.events.length === 1, 'it is told how it is');
    await server.database.dataSource.query(
      `UPDATE sku_import SET status = 'CANCELLED', finished_at = now() WHERE finished_at IS NULL`,
    );
    await until(() => stream.isOver, 'the stream ends');
    expect(stream.events).toHaveLength(2);
  });

  it('is read by one statement for all who watch, and by none when nobody does', async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => (await client.create()).skuImport.id),
    );
    const streams = await Promise.all([...ids, ...ids].map((id) => follow(STATUS, { id })));
    await until(() => streams.every(({ events }) => events.length === 1), 'all are told');
    const polls = (statements: string[]) =>
      statements.filter((text) => /FROM sku_import t WHERE/.test(text)).length;
    const read = jest.spyOn(server.app.readers.fileImport, 'read');
    const sent = await counter.during(() =>
      until(() => read.mock.calls.length >= 6, 'it is read some times'),
    );
    expect(polls(sent)).toBeLessThanOrEqual(read.mock.calls.length);
    for (const [asked] of read.mock.calls) expect(asked).toHaveLength(5);
    streams.forEach(({ close }) => close());
    await until(() => (server.app.importWatch as any).watchers.size === 0, 'nobody watches');
    read.mockRestore();
  });
});

describe('a subscription', () => {
  it('has the access and the errors of all requests, masked and in the language asked for', async () => {
    const { skuImport } = await client.create();
    const cases: [as: Claims | null, id: string, code: string][] = [
      [null, skuImport.id, 'UNAUTHENTICATED'],
      [{ roles: [Role.STREAMER], streamer: 'x' }, skuImport.id, 'FORBIDDEN'],
      [{ roles: [Role.OPERATOR], belts: ['hangzhou'] }, skuImport.id, 'NOT_FOUND'],
      [OPERATOR, toNodeId('SkuImport', '00000000-0000-4000-8000-000000000000'), 'NOT_FOUND'],
      [OPERATOR, 'x', 'INVALID_ID'],
    ];
    for (const [as, id, code] of cases) {
      const stream = await follow(STATUS, { id }, { as });
      await until(() => stream.isOver, 'the stream ends');
      expect(stream.events).toMatchObject([
        { errors: [{ extensions: { code }, message: expect.stringMatching(/[\u4e00-\u9fff]/) }] },
      ]);
    }
    const stream = await follow(STATUS, { id: 'x' }, { headers: { 'accept-language': 'en' } });
    await until(() => stream.isOver, 'the stream ends');
    expect(stream.events[0].errors[0].message).toMatch(/^Expected the id of a SkuImport/);
  });

  it('that fails inside tells nothing of the inside', async () => {
    const { skuImport } = await client.create();
    const broken = jest.spyOn(server.app.importWatch, 'changesOf').mockImplementation(() => {
      throw new Error('SELECT secret FROM somewhere');
    });
    const stream = await follow(STATUS, { id: skuImport.id });
    await until(() => stream.isOver, 'the stream ends');
    broken.mockRestore();
    expect(stream.events).toMatchObject([{ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }]);
    expect(stream.body).not.toContain('secret');
    expect(server.faults.splice(0)).toHaveLength(1);
  });

  const deep = `subscription { skuImportProgress(id: "x") { belt { ${'region { parent { '.repeat(7)} code ${'} }'.repeat(7)} } } }`;
  it.each([
    ['that is no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['of what is not there', 'subscription { other }', 'GRAPHQL_VALIDATION_FAILED'],
    ['of too many tokens', `subscription { ${'a '.repeat(2100)} }`, 'GRAPHQL_PARSE_FAILED'],
    ['that is a query', '{ viewer { roles } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that nests too deeply', deep, 'QUERY_TOO_LARGE'],
  ])('%s is refused', async (_, query, code) => {
    const stream = await follow(query, {});
    await until(() => stream.isOver, 'the stream ends');
    expect(
      stream.events.map(({ errors }) => errors.map(({ extensions }: any) => extensions.code)),
    ).toContainEqual(expect.arrayContaining([code]));
  });

  it('needs a token that holds, and whoever takes events', async () => {
    const bad = await follow(STATUS, { id: 'x' }, { as: null, headers: { authorization: 'Bearer x' } });
    expect(bad.status).toBe(401);
    const wrong = await follow(STATUS, { id: 'x' }, { headers: { accept: 'application/json' } });
    expect(wrong.status).toBe(406);
  });

  it('is one of few for each, and of all', async () => {
    jest.replaceProperty<any, any>(SUBSCRIPTION_LIMITS, 'perSubject', 2);
    const { skuImport } = await client.create();
    const open = [await follow(STATUS, { id: skuImport.id }), await follow(STATUS, { id: skuImport.id })];
    const refused = await follow(STATUS, { id: skuImport.id });
    await until(() => refused.isOver, 'it is answered');
    expect({ status: refused.status, retry: refused.headers.get('retry-after') }).toEqual({
      status: 503,
      retry: '10',
    });
    expect(JSON.parse(refused.body).errors[0].extensions.code).toBe('TOO_MANY_SUBSCRIPTIONS');
    open.forEach(({ close }) => close());
    await until(async () => {
      const again = await follow(STATUS, { id: skuImport.id });
      again.close();
      return again.status === 200;
    }, 'there is room again');
  });

  it('is ended when the server stops', async () => {
    const other = await startTestServer({ template: 'migrated' });
    const { skuImport } = await importClient(other).create();
    const response = await fetch(`${other.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await other.token(OPERATOR)}`,
      },
      body: JSON.stringify({ query: STATUS, variables: { id: skuImport.id } }),
    });
    const reading = response.text().catch(() => 'cut');
    const started = Date.now();
    await closeHealthy(other);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(await reading).toBe('cut');
  });
});
