import { DataSource } from 'typeorm';
import { settleWeek, settleWeeks } from '../../src/boards/settle';
import { toNodeId } from '../../src/graphql/node-id';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { closeHealthy } from '../support/healthy';
import { Random } from '../support/oracle-random';
import { insertRow, insertSku, insertStreamer, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

/* Boards against a count by brute force over the rows that a random month left. */

const MONDAY = '2026-10-05';
const WEEK = '2026-W41';
const BELTS = { yiwu: 13, foshan: 14 };

type Happened = { what: 'pick' | 'request' | 'answer'; at: string; streamer: string; sku: string };

let server: TestServer;
let db: DataSource;
let skus: Map<string, { supplier: string; belt: string }>;
let happened: Happened[];

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  db = server.database.dataSource;
  const random = new Random(11);
  skus = new Map();
  for (const belt of ['yiwu', 'foshan'] as const) {
    for (let s = 0; s < 4; s++) {
      const supplier = await insertSupplier(db, { belt_number: BELTS[belt] });
      for (let k = 0; k < 4; k++)
        skus.set((await insertSku(db, supplier)).id, { supplier: supplier.id, belt });
    }
  }
  const streamers: string[] = [];
  for (let s = 0; s < 9; s++) streamers.push((await insertStreamer(db)).id);

  // Three weeks, and the very edges of the one in the middle.
  const begin = Date.parse('2026-09-28T00:00:00+08:00');
  const hour = 3_600_000;
  const edges = [0, 7 * 24 * hour].flatMap((length) => {
    const edge = Date.parse(`${MONDAY}T00:00:00+08:00`) + length;
    return [edge - 1, edge];
  });
  const moments = [
    ...edges,
    ...Array.from({ length: 400 }, () => begin + random.int(0, 21 * 24 - 1) * hour + 1),
  ];
  happened = [];
  for (const moment of moments) {
    const [streamer, sku] = [random.pick(streamers), random.pick([...skus.keys()])];
    const at = new Date(moment).toISOString();
    if (random.int(0, 2) > 0) {
      await insertRow(db, 'pick', { streamer_id: streamer, sku_id: sku, picked_at: at, removed_at: at });
      happened.push({ what: 'pick', at, streamer, sku });
    } else {
      const answeredAt =
        random.int(0, 1) === 0 ? null : new Date(moment + random.int(0, 199) * hour).toISOString();
      const { supplier, belt } = skus.get(sku)!;
      await insertRow(db, 'sample_request', {
        streamer_id: streamer,
        sku_id: sku,
        supplier_id: supplier,
        belt_number: BELTS[belt as keyof typeof BELTS],
        quantity: 1,
        message: '',
        requested_at: at,
        status: 'DECLINED',
        reason: 'x',
        answered_at: answeredAt ?? '2030-01-01T00:00:00Z',
      });
      happened.push({ what: 'request', at, streamer, sku });
      if (answeredAt) happened.push({ what: 'answer', at: answeredAt, streamer, sku });
    }
  }
});
afterAll(() => closeHealthy(server));

type Counted = [id: string, score: number, picks: number, requests: number, answers: number];

