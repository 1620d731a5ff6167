import { toNodeId } from '../../src/graphql/node-id';
import { SERVICE } from '../support/graphql-matches';
import { closeHealthy } from '../support/healthy';
import { addSkus, addStreamer, addSupplier } from '../support/oracle-catalogue';
import { startTestServer, type TestServer } from '../support/server';

/**
 * Asking why while others change the very goods: an answer may be of a moment ago, but it is of one moment, and it
 * never contradicts itself.
 */

const HANDLE = 'asker';
const CHANGES = [
  `status = 'DELISTED'`,
  `status = 'LISTED'`,
  'stock = 0',
  'flagged = true',
  'stock = 500',
  'flagged = false',
];
const ROUNDS = 15;

let server: TestServer;
let id: string;

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  const db = server.database.dataSource;
  await addStreamer(db, { handle: HANDLE, niche: ['dresses'] });
  for (let i = 0; i < 5; i++) await addSkus(db, await addSupplier(db), [{}, {}, {}, {}]);
  [id] = (await addSkus(db, await addSupplier(db), [{}])) as [string];
  await server.app.matching.sync.refresh();
});
afterAll(() => closeHealthy(server));

const WHY = `query ($handle: String!, $sku: ID!) { streamer(handle: $handle) {
  matchOf(sku: $sku) { sku { status stock } eligible exclusions { reason } score components { factor value contribution } rank rankAbsence }
  matches(first: 1) { diagnostics { excluded { reason count } } } } }`;

test('each answer agrees with itself while the goods come and go', async () => {
  const db = server.database.dataSource;
  const variables = { handle: HANDLE, sku: toNodeId('Sku', id) };
  const writer = { isAtIt: true };
  const change = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const set of CHANGES) await db.query(`UPDATE sku SET ${set} WHERE id = $1`, [id]);
    }
    writer.isAtIt = false;
  };
  const answers: any[] = [];
  const asking = async (): Promise<void> => {
    do answers.push(await server.query(WHY, { variables, as: SERVICE }));
    while (writer.isAtIt);
  };
  await Promise.all([change(), asking(), asking(), asking()]);

  const seen = new Set<string>();
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined();
    const { sku, eligible, exclusions, score, components, rank, rankAbsence } = data.streamer.matchOf;
    const reasons: string[] = exclusions.map(({ reason }: { reason: string }) => reason);
    expect(eligible).toBe(reasons.length === 0);
    expect(reasons.includes('NOT_LISTED')).toBe(sku.status !== 'LISTED');
    expect(reasons.includes('OUT_OF_STOCK')).toBe(sku.stock === 0);
    expect((rank === null) === (rankAbsence === null)).toBe(false);
    expect(rankAbsence === 'NOT_ELIGIBLE').toBe(!eligible);
    const sum = components.reduce((total: number, part: any) => total + part.contribution, 0);
    expect(Math.abs(sum - score)).toBeLessThan(1e-9);
    const capacityFit = components.find(({ factor }: { factor: string }) => factor === 'CAPACITY_FIT');
    expect(capacityFit.value > 0).toBe(sku.stock > 0);
    seen.add(reasons.join(' '));
  }
  // Had it met one state alone, nothing would have been tried.
  expect(seen.size).toBeGreaterThan(2);

  await server.app.matching.sync.refresh();
  const { data } = await server.query(WHY, { variables, as: SERVICE });
  expect(data.streamer.matchOf).toMatchObject({ eligible: true, exclusions: [], rankAbsence: null });
});
