import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { OPERATOR, type Row } from '../support/imports';
import { daysAgo, GOOD_DAY, RECORD, recordClient } from '../support/metric-days';
import { addSkus, addSupplier } from '../support/oracle-catalogue';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let record: ReturnType<typeof recordClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  record = recordClient(server);
});
afterAll(() => closeHealthy(server));
beforeEach(() => server.database.dataSource.query('TRUNCATE sku, supplier CASCADE'));

const SERVICE: Claims = { roles: [Role.SERVICE] };
const sql = <T = any>(text: string, values: unknown[] = []): Promise<T[]> =>
  server.database.dataSource.query<T[]>(text, values);

/** A supplier that begins where newcomers do. */
const newcomer = (belt = 'yiwu'): Promise<string> =>
  addSupplier(server.database.dataSource, { belt, quality: 733_000 });
const item = (supplier: string, more: Row = {}): Row => ({
  supplier: toNodeId('Supplier', supplier),
  day: daysAgo(0),
  ...GOOD_DAY,
  ...more,
});
const outcomes = ({ items }: any): string[] => items.map(({ outcome }: any) => outcome);
const SUPPLIER = `query ($id: ID!, $first: Int = 100) { node(id: $id) { ... on Supplier {
  quality { score components { metric observed sampleSize estimate interval { low high } priorMean priorStrength weight contribution } }
  metricDays(first: $first) { day source orders sales { amount } disputesSettledInTime version }
} } }`;
const see = async (id: string, as: Claims = OPERATOR, first?: number): Promise<any> =>
  server.query(SUPPLIER, { variables: { id: toNodeId('Supplier', id), first }, as });

