import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { startServerOn } from '../support/graphql-server';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

const HANDLE = 'chunhua-guangchang';
const PAGE = `query Page($handle: String!, $first: Int, $after: String) { streamer(handle: $handle) {
  matches(first: $first, after: $after) { pageInfo { endCursor } edges { node { supplier { code belt { slug } } } } } } }`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'demo' });
});
afterAll(() => closeHealthy(server));
beforeEach(async () => {
  await server.app.exposure.flush();
  await server.database.dataSource.query('TRUNCATE supplier_exposure');
});

type Counts = Record<string, number>;

/** What is recorded, under today in China, by belt and supplier code. */
async function recorded(): Promise<Counts> {
  const rows: { supplier: string; shown: number }[] = await server.database.dataSource.query(
    `SELECT b.slug || ' ' || s.code AS supplier, e.shown
       FROM supplier_exposure e JOIN supplier s ON s.id = e.supplier_id JOIN belt b ON b.number = s.belt_number
      WHERE e.day = (now() AT TIME ZONE 'Asia/Shanghai')::date`,
  );
  return Object.fromEntries(rows.map(({ supplier, shown }) => [supplier, shown]));
}

type Page = {
  pageInfo: { endCursor: string };
  edges: { node: { supplier: { code: string; belt: { slug: string } } } }[];
};

async function page(as: Claims, args = {}, from: Pick<TestServer, 'query'> = server): Promise<Page> {
  const { data, errors } = await from.query(PAGE, { variables: { handle: HANDLE, ...args }, as });
  expect(errors).toBeUndefined();
  return data.streamer.matches;
}

function countsOf(...pages: Page[]): Counts {
  const counts: Counts = {};
  for (const { edges } of pages) {
    for (const { node } of edges) {
      const key = `${node.supplier.belt.slug} ${node.supplier.code}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

test.each<[string, Claims]>([
  ['a streamer', { roles: [Role.STREAMER], streamer: HANDLE }],
  ['a service', { roles: [Role.SERVICE] }],
])('what %s is shown counts for the suppliers, page by page', async (_, as) => {
  const first = await page(as, { first: 30 });
  const second = await page(as, { first: 12, after: first.pageInfo.endCursor });
  const again = await page(as, { first: 5 });
  expect(first.edges).toHaveLength(30);
  await server.app.exposure.flush();
  expect(await recorded()).toEqual(countsOf(first, second, again));
});

test('what an administrator looks at does not count', async () => {
  expect((await page({ roles: [Role.ADMIN] }, { first: 10 })).edges).toHaveLength(10);
  await server.app.exposure.flush();
  expect(await recorded()).toEqual({});
});

test('what could not be seen does not count', async () => {
  const { errors } = await server.query(PAGE, {
    variables: { handle: HANDLE },
    as: { roles: [Role.STREAMER], streamer: 'somebody-else' },
  });
  expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  await page({ roles: [Role.SERVICE] }, { first: 0 });
  await server.app.exposure.flush();
  expect(await recorded()).toEqual({});
});

test('no request waits for the recording', async () => {
  const gate = server.database.dataSource.createQueryRunner();
  await gate.startTransaction();
  await gate.query('LOCK TABLE supplier_exposure');
  const shown = await page({ roles: [Role.SERVICE] }, { first: 10 });
  await gate.rollbackTransaction();
  await gate.release();
  await server.app.exposure.flush();
  expect(await recorded()).toEqual(countsOf(shown));
});

test('a process that stops has recorded all that it showed, and two add up', async () => {
  const one = await startServerOn(server.database);
  const two = await startServerOn(server.database);
  const pages = [
    await page({ roles: [Role.SERVICE] }, { first: 20 }, one),
    await page({ roles: [Role.SERVICE] }, { first: 15 }, two),
  ];
  await one.close();
  await two.close();
  expect(await recorded()).toEqual(countsOf(...pages));
});