/** Goods: who picked. Streamers: a point a SKU picked, two a request. Suppliers: one a pick, one a request, two an answer. */
function counted(kind: string, belt?: string): Counted[] {
  const inWeek = happened.filter(
    ({ at, sku }) =>
      at >= '2026-10-04T16:00:00.000Z' &&
      at < '2026-10-11T16:00:00.000Z' &&
      (!belt || skus.get(sku)!.belt === belt),
  );
  const subjectOf = ({ sku, streamer }: Happened): string =>
    ({ SKUS_PICKED: sku, STREAMERS_ACTIVE: streamer, SUPPLIERS_ACTIVE: skus.get(sku)!.supplier })[kind]!;
  const found: Counted[] = [];
  for (const id of new Set(inWeek.map(subjectOf))) {
    const own = inWeek.filter((one) => subjectOf(one) === id);
    const picks = new Set(
      own.filter(({ what }) => what === 'pick').map(({ sku, streamer }) => sku + streamer),
    ).size;
    const requests = own.filter(({ what }) => what === 'request').length;
    const answers = own.filter(({ what }) => what === 'answer').length;
    if (kind === 'SKUS_PICKED') found.push([id, picks, picks, 0, 0]);
    else if (kind === 'STREAMERS_ACTIVE') found.push([id, picks + 2 * requests, picks, requests, 0]);
    else found.push([id, picks + requests + 2 * answers, picks, requests, answers]);
  }
  return found
    .filter(([, score]) => score > 0)
    .toSorted((a, b) => b[1] - a[1] || b[2] - a[2] || b[3] - a[3] || (a[0] < b[0] ? -1 : 1));
}

const OPERATOR: Claims = { roles: [Role.OPERATOR], belts: ['yiwu'] };
const TYPES = { SKUS_PICKED: 'Sku', STREAMERS_ACTIVE: 'Streamer', SUPPLIERS_ACTIVE: 'Supplier' } as const;

const ask = (variables: Record<string, unknown>, as?: Claims, streamers = false): Promise<any> =>
  server.query(
    `query ($kind: BoardKind!, $week: String, $belt: String, $first: Int) {
       boards(kind: $kind, week: $week, belt: $belt, first: $first) {
         kind week final settledAt belt { slug }
         places { rank score picks sampleRequests answers sku { id } supplier { id } ${streamers ? 'streamer { id }' : ''} }
       }
     }`,
    { variables, ...(as ? { as } : {}) },
  );

async function board(kind: keyof typeof TYPES, belt?: string, first = 100): Promise<any> {
  const isOfStreamers = kind === 'STREAMERS_ACTIVE';
  const { data, errors } = await ask({ kind, week: WEEK, belt, first }, OPERATOR, isOfStreamers);
  expect(errors).toBeUndefined();
  return data.boards;
}

const placesOf = (kind: keyof typeof TYPES, rows: Counted[]): unknown[] =>
  rows.map(([id, score, picks, sampleRequests, answers], i) => {
    const node = { id: toNodeId(TYPES[kind], id) };
    return {
      rank: i + 1,
      score,
      picks,
      sampleRequests,
      answers,
      sku: kind === 'SKUS_PICKED' ? node : null,
      supplier: kind === 'SUPPLIERS_ACTIVE' ? node : null,
      ...(kind === 'STREAMERS_ACTIVE' ? { streamer: node } : {}),
    };
  });

const KINDS = Object.keys(TYPES) as (keyof typeof TYPES)[];
const BOARDS = KINDS.flatMap((kind) => [undefined, 'yiwu', 'foshan'].map((belt) => [kind, belt] as const));

const expectAll = async (final: boolean): Promise<void> => {
  for (const [kind, belt] of BOARDS) {
    const rows = counted(kind, belt);
    expect(rows.length).toBeGreaterThan(3);
    const { places, ...rest } = await board(kind, belt);
    expect(places).toEqual(placesOf(kind, rows));
    expect(rest).toMatchObject({ kind, week: WEEK, final, belt: belt ? { slug: belt } : null });
    expect(rest.settledAt === null).toBe(!final);
  }
};

