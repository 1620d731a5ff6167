import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { OPERATOR } from '../support/imports';
import { insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { sendUpdate, update } from '../support/updates';

const ADMIN: Claims = { roles: [Role.ADMIN] };
const SERVICE: Claims = { roles: [Role.SERVICE] };
const ELSEWHERE: Claims = { roles: [Role.OPERATOR], belts: ['foshan'] };

let server: TestServer;
let supplier: SupplierRow;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  supplier = await insertSupplier(server.database.dataSource, { name: '晨光文具厂' });
});
afterAll(() => closeHealthy(server));

const rowOf = async (table: string, id: string, key = 'id'): Promise<any> =>
  (await server.database.dataSource.query(`SELECT * FROM ${table} WHERE ${key} = $1`, [id]))[0];
const nodesOf = async (document: string, as?: Claims): Promise<any> => {
  const { data, errors } = await server.query(document, { as });
  expect(errors).toBeUndefined();
  return data;
};
const refusal = async (...of: Parameters<typeof sendUpdate>): Promise<string[]> =>
  ((await sendUpdate(...of)).errors ?? []).map(({ extensions }) => extensions.code);

describe('skuUpdate', () => {
  const goods = async (given = {}): Promise<{ id: string; sku: string }> => {
    const { id } = await insertSku(server.database.dataSource, supplier, given);
    return { id, sku: toNodeId('Sku', id) };
  };

  it('changes what is named, and nothing else', async () => {
    const { id, sku } = await goods({
      title: '旧标题',
      market_price: 5_000,
      guarantees: ['TENFOLD_IF_FAKE'],
    });
    const before = await rowOf('sku', id);
    const payload = await update(
      server,
      'skuUpdate',
      {
        sku,
        expectedVersion: 1,
        title: ' 中性笔 ',
        description: '顺滑',
        category: 'ceramic-cups',
        livePrice: '30.5',
        marketPrice: null,
        commissionRate: '0.25',
        stock: 7,
        provenance: 'FACTORY_DIRECT',
        guarantees: ['RETURN_FREIGHT_COVERED', 'REFUND_WITHOUT_RETURN', 'RETURN_FREIGHT_COVERED'],
        attributes: [{ name: '材质', value: '塑料' }],
      },
      { as: OPERATOR },
    );
    expect(payload.userErrors).toEqual([]);
    expect(payload.sku).toMatchObject({
      version: 2,
      title: '中性笔',
      description: '顺滑',
      category: { slug: 'ceramic-cups' },
      livePrice: { amount: '30.50' },
      supplyPrice: { amount: '10.00' },
      marketPrice: null,
      commissionRate: 0.25,
      stock: 7,
      status: 'LISTED',
      provenance: 'FACTORY_DIRECT',
      guarantees: ['REFUND_WITHOUT_RETURN', 'RETURN_FREIGHT_COVERED'],
      attributes: [{ name: '材质', value: '塑料' }],
    });
    const after = await rowOf('sku', id);
    for (const column of ['code', 'supplier_id', 'shipping_number', 'sales_total', 'created_at', 'flagged'])
      expect(after[column]).toEqual(before[column]);
    // Search finds it by what it is called now.
    const found = (text: string) => nodesOf(`{ skus(filter: { text: "${text}" }) { nodes { id } } }`);
    expect((await found('中性笔')).skus.nodes).toEqual([{ id: sku }]);
    expect((await found('旧标题')).skus.nodes).toEqual([]);
  });

  it('of what is so already leaves the version as it is', async () => {
    const { id, sku } = await goods({ stock: 5 });
    const payload = await update(
      server,
      'skuUpdate',
      { sku, expectedVersion: 1, stock: 5 },
      { as: OPERATOR },
    );
    expect(payload).toMatchObject({ sku: { version: 1 }, userErrors: [] });
    expect((await rowOf('sku', id)).version).toBe(1);
  });

  it.each<[string, object, [string, string][]]>([
    ['a blank title', { title: ' ' }, [['title', 'title is missing']]],
    ['a claim that the law forbids', { title: '国家级好笔' }, [['title', 'forbids']]],
    ['an unknown category', { category: 'nowhere' }, [['category', 'not known']]],
    ['a category above the leaves', { category: 'apparel' }, [['category', 'not known']]],
    ['a live price below the supply price', { livePrice: '9.99' }, [['livePrice', '10.00']]],
    ['a supply price above the live price', { supplyPrice: '20.01' }, [['supplyPrice', '20.01']]],
    [
      'several things at once',
      { stock: -1, commissionRate: '0.91', audience: 'x' },
      [
        ['audience', 'not known'],
        ['commissionRate', '0.9'],
        ['stock', '0'],
      ],
    ],
  ])('is refused with %s, at the field to blame', async (_what, input, expected) => {
    const { id, sku } = await goods();
    const before = await rowOf('sku', id);
    const payload = await update(
      server,
      'skuUpdate',
      { sku, expectedVersion: 1, ...input },
      { as: OPERATOR },
    );
    expect(payload.sku).toBeNull();
    expect(payload.userErrors.map(({ field, code }) => [field, code])).toEqual(
      expected.map(([field]) => [['input', field], 'INVALID']),
    );
    for (const [i, [, says]] of expected.entries()) expect(payload.userErrors[i]!.message).toContain(says);
    expect(await rowOf('sku', id)).toEqual(before);
  });

  it('does not look at what is not named: an old claim keeps nobody from counting the stock', async () => {
    const { sku } = await goods({ title: '国家级好笔' });
    const payload = await update(
      server,
      'skuUpdate',
      { sku, expectedVersion: 1, stock: 3 },
      { as: OPERATOR },
    );
    expect(payload).toMatchObject({ userErrors: [], sku: { stock: 3, version: 2 } });
  });

  it('warns of what lands but should be looked at', async () => {
    const { sku } = await goods();
    const input = { sku, expectedVersion: 1, title: '销量第一的笔' };
    const payload = await update(server, 'skuUpdate', input, { as: OPERATOR });
    expect(payload).toMatchObject({ problems: [{ code: 'CLAIM_DOUBTFUL', level: 'WARN' }], userErrors: [] });
  });

  it('is for the belt’s operators and the trusted', async () => {
    const { sku } = await goods();
    const draft = await goods({ status: 'DRAFT' });
    const input = { sku, expectedVersion: 99, stock: 1 };
    for (const as of [OPERATOR, ADMIN, SERVICE])
      expect((await update(server, 'skuUpdate', input, { as })).userErrors).toMatchObject([
        { code: 'CONFLICT' },
      ]);
    const others: Claims[] = [
      ELSEWHERE,
      { roles: [Role.SUPPLIER], supplier: supplier.id },
      { roles: [Role.STREAMER], streamer: 'x' },
      { roles: [] },
    ];
    for (const as of others) expect(await refusal(server, 'skuUpdate', input, { as })).toEqual(['FORBIDDEN']);
    expect(await refusal(server, 'skuUpdate', input, {})).toEqual(['UNAUTHENTICATED']);
    // What is hidden from one is not told from what does not exist.
    for (const hidden of [draft.sku, toNodeId('Sku', supplier.id)]) {
      const { userErrors } = await update(server, 'skuUpdate', { ...input, sku: hidden }, { as: ELSEWHERE });
      expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'sku'] }]);
    }
    const { userErrors } = await update(server, 'skuUpdate', { ...input, sku: 'x' }, { as: OPERATOR });
    expect(userErrors).toMatchObject([{ code: 'INVALID', field: ['input', 'sku'] }]);
  });

  it('takes goods out of facets and matches, and back into them', async () => {
    const { sku } = await goods({ title: '只此一件', category_number: 9, live_price: 123_400 });
    await insertStreamer(server.database.dataSource, { handle: 'counts' });
    await server.app.matching.sync.refresh();
    const seen = async (): Promise<unknown> => {
      const { skus, streamer } = await nodesOf(
        `{ skus(filter: { price: { min: "1234", max: "1234" } }) { totalCount facets { belts { count } } }
           streamer(handle: "counts") { matches(filter: { price: { min: "1234", max: "1234" } }) {
             nodes { id } diagnostics { skusConsidered } } } }`,
        SERVICE,
      );
      const { matches } = streamer;
      return [skus.totalCount, skus.facets.belts, matches.nodes, matches.diagnostics.skusConsidered];
    };
    const change = async (expectedVersion: number, status: string): Promise<void> => {
      const input = { sku, expectedVersion, status };
      expect((await update(server, 'skuUpdate', input, { as: OPERATOR })).userErrors).toEqual([]);
    };
    const there = [1, [{ count: 1 }], [{ id: sku }], 1];
    const gone = [0, [], [], 0];
    expect(await seen()).toEqual(there);
    await change(1, 'DELISTED');
    expect(await seen()).toEqual(gone);
    await change(2, 'DRAFT');
    expect(await seen()).toEqual(gone);
    await change(3, 'LISTED');
    expect(await seen()).toEqual(there);
  });
});
