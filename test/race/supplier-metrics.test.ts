import { OPERATOR, type Row } from '../support/imports';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { toNodeId } from '../../src/graphql/node-id';
import { SERVICE } from '../support/graphql-matches';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { daysAgo, GOOD_DAY, RECORD } from '../support/metric-days';
import { addSkus, addStreamer, addSupplier } from '../support/oracle-catalogue';

/** Two processes' worth of server over one database. */
let database: TestDatabase;
let one: ServerOnDatabase;
let two: ServerOnDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  await addStreamer(database.dataSource, {
    handle: 'watcher',
    profile: { categories: { dresses: 1_000_000 } },
  });
  one = await startServerOn(database);
  two = await startServerOn(database);
});
afterAll(async () => {
  await one?.close();
  await two?.close();
  await database?.drop();
});

const record = async (server: ServerOnDatabase, items: Row[]): Promise<any[]> => {
  const { data, errors } = await server.query(RECORD, { variables: { input: { items } }, as: OPERATOR });
  expect(errors).toBeUndefined();
  return data.supplierMetricsRecord.items;
};

const LAG_MS = 2_000;
const QUALITY = `query ($handle: String!) { streamer(handle: $handle) { matches(first: 10) {
  edges { node { supplier { id } } components { factor value } } } } }`;

/** The suppliers of a ranking with the quality that it ranks them by, in its order. */
async function ranking(server: ServerOnDatabase): Promise<Map<string, number>> {
  const { data } = await server.query(QUALITY, { variables: { handle: 'watcher' }, as: SERVICE });
  return new Map(
    data.streamer.matches.edges.map(({ node, components }: any) => [
      node.supplier.id,
      components.find(({ factor }: any) => factor === 'SUPPLIER_QUALITY').value,
    ]),
  );
}

describe('what is recorded', () => {
  it('reaches the ranking of the server that recorded at once, of another within two seconds', async () => {
    const db = database.dataSource;
    const suppliers = [await addSupplier(db), await addSupplier(db)];
    for (const supplier of suppliers) await addSkus(db, supplier, [{}]);
    const [first, second] = suppliers.map((id) => toNodeId('Supplier', id)) as [string, string];
    await Promise.all([one, two].map((server) => server.app.matching.sync.refresh()));
    expect((await ranking(one)).get(first)).toBe(0.6);

    await record(one, [{ supplier: second, day: daysAgo(0), ...GOOD_DAY }]);
    const [{ quality }] = await db.query('SELECT quality FROM supplier WHERE id = $1', [suppliers[1]]);
    const better = [second, first];
    expect([...(await ranking(one)).keys()]).toEqual(better);
    expect((await ranking(one)).get(second)).toBe(quality / 1_000_000);
    const deadline = performance.now() + LAG_MS;
    let seen: string[] = [];
    while (seen.join() !== better.join() && performance.now() < deadline)
      seen = [...(await ranking(two)).keys()];
    expect(seen).toEqual(better);
    expect((await ranking(two)).get(second)).toBe(quality / 1_000_000);
  });

  it('by many at once, in any order, all comes through, and the score is that of what is there in the end', async () => {
    const db = database.dataSource;
    const suppliers: string[] = [];
    for (let i = 0; i < 12; i++) suppliers.push(await addSupplier(db));
    const items = (writer: number): Row[] =>
      suppliers
        .map((id) => ({
          supplier: toNodeId('Supplier', id),
          day: daysAgo(3),
          ...GOOD_DAY,
          orders: 1_000 + writer,
          source: writer % 2 === 0 ? 'even' : 'odd',
        }))
        .toSorted(
          (a, b) =>
            Math.sin(writer * a.supplier.charCodeAt(20)) - Math.sin(writer * b.supplier.charCodeAt(20)),
        );
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, writer) => record(writer < 4 ? one : two, items(writer))),
    );
    const outcomes = answers.flat().map(({ outcome }) => outcome);
    // Of four who write the same day, one comes first.
    expect(outcomes.filter((outcome) => outcome === 'CREATED')).toHaveLength(24);
    expect(outcomes.filter((outcome) => outcome === 'REPLACED')).toHaveLength(72);
    const rows = await db.query('SELECT version, orders FROM supplier_metric_day WHERE day = $1', [
      daysAgo(3),
    ]);
    expect(rows).toHaveLength(24);
    expect(rows.filter(({ version }: any) => version !== 4)).toEqual([]);
  });

  it('of one version by many at once is one of them alone', async () => {
    const supplier = toNodeId('Supplier', await addSupplier(database.dataSource));
    const item = { supplier, day: daysAgo(5), ...GOOD_DAY };
    await record(one, [item]);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, writer) =>
        record(writer < 3 ? one : two, [{ ...item, orders: 2_000 + writer, expectedVersion: 1 }]),
      ),
    );
    const outcomes = answers.flat().map(({ outcome, userErrors }) => userErrors[0]?.code ?? outcome);
    expect(outcomes.filter((outcome) => outcome === 'REPLACED')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'CONFLICT')).toHaveLength(5);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });
});