describe('the boards of a week', () => {
  it('are counted as they stand until the week is settled', async () => {
    await expectAll(false);
    expect(await db.query('SELECT FROM board_week')).toEqual([]);
  });

  it('have ties, which the count above orders', () => {
    const scores = counted('SKUS_PICKED').map(([, score]) => score);
    expect(new Set(scores).size).toBeLessThan(scores.length);
  });

  it('are settled once, however many processes are at it', async () => {
    const others = await Promise.all([1, 2, 3].map(() => new DataSource(db.options).initialize()));
    const done = await Promise.all(others.map((other) => settleWeek(other, MONDAY)));
    await Promise.all(others.map((other) => other.destroy()));
    expect(done.filter((isMine) => isMine)).toHaveLength(1);
    await expectAll(true);
  });

  it('never change from then on, whatever is recorded late or done to what they tell of', async () => {
    const [sku] = skus.keys();
    const { id: streamer } = await insertStreamer(db);
    const late = {
      streamer_id: streamer,
      picked_at: '2026-10-07T00:00:00Z',
      removed_at: '2026-10-08T00:00:00Z',
    };
    for (const sku_id of skus.keys()) await insertRow(db, 'pick', { ...late, sku_id });
    expect(await settleWeek(db, MONDAY)).toBe(false);
    await expectAll(true);

    // Goods that left the catalogue keep their place, but are not shown.
    const rank = counted('SKUS_PICKED').findIndex(([id]) => id === sku);
    await db.query(`UPDATE sku SET status = 'DELISTED' WHERE id = $1`, [sku]);
    const { data } = await ask({ kind: 'SKUS_PICKED', week: WEEK, first: 100 });
    expect(data.boards.places[rank]).toMatchObject({ rank: rank + 1, sku: null });
  });

  it('are cut where fewer places are asked for', async () => {
    expect((await board('SKUS_PICKED', undefined, 2)).places).toHaveLength(2);
    expect((await board('SKUS_PICKED', undefined, 0)).places).toEqual([]);
  });

  it('that are due are found from the first week in which anything happened, once each', async () => {
    const now = Date.parse('2026-10-19T00:01:00+08:00');
    expect(await settleWeeks(db, undefined, now - 1)).toEqual(['2026-09-28']);
    expect(await settleWeeks(db, undefined, now)).toEqual(['2026-10-12']);
    expect(await settleWeeks(db, undefined, now)).toEqual([]);
  });
});

describe('who may see them', () => {
  const STREAMER: Claims = { roles: [Role.STREAMER], streamer: 'somebody' };
  const SUPPLIER: Claims = { roles: [Role.SUPPLIER], supplier: '00000000-0000-0000-0000-000000000001' };

  test.each([undefined, STREAMER, SUPPLIER, OPERATOR])('%j sees those of goods and suppliers', async (as) => {
    for (const kind of ['SKUS_PICKED', 'SUPPLIERS_ACTIVE'])
      expect((await ask({ kind, week: WEEK, first: 8 }, as)).data.boards.places).toHaveLength(8);
  });

  test.each([
    [undefined, 'UNAUTHENTICATED'],
    [STREAMER, 'FORBIDDEN'],
    [SUPPLIER, 'FORBIDDEN'],
  ])('%j does not see those of streamers', async (as, code) => {
    const { data, errors } = await ask({ kind: 'STREAMERS_ACTIVE', week: WEEK }, as);
    expect(data.boards).toBeNull();
    expect(errors[0].extensions.code).toBe(code);
  });
});

test.each([
  [{ week: '2999-W01' }, 'INVALID_INPUT'],
  [{ week: '2026-W54' }, 'INVALID_INPUT'],
  [{ first: 101 }, 'INVALID_PAGE'],
  [{ first: -1 }, 'INVALID_PAGE'],
  [{ belt: 'nowhere' }, 'NOT_FOUND'],
])('%j is refused as %s', async (given, code) => {
  const { errors } = await ask({ kind: 'SKUS_PICKED', ...given });
  expect(errors[0].extensions.code).toBe(code);
});

test('the week under way is counted live', async () => {
  const [sku] = [...skus.keys()].slice(-1);
  const { id: streamer } = await insertStreamer(db);
  await insertRow(db, 'pick', { streamer_id: streamer, sku_id: sku });
  const { data } = await ask({ kind: 'SKUS_PICKED' });
  expect(data.boards).toMatchObject({
    final: false,
    places: [{ rank: 1, score: 1, sku: { id: toNodeId('Sku', sku!) } }],
  });
});
