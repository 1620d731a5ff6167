import type { DataSource } from 'typeorm';
import { inTransaction } from '../../src/database/transaction';
import { settleLabels } from '../../src/governance/label/settle-labels';
import { settleGovernance } from '../../src/governance/settle';
import { toNodeId } from '../../src/graphql/node-id';
import { ADMIN } from '../support/governance';
import { closeHealthy } from '../support/healthy';
import { Random } from '../support/oracle-random';
import { insertRow, insertSku, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let db: DataSource;
beforeAll(async () => {
  server = await startTestServer({ template: 'demo' });
  db = server.database.dataSource;
});
afterAll(() => closeHealthy(server));

const settle = (ids?: string[]): Promise<number> => inTransaction(db, (runner) => settleLabels(runner, ids));

/** Who must have the label, by the rule as the documentation has it, supplier by supplier. */
async function labelled(): Promise<string[]> {
  const suppliers: { id: string; qualified: boolean }[] = await db.query(
    'SELECT id, enterprise_qualified AS qualified FROM supplier ORDER BY id',
  );
  const metrics: any[] = await db.query('SELECT * FROM supplier_metric');
  const skus: any[] = await db.query(
    `SELECT k.supplier_id, h.dispatch_hours AS hours, h.free_provinces AS provinces
       FROM sku k JOIN shipping_class h ON h.number = k.shipping_number WHERE k.status = 'LISTED'`,
  );
  return suppliers
    .filter(({ id, qualified }) => {
      const enough = (metric: string, least: number, observations: number): boolean =>
        metrics.some(
          (row) =>
            row.supplier_id === id &&
            row.metric === metric &&
            row.observed >= least &&
            row.sample_size >= observations,
        );
      const own = skus.filter(({ supplier_id }) => supplier_id === id);
      const free = own.filter(({ hours, provinces }) => hours <= 48 && provinces.length >= 24);
      return (
        qualified &&
        enough('RATING', 4.6, 50) &&
        enough('REPLY_RATE', 0.9, 40) &&
        enough('ON_TIME_DISPATCH', 0.9, 50) &&
        own.length > 0 &&
        free.length * 5 >= own.length * 4
      );
    })
    .map(({ id }) => id);
}

const holders = async (): Promise<string[]> =>
  (await db.query('SELECT id FROM supplier WHERE reliable ORDER BY id')).map(({ id }: { id: string }) => id);

/** SKUs whose copy is not what their supplier is. */
const strays = (): Promise<unknown[]> =>
  db.query(
    'SELECT k.id FROM sku k JOIN supplier s ON s.id = k.supplier_id WHERE k.supplier_reliable <> s.reliable',
  );

describe('the label', () => {
  it('is settled in a generated catalogue, which has some of it to show', async () => {
    const expected = await labelled();
    expect(await holders()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
    expect(expected.length).toBeLessThan(100);
    expect(await strays()).toEqual([]);
    const history = await db.query(`SELECT supplier_id FROM reliability_change WHERE granted ORDER BY 1`);
    expect(history.map((row: any) => row.supplier_id)).toEqual(expected);
    expect(await settle()).toBe(0);
  });

  it('follows whatever changes, of all suppliers or of those named', async () => {
    const random = new Random(7);
    const ids: string[] = (await db.query('SELECT id FROM supplier ORDER BY id')).map(({ id }: any) => id);
    const changes = [
      'UPDATE supplier SET enterprise_qualified = NOT enterprise_qualified WHERE id = ANY ($1)',
      `UPDATE supplier_metric SET observed = 4.6, sample_size = 50 WHERE metric = 'RATING' AND supplier_id = ANY ($1)`,
      `UPDATE supplier_metric SET sample_size = 49 WHERE metric = 'RATING' AND observed IS NOT NULL AND supplier_id = ANY ($1)`,
      `UPDATE supplier_metric SET observed = 0.9, sample_size = 5000 WHERE metric IN ('REPLY_RATE', 'ON_TIME_DISPATCH') AND supplier_id = ANY ($1)`,
      `UPDATE supplier_metric SET observed = 0.8999 WHERE metric = 'REPLY_RATE' AND observed IS NOT NULL AND supplier_id = ANY ($1)`,
      `DELETE FROM supplier_metric WHERE metric = 'ON_TIME_DISPATCH' AND supplier_id = ANY ($1)`,
      `UPDATE sku SET shipping_number = (SELECT number FROM shipping_class WHERE slug = 'except-remote') WHERE supplier_id = ANY ($1)`,
      `UPDATE sku SET shipping_number = (SELECT number FROM shipping_class WHERE slug = 'jiangzhehu')
        WHERE supplier_id = ANY ($1) AND abs(hashtext(id::text)) % 5 = 0`,
      `UPDATE sku SET status = 'DELISTED' WHERE supplier_id = ANY ($1) AND abs(hashtext(id::text)) % 3 = 0`,
    ];
    let changed = 0;
    for (let round = 0; round < 8; round++) {
      const touched = random.some(ids, 60);
      for (let i = 0; i < 3; i++) await db.query(random.pick(changes), [touched]);
      changed += await settle(random.chance(0.5) ? touched : undefined);
      expect(await holders()).toEqual(await labelled());
    }
    expect(changed).toBeGreaterThan(10);
    expect(await strays()).toEqual([]);
  }, 120_000);

  it('is granted once, though several settle at once', async () => {
    await db.query('UPDATE supplier SET enterprise_qualified = false');
    const before = await holders();
    expect(before.length).toBeGreaterThan(5);
    const changed = await Promise.all([settle(), settle(), settleGovernance(db), settle(before.slice(0, 3))]);
    expect(await holders()).toEqual([]);
    const told = changed.map((each) => (typeof each === 'number' ? each : 0));
    expect(Math.max(...told)).toBeLessThanOrEqual(before.length);
    const twice = await db.query(
      `SELECT supplier_id FROM (SELECT supplier_id, granted, lag(granted) OVER (PARTITION BY supplier_id ORDER BY at, id) AS before
         FROM reliability_change) c WHERE granted = before`,
    );
    expect(twice).toEqual([]);
  });
});

/** A supplier at the very edge of every criterion, with four of five goods that ship free. */
async function atTheEdge(): Promise<string> {
  const supplier = await insertSupplier(db, { enterprise_qualified: true, quality: 700_000 });
  for (const [metric, observed, sample_size] of [
    ['RATING', 4.6, 50],
    ['REPLY_RATE', 0.9, 40],
    ['ON_TIME_DISPATCH', 0.9, 50],
  ])
    await insertRow(db, 'supplier_metric', {
      supplier_id: supplier.id,
      metric,
      observed,
      sample_size,
      estimate: observed,
      prior_mean: observed,
      prior_strength: 0,
    });
  // Nationwide but the remote provinces; and freight charged.
  for (const shipping_number of [3, 3, 3, 3, 14]) await insertSku(db, supplier, { shipping_number });
  await settle([supplier.id]);
  return supplier.id;
}

const LABEL = `query ($id: ID!) { node(id: $id) { ... on Supplier { reliable reliability {
  granted since criteria { criterion required actual requiredSampleSize sampleSize met message }
  history { nodes { granted at reasons criteria { criterion met } } } } skus { nodes { reliable } } } } }`;

describe('what is said of it', () => {
  it('is each criterion with what is asked for, what there is and whether that is enough', async () => {
    const id = await atTheEdge();
    const { data, errors } = await server.query(LABEL, {
      variables: { id: toNodeId('Supplier', id) },
      headers: { 'accept-language': 'en' },
    });
    expect(errors).toBeUndefined();
    const { reliable, reliability, skus } = data.node;
    expect({ reliable, granted: reliability.granted }).toEqual({ reliable: true, granted: true });
    expect(skus.nodes.map((node: any) => node.reliable)).toEqual(Array(5).fill(true));
    const told = (
      criterion: string,
      required: number,
      actual: number,
      least: number,
      size: number,
      message: string,
    ) => ({
      criterion,
      required,
      actual,
      requiredSampleSize: least,
      sampleSize: size,
      met: true,
      message,
    });
    expect(reliability.criteria).toEqual([
      told('ENTERPRISE_QUALIFIED', 1, 1, 1, 1, 'Enterprise qualification: shown'),
      told('RATING', 4.6, 4.6, 50, 50, 'Rating: 4.60 (50 ratings); at least 4.60 of 50 ratings or more'),
      told(
        'REPLY_RATE',
        0.9,
        0.9,
        40,
        40,
        'Reply rate: 90.0% (40 enquiries); at least 90.0% of 40 enquiries or more',
      ),
      told(
        'FREE_SHIPPING',
        0.8,
        0.8,
        1,
        5,
        'Goods with free shipping to 24 provinces within 48 h: 80.0% (5 listed); at least 80.0% of 1 listed or more',
      ),
      told(
        'ON_TIME_DISPATCH',
        0.9,
        0.9,
        50,
        50,
        'Orders dispatched within 48 h: 90.0% (50 orders); at least 90.0% of 50 orders or more',
      ),
    ]);
    expect(reliability.history.nodes).toHaveLength(1);
    expect(reliability.since).toBe(reliability.history.nodes[0].at);
  });

  it('is why it was withdrawn, in the language of the request, and stays in the history', async () => {
    const id = await atTheEdge();
    await db.query(
      `UPDATE supplier_metric SET observed = 4.599 WHERE metric = 'RATING' AND supplier_id = $1`,
      [id],
    );
    expect(await settle([id])).toBe(1);
    const { data } = await server.query(LABEL, { variables: { id: toNodeId('Supplier', id) } });
    const [last, first, ...more] = data.node.reliability.history.nodes;
    expect(more).toEqual([]);
    expect(first).toMatchObject({ granted: true });
    expect(last).toMatchObject({
      granted: false,
      reasons: ['评分：4.59（50 条评价）；要求不低于 4.60，且至少 50 条评价'],
    });
    expect(data.node.skus.nodes.map((node: any) => node.reliable)).toEqual(Array(5).fill(false));
    for (const statement of [
      'UPDATE reliability_change SET granted = true',
      'DELETE FROM reliability_change',
    ])
      await expect(db.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
  });
});

describe('when goods are written', () => {
  it('the label is withdrawn, or granted, as soon as that is answered', async () => {
    const id = await atTheEdge();
    const [{ code, belt }] = await db.query(
      'SELECT s.code, b.slug AS belt FROM supplier s JOIN belt b ON b.number = s.belt_number WHERE s.id = $1',
      [id],
    );
    const upsert = async (...shipping: string[]): Promise<boolean> => {
      const items = shipping.map((slug, i) => ({
        title: `新货 ${i}`,
        code: `NEW-${i}`,
        supplierCode: code,
        livePrice: '9.90',
        shipping: slug,
      }));
      const { data } = await server.query(
        `mutation ($input: SkuBulkUpsertInput!) { skuBulkUpsert(input: $input) { items { sku { reliable } } } }`,
        { variables: { input: { belt, items } }, as: ADMIN },
      );
      return data.skuBulkUpsert.items[0].sku.reliable;
    };
    // Four of six, then five of six.
    expect(await upsert('none')).toBe(false);
    expect(await upsert('nationwide')).toBe(true);
  });
});