describe('days of suppliers', () => {
  it('are recorded once, replaced by other figures, and left alone by the same', async () => {
    const supplier = await newcomer();
    const first = await record([item(supplier), item(supplier, { day: daysAgo(1), source: 'other' })]);
    expect(first).toMatchObject({
      userErrors: [],
      items: [
        {
          outcome: 'CREATED',
          metricDay: {
            day: daysAgo(0),
            source: 'shop',
            orders: 1_000,
            sales: { amount: '29900.50' },
            version: 1,
          },
          userErrors: [],
        },
        { outcome: 'CREATED', metricDay: { day: daysAgo(1), source: 'other', version: 1 } },
      ],
    });
    expect(outcomes(await record([item(supplier)]))).toEqual(['UNCHANGED']);
    const changed = await record([item(supplier, { orders: 1_001, source: ' shop ' })]);
    expect(changed.items).toMatchObject([{ outcome: 'REPLACED', metricDay: { orders: 1_001, version: 2 } }]);
    expect(await sql('SELECT orders, version FROM supplier_metric_day ORDER BY day DESC')).toEqual([
      { orders: 1_001, version: 2 },
      { orders: 1_000, version: 1 },
    ]);
    const log = await sql(
      `SELECT actor, action, operation, after FROM audit_entry WHERE subject_type = 'SupplierMetricDay'`,
    );
    expect(log).toMatchObject([
      { actor: 'test', action: 'supplierMetricsRecord', operation: 'CREATED' },
      { operation: 'CREATED' },
      { operation: 'CHANGED', after: { orders: 1_001 } },
    ]);
  });

  it('change the score in the same moment, and what it is made of says why', async () => {
    const supplier = await newcomer();
    await addSkus(server.database.dataSource, supplier, [{}]);
    await record([item(supplier)]);
    const { data } = await see(supplier);
    const { score, components } = data.node.quality;
    const part = Object.fromEntries(components.map(({ metric, ...rest }: any) => [metric, rest]));
    // 4.975 of 400 ratings against 4.7 that are worth 50; 0.5 disputes of 1,000 orders against 0.005 worth 200.
    expect(part.RATING).toMatchObject({
      observed: 4.975,
      sampleSize: 400,
      priorMean: 4.7,
      priorStrength: 50,
    });
    expect(part.RATING.estimate).toBeCloseTo((1_990 + 4.7 * 50) / 450, 9);
    expect(part.DISPUTE_RATE).toMatchObject({ observed: 0.0005, sampleSize: 1_000 });
    expect(part.DISPUTE_RATE.estimate).toBeCloseTo(1.5 / 1_200, 9);
    expect(part.CREDIT).toMatchObject({ observed: null, sampleSize: 0, interval: { low: 0, high: 100 } });
    for (const { interval, estimate } of components) {
      expect(interval.low).toBeLessThanOrEqual(estimate);
      expect(interval.high).toBeGreaterThanOrEqual(estimate);
    }
    const sum = components.reduce((total: number, { contribution }: any) => total + contribution, 0);
    expect(sum).toBeCloseTo(score, 9);
    const [{ quality }] = await sql('SELECT quality FROM supplier');
    expect(score).toBe(quality / 1_000_000);
    expect(quality).toBeGreaterThan(780_000);
    expect(await sql('SELECT supplier_quality FROM sku')).toEqual([{ supplier_quality: quality }]);
  });

  it('leave the score alone where it would hardly change', async () => {
    const supplier = await newcomer();
    await record([item(supplier)]);
    const [{ quality }] = await sql('SELECT quality FROM supplier');
    await record([item(supplier, { replies: 494 })]);
    expect(await sql('SELECT quality FROM supplier')).toEqual([{ quality }]);
    // 494 of 500 are not shown yet either, so that the parts still sum to the score.
    const { data } = await see(supplier);
    const replies = data.node.quality.components.find(({ metric }: any) => metric === 'REPLY_RATE');
    expect(replies.observed).toBe(0.99);
  });

  it('are seen newest first by the supplier itself, its operators and the trusted, by nobody else', async () => {
    const [supplier, other] = [await newcomer(), await newcomer()];
    await record([2, 0, 1].map((days) => item(supplier, { day: daysAgo(days) })));
    await record([item(other)]);
    const own: Claims = { roles: [Role.SUPPLIER], supplier };
    for (const as of [OPERATOR, SERVICE, own]) {
      const { data } = await see(supplier, as);
      expect(data.node.metricDays.map(({ day }: any) => day)).toEqual([0, 1, 2].map(daysAgo));
    }
    expect((await see(supplier, own, 2)).data.node.metricDays).toHaveLength(2);
    expect((await see(supplier, own, 0)).data.node.metricDays).toEqual([]);
    expect((await see(supplier, own, 101)).errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
    const strangers: Claims[] = [
      { roles: [Role.STREAMER], streamer: 'somebody' },
      { roles: [Role.OPERATOR], belts: ['sihui'] },
      { roles: [Role.SUPPLIER], supplier: other },
    ];
    for (const as of strangers) {
      const { data, errors } = await see(supplier, as);
      expect(data.node.metricDays).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  it('replace only the version that is expected', async () => {
    const supplier = await newcomer();
    const expecting = (expectedVersion: number, orders: number): Promise<any> =>
      record([item(supplier, { orders, expectedVersion })]);
    expect((await expecting(1, 1_000)).items[0]).toMatchObject({
      outcome: 'REJECTED',
      metricDay: null,
      userErrors: [{ field: ['input', 'items', '0', 'expectedVersion'], code: 'CONFLICT' }],
    });
    expect(outcomes(await expecting(0, 1_000))).toEqual(['CREATED']);
    expect(outcomes(await expecting(0, 1_001))).toEqual(['REJECTED']);
    expect(outcomes(await expecting(1, 1_001))).toEqual(['REPLACED']);
    expect(outcomes(await expecting(1, 1_002))).toEqual(['REJECTED']);
    expect(await sql('SELECT orders, version FROM supplier_metric_day')).toEqual([
      { orders: 1_001, version: 2 },
    ]);
  });
});

describe('what cannot be recorded', () => {
  it('is told item by item, and the rest is recorded', async () => {
    const [own, foreign] = [await newcomer(), await newcomer('sihui')];
    const [{ code }] = await sql('SELECT code FROM supplier WHERE id = $1', [own]);
    const { items } = await record([
      item(own),
      item(foreign),
      item('00000000-0000-4000-8000-000000000000'),
      item(own, { supplier: 'nonsense', day: daysAgo(3) }),
      item(own, { supplier: null, belt: 'yiwu', code, day: daysAgo(4) }),
      item(own, { belt: 'yiwu', code, day: daysAgo(5) }),
      item(own, { supplier: null, belt: 'nowhere', code, day: daysAgo(6) }),
      item(own, { day: daysAgo(7) }),
      item(own, { day: daysAgo(7), orders: 1_005 }),
    ]);
    expect(
      items.map(({ outcome, userErrors }: any) => [outcome, ...userErrors.map(({ code: c }: any) => c)]),
    ).toEqual([
      ['CREATED'],
      ['REJECTED', 'FORBIDDEN'],
      ['REJECTED', 'NOT_FOUND'],
      ['REJECTED', 'NOT_FOUND'],
      ['CREATED'],
      ['REJECTED', 'INVALID'],
      ['REJECTED', 'NOT_FOUND'],
      ['REJECTED', 'INVALID'],
      ['REJECTED', 'INVALID'],
    ]);
    expect(items[8].userErrors[0].message).toContain('8, 9');
    expect(await sql('SELECT count(*)::integer AS days FROM supplier_metric_day')).toEqual([{ days: 2 }]);
  });

  it.each<[Row, string[]]>([
    [{ day: '2026-02-30' }, ['day']],
    [{ day: '20261101' }, ['day']],
    [{ day: daysAgo(-1) }, ['day']],
    [{ day: daysAgo(367) }, ['day']],
    [{ source: ' ' }, ['source']],
    [{ source: 'x'.repeat(65) }, ['source']],
    [{ source: 'a\u200bb' }, ['source']],
    [{ orders: -1 }, ['orders']],
    [{ orders: 400_000_001 }, ['orders']],
    [{ sales: '-1' }, ['sales']],
    [{ sales: '0.001' }, ['sales']],
    [{ sales: '10000000000.01' }, ['sales']],
    [{ ratingSum: 399 }, ['ratingSum']],
    [{ ratingSum: 2_001 }, ['ratingSum']],
    [{ ratings: 0 }, ['ratingSum']],
    [{ dispatchedInTime: 1_001 }, ['dispatchedInTime']],
    [{ replies: 501 }, ['replies']],
    [{ qualityReturns: 1_001 }, ['qualityReturns']],
    [{ disputes: 1_001 }, ['disputes']],
    [{ disputesSettledInTime: 2 }, ['disputesSettledInTime']],
    [{ orders: 0 }, ['dispatchedInTime', 'qualityReturns', 'disputes']],
  ])('%j', async (wrong, fields) => {
    const supplier = await newcomer();
    const answer = await record([item(supplier, wrong)]);
    expect(outcomes(answer)).toEqual(['REJECTED']);
    const errors: any[] = answer.items[0].userErrors;
    expect(errors.map(({ field }) => field)).toEqual(fields.map((name) => ['input', 'items', '0', name]));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['INVALID']));
    expect(await sql('SELECT FROM supplier_metric_day')).toEqual([]);
  });

  it('is more than a hundred days, or none', async () => {
    const supplier = await newcomer();
    const days = (count: number): Row[] =>
      Array.from({ length: count }, (_, i) => item(supplier, { day: daysAgo(i) }));
    expect(await record([])).toMatchObject({ items: null, userErrors: [{ code: 'INVALID' }] });
    expect(await record(days(101))).toMatchObject({ items: null, userErrors: [{ code: 'TOO_LARGE' }] });
    expect(new Set(outcomes(await record(days(100))))).toEqual(new Set(['CREATED']));
  });

  it('is what suppliers and streamers say of themselves', async () => {
    const supplier = await newcomer();
    const variables = { input: { items: [item(supplier)] } };
    for (const as of [
      { roles: [Role.SUPPLIER], supplier },
      { roles: [Role.STREAMER], streamer: 'x' },
    ]) {
      expect((await server.query(RECORD, { variables, as })).errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ]);
    }
    expect((await server.query(RECORD, { variables })).errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(outcomes(await record([item(supplier)], SERVICE))).toEqual(['CREATED']);
  });

  it('is told in Chinese, too', async () => {
    const supplier = await newcomer();
    const { items } = await record([item(supplier, { replies: 501 })], OPERATOR, 'zh-CN');
    expect(items[0].userErrors[0].message).toBe('与其他数字矛盾：应在 0 到 500 之间。');
  });
});
