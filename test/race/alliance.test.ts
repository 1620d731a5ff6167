import { sweepAlliance } from '../../src/alliance/sweep';
import { chinaDay } from '../../src/calendar/china-day';
import { LOCKS } from '../../src/database/locks';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { daysBefore, makeEligible } from '../support/alliance-rows';
import { closeHealthy } from '../support/healthy';
import { insertSku, insertStreamer, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

/* What two may do at once with the same goods, shelves and requests. */

const SERVICE: Claims = { roles: [Role.SERVICE] };
const WAITS = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const db = (): TestServer['database']['dataSource'] => server.database.dataSource;

async function aSku(): Promise<{ uuid: string; id: string; supplier: string }> {
  const supplier = await insertSupplier(db());
  await makeEligible(db(), supplier.id, chinaDay(Date.now()));
  const { id: uuid } = await insertSku(db(), supplier, { in_alliance: true });
  return { uuid, id: toNodeId('Sku', uuid), supplier: supplier.id };
}

const aStreamer = async (): Promise<string> => toNodeId('Streamer', (await insertStreamer(db())).id);

async function mutate(name: string, type: string, fields: string, input: object): Promise<any> {
  const { data, errors } = await server.query(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code } } }`,
    { variables: { input }, as: SERVICE },
  );
  expect(errors).toBeUndefined();
  return data[name];
}

const pick = (streamer: string, sku: string): Promise<any> =>
  mutate('pickCreate', 'PickInput', 'pick { id }', { streamer, sku });
const withdrawSku = (sku: string): Promise<any> =>
  mutate('allianceWithdraw', 'AllianceSkusInput', 'items { admitted }', { skus: [sku] });

test('the same goods picked many times at once are one pick', async () => {
  const [streamer, sku] = [await aStreamer(), await aSku()];
  const answers = await Promise.all(Array.from({ length: 8 }, () => pick(streamer, sku.id)));
  expect(new Set(answers.map(({ pick: made }) => made.id)).size).toBe(1);
  const picks = await db().query('SELECT FROM pick WHERE sku_id = $1', [sku.uuid]);
  expect(picks).toHaveLength(1);
});

test('of picks at once, no more stand on the shelf than it holds', async () => {
  const streamer = await aStreamer();
  const skus = [];
  for (let i = 0; i < 6; i++) skus.push(await aSku());
  await db().query(
    `WITH made AS (
       INSERT INTO sku (supplier_id, belt_number, supplier_status, supplier_quality, code, title, search_text, search_vector,
                        category_number, audience_number, shipping_number, provenance, supply_price, live_price)
       SELECT supplier_id, belt_number, supplier_status, supplier_quality, 'F' || n, title, search_text, search_vector,
              category_number, audience_number, shipping_number, provenance, supply_price, live_price
         FROM (SELECT * FROM sku WHERE id = $2) one, generate_series(1, 997) n RETURNING id)
     INSERT INTO pick (streamer_id, sku_id) SELECT $1, id FROM made`,
    [Buffer.from(streamer, 'base64url').toString().split(':')[1], skus[0]!.uuid],
  );
  const answers = await Promise.all(skus.map(({ id }) => pick(streamer, id)));
  expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(3);
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
    [1, 2, 3].map(() => ({ code: 'TOO_LARGE' })),
  );
});

test('a pick waits for a withdrawal under way, and then finds the goods gone', async () => {
  const [streamer, sku] = [await aStreamer(), await aSku()];
  const gate = db().createQueryRunner();
  await gate.startTransaction();
  await gate.query('UPDATE sku SET in_alliance = false WHERE id = $1', [sku.uuid]);
  const picking = pick(streamer, sku.id);
  await until(async () => (await db().query(WAITS)).length === 1, 'the pick waits');
  await gate.commitTransaction();
  await gate.release();
  expect(await picking).toEqual({ pick: null, userErrors: [{ code: 'WRONG_STATE' }] });
});

test('a withdrawal waits for a pick under way, which was of goods in the alliance', async () => {
  const [streamer, sku] = [await aStreamer(), await aSku()];
  // Holds the pick between its look at the goods and its end.
  const gate = db().createQueryRunner();
  await gate.startTransaction();
  await gate.query('LOCK TABLE pick IN SHARE MODE');
  const picking = pick(streamer, sku.id);
  await until(async () => (await db().query(WAITS)).length === 1, 'the pick waits at the gate');
  const withdrawing = withdrawSku(sku.id);
  await until(async () => (await db().query(WAITS)).length === 2, 'the withdrawal waits for the pick');
  await gate.commitTransaction();
  await gate.release();
  expect((await picking).userErrors).toEqual([]);
  expect((await withdrawing).items).toEqual([{ admitted: false }]);
  const [{ picked, out }] = await db().query(
    `SELECT (SELECT picked_at FROM pick WHERE sku_id = $1) AS picked,
            (SELECT at FROM alliance_decision WHERE sku_id = $1) AS out`,
    [sku.uuid],
  );
  expect(picked.getTime()).toBeLessThanOrEqual(out.getTime());
});

test('many applications for and withdrawals of the same goods leave mark and last decision agreed', async () => {
  const skus = [await aSku(), await aSku(), await aSku()];
  const ids = skus.map(({ id }) => id);
  const apply = (): Promise<any> =>
    mutate('allianceApply', 'AllianceSkusInput', 'items { admitted }', { skus: ids });
  const takeOut = (): Promise<any> =>
    mutate('allianceWithdraw', 'AllianceSkusInput', 'items { admitted }', { skus: ids.toReversed() });
  await apply();
  await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? takeOut() : apply())));
  for (const { uuid } of skus) {
    const decisions: { admitted: boolean }[] = await db().query(
      'SELECT admitted FROM alliance_decision WHERE sku_id = $1 ORDER BY at, id',
      [uuid],
    );
    const [{ in_alliance: isIn }] = await db().query('SELECT in_alliance FROM sku WHERE id = $1', [uuid]);
    expect(decisions.at(-1)!.admitted).toBe(isIn);
    // In, out, in …: nothing is decided twice in a row.
    expect(decisions.every(({ admitted }, i) => i === 0 || admitted !== decisions[i - 1]!.admitted)).toBe(
      true,
    );
  }
});

test('of two answers to the same version of a request, one counts', async () => {
  const [streamer, sku] = [await aStreamer(), await aSku()];
  const { sampleRequest } = await mutate(
    'sampleRequestCreate',
    'SampleRequestCreateInput',
    'sampleRequest { id }',
    {
      streamer,
      sku: sku.id,
      quantity: 1,
    },
  );
  const said = (input: object): Promise<any> =>
    mutate('sampleRequestAnswer', 'SampleRequestAnswerInput', 'sampleRequest { status version }', {
      sampleRequest: sampleRequest.id,
      expectedVersion: 1,
      ...input,
    });
  const answers = await Promise.all([
    said({ answer: 'ACCEPT', terms: 'x' }),
    said({ answer: 'DECLINE', reason: 'y' }),
    said({ answer: 'ACCEPT', terms: 'z' }),
  ]);
  expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
    { code: 'CONFLICT' },
    { code: 'CONFLICT' },
  ]);
});

test('the same request for samples made many times at once is one', async () => {
  const [streamer, sku] = [await aStreamer(), await aSku()];
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      mutate('sampleRequestCreate', 'SampleRequestCreateInput', 'sampleRequest { id }', {
        streamer,
        sku: sku.id,
        quantity: 1,
      }),
    ),
  );
  expect(new Set(answers.map(({ sampleRequest }) => sampleRequest.id)).size).toBe(1);
});

test('of several processes one sweeps, and none while another is at it', async () => {
  const sku = await aSku();
  // A day on which what was sold does not count any more.
  const day = daysBefore(chinaDay(Date.now()), -60);
  const at = new Date(`${day}T12:00:00+08:00`);
  const holder = db().createQueryRunner();
  await holder.query('SELECT pg_advisory_lock($1)', [LOCKS.alliance]);
  expect(await sweepAlliance(db(), at)).toBeUndefined();
  await holder.query('SELECT pg_advisory_unlock($1)', [LOCKS.alliance]);
  await holder.release();
  await Promise.all([1, 2, 3].map(() => sweepAlliance(db(), at)));
  const decisions = await db().query('SELECT cause FROM alliance_decision WHERE sku_id = $1', [sku.uuid]);
  expect(decisions).toEqual([{ cause: 'SWEPT' }]);
  expect(await sweepAlliance(db(), at)).toBeGreaterThan(0);
});
