import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { startServerOn } from '../support/graphql-server';
import { OPERATOR } from '../support/imports';
import { insertRow, insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';
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
    ];
    for (const as of others) expect(await refusal(server, 'skuUpdate', input, { as })).toEqual(['FORBIDDEN']);
    expect(await refusal(server, 'skuUpdate', input, { as: { roles: [] } })).toEqual(['UNAUTHENTICATED']);
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

describe('supplierUpdate', () => {
  const added = async (given = {}): Promise<{ id: string; supplier: string }> => {
    const row = await insertSupplier(server.database.dataSource, given);
    return { id: row.id, supplier: toNodeId('Supplier', row.id) };
  };

  it('changes what is named; null says that it is not known', async () => {
    const { supplier: node } = await added();
    const whole = {
      name: '义乌市晨光文具有限公司',
      kind: 'BRAND',
      region: '浙江义乌',
      enterpriseQualified: true,
      licence: '91350100M000100Y43',
      openedOn: '2019-02-28',
    };
    const first = await update(
      server,
      'supplierUpdate',
      { supplier: node, expectedVersion: 1, ...whole },
      { as: OPERATOR },
    );
    expect(first.userErrors).toEqual([]);
    expect(first.supplier).toEqual({
      id: node,
      version: 2,
      status: 'ACTIVE',
      ...whole,
      region: { code: '330782' },
    });
    const second = await update(
      server,
      'supplierUpdate',
      { supplier: node, expectedVersion: 2, region: null, licence: null, openedOn: null, kind: null },
      { as: OPERATOR },
    );
    expect(second.supplier).toMatchObject({
      version: 3,
      region: null,
      licence: null,
      openedOn: null,
      kind: 'BRAND',
    });
  });

  it('of the name is what search finds the supplier and its goods by', async () => {
    const row = await insertSupplier(server.database.dataSource, { name: '旧名作坊' });
    const sku = await insertSku(server.database.dataSource, row, {});
    await update(
      server,
      'supplierUpdate',
      { supplier: toNodeId('Supplier', row.id), expectedVersion: 1, name: '新名工场' },
      { as: OPERATOR },
    );
    const found = async (text: string): Promise<unknown[]> => {
      const { suppliers, skus } = await nodesOf(
        `{ suppliers(filter: { text: "${text}" }) { nodes { name } } skus(filter: { text: "${text}" }) { nodes { id } } }`,
      );
      return [suppliers.nodes, skus.nodes];
    };
    expect(await found('新名')).toEqual([[{ name: '新名工场' }], [{ id: toNodeId('Sku', sku.id) }]]);
    expect(await found('旧名')).toEqual([[], []]);
  });

  it.each([
    ['name', ' '],
    ['name', 'x'.repeat(201)],
    ['name', 'a\u200bb'],
    ['region', '亚特兰蒂斯'],
    ['licence', '91350100M000100Y44'],
    ['openedOn', '2019-02-29'],
    ['openedOn', '2999-01-01'],
    ['openedOn', '1.2.2019'],
  ])('is refused with %s %j', async (field, value) => {
    const { supplier: node } = await added();
    const input = { supplier: node, expectedVersion: 1, [field]: value };
    for (const language of ['en', 'zh-CN']) {
      const payload = await update(server, 'supplierUpdate', input, { as: OPERATOR, language });
      expect(payload).toMatchObject({
        supplier: null,
        userErrors: [{ code: 'INVALID', field: ['input', field] }],
      });
    }
  });

  it('is for the belt’s operators and the trusted, and the licence for those who manage the supplier', async () => {
    const { id, supplier: node } = await added({ licence: '91350100M000100Y43' });
    const input = { supplier: node, expectedVersion: 99 };
    expect(await refusal(server, 'supplierUpdate', input, { as: ELSEWHERE })).toEqual(['FORBIDDEN']);
    const own: Claims = { roles: [Role.SUPPLIER], supplier: id };
    expect(await refusal(server, 'supplierUpdate', input, { as: own })).toEqual(['FORBIDDEN']);
    const read = (as?: Claims) =>
      server.query(`{ node(id: "${node}") { ... on Supplier { licence version } } }`, { as });
    for (const as of [OPERATOR, own, ADMIN])
      expect((await read(as)).data.node.licence).toBe('91350100M000100Y43');
    for (const as of [undefined, ELSEWHERE]) {
      const answer = await read(as);
      expect(JSON.stringify(answer)).not.toContain('91350100M000100Y43');
      expect(answer.errors).toHaveLength(1);
    }
  });
});

describe('fanProfileReplace', () => {
  const streamerOf = async (handle: string): Promise<{ id: string; streamer: string; as: Claims }> => {
    const { id } = await insertStreamer(server.database.dataSource, { handle });
    return { id, streamer: toNodeId('Streamer', id), as: { roles: [Role.STREAMER], streamer: handle } };
  };
  const WHOLE = {
    genders: [
      { key: 'MALE', share: 0.3333 },
      { key: 'FEMALE', share: 0.6667 },
    ],
    ages: [{ key: 'AGE_24_30', share: 1 }],
    regions: [
      { key: '330000', share: 0.25 },
      { key: '440000', share: 0.75 },
    ],
    priceBands: [] as { key: string; share: number }[],
    categories: [
      { key: 'dresses', share: 0.3 },
      { key: 'skirts', share: 0.7 },
    ],
    sampleSize: 500,
  };

  it('keeps what is said, and forgets what is not', async () => {
    const { id, streamer, as } = await streamerOf('replaces');
    await insertRow(server.database.dataSource, 'fan_profile', {
      streamer_id: id,
      category_price_band_shares: JSON.stringify({ 3: [1_000_000] }),
    });
    const first = await update(
      server,
      'fanProfileReplace',
      { streamer, expectedVersion: 1, ...WHOLE },
      { as },
    );
    expect(first).toEqual({
      userErrors: [],
      fanProfile: {
        version: 2,
        sampleSize: 500,
        genders: [
          { gender: 'FEMALE', share: 0.6667 },
          { gender: 'MALE', share: 0.3333 },
        ],
        ages: ['UNDER_18', 'AGE_18_23', 'AGE_24_30', 'AGE_31_40', 'AGE_41_49', 'AGE_50_PLUS'].map((age) => ({
          age,
          share: age === 'AGE_24_30' ? 1 : 0,
        })),
        regions: [
          { region: { code: '440000' }, share: 0.75 },
          { region: { code: '330000' }, share: 0.25 },
        ],
        priceBands: [],
        categories: [
          { category: { slug: 'skirts' }, share: 0.7 },
          { category: { slug: 'dresses' }, share: 0.3 },
        ],
        categoryPriceBands: [],
      },
    });
    const second = await update(server, 'fanProfileReplace', { streamer, sampleSize: 1 }, { as });
    expect(second.fanProfile).toMatchObject({
      version: 3,
      sampleSize: 1,
      genders: [],
      regions: [],
      categories: [],
    });
  });

  it.each<[string, object, string[], string]>([
    [
      'an unknown key',
      { categories: [{ key: 'nothing', share: 1 }] },
      ['categories', '0', 'key'],
      'NOT_FOUND',
    ],
    ['a city', { regions: [{ key: '330100', share: 1 }] }, ['regions', '0', 'key'], 'NOT_FOUND'],
    [
      'a key twice',
      {
        genders: [
          { key: 'MALE', share: 0.5 },
          { key: 'MALE', share: 0.5 },
        ],
      },
      ['genders', '1', 'key'],
      'INVALID',
    ],
    ['a sum below 1', { ages: [{ key: 'AGE_18_23', share: 0.99 }] }, ['ages'], 'INVALID'],
    ['a negative sample', { sampleSize: -1 }, ['sampleSize'], 'INVALID'],
  ])('is refused with %s', async (what, input, path, code) => {
    const { streamer, as } = await streamerOf(`wrong-${what.replaceAll(' ', '-')}`);
    const payload = await update(server, 'fanProfileReplace', { streamer, ...input }, { as });
    expect(payload).toMatchObject({ fanProfile: null, userErrors: [{ field: ['input', ...path], code }] });
  });

  it('is for the streamer themselves and the trusted', async () => {
    const { streamer, as } = await streamerOf('themselves');
    for (const who of [as, SERVICE, ADMIN])
      expect((await update(server, 'fanProfileReplace', { streamer }, { as: who })).userErrors).toEqual([]);
    for (const who of [OPERATOR, { roles: [Role.STREAMER], streamer: 'another' }]) {
      expect(await refusal(server, 'fanProfileReplace', { streamer }, { as: who })).toEqual(['FORBIDDEN']);
      // Nor is it told who exists.
      const nobody = { streamer: toNodeId('Streamer', supplier.id) };
      expect(await refusal(server, 'fanProfileReplace', nobody, { as: who })).toEqual(['FORBIDDEN']);
    }
  });

  it('is what matches go by at once, and what goods find streamers by, here and in another process', async () => {
    const other = await startServerOn(server.database);
    const { streamer, as } = await streamerOf('new-taste');
    const row = await insertSupplier(server.database.dataSource);
    const [{ number }] = await server.database.dataSource.query(
      `SELECT number FROM category WHERE slug = 'skirts'`,
    );
    const skirt = await insertSku(server.database.dataSource, row, {
      title: '半裙',
      category_number: number,
    });
    await server.app.matching.sync.refresh();
    const affinity = async (at: Pick<TestServer, 'query'>): Promise<number[]> => {
      const { data } = await at.query(
        `{ node(id: "${toNodeId('Sku', skirt.id)}") { ... on Sku { streamerMatches(first: 100) {
             edges { node { handle } components { factor value } } } } }
           streamer(handle: "new-taste") { matches(filter: { categories: ["skirts"] }) {
             edges { components { factor value } } } } }`,
        { as: SERVICE },
      );
      const edges = [
        data.node.streamerMatches.edges.find(({ node }: any) => node.handle === 'new-taste'),
        data.streamer.matches.edges[0],
      ];
      return edges.map(
        (edge) => edge.components.find(({ factor }: any) => factor === 'CATEGORY_AFFINITY').value,
      );
    };
    await update(
      server,
      'fanProfileReplace',
      { streamer, categories: [{ key: 'skirts', share: 1 }] },
      { as },
    );
    const high = await affinity(server);
    expect(high[0]).toBe(high[1]);
    await update(
      server,
      'fanProfileReplace',
      { streamer, categories: [{ key: 'jadeite-bangles', share: 1 }] },
      { as },
    );
    const low = await affinity(server);
    expect(low[0]).toBe(low[1]);
    expect(low[0]).toBeLessThan(high[0]!);
    await until(async () => (await affinity(other))[0] === low[0], 'the other process knows', 2_000);
    expect(await affinity(other)).toEqual(low);
    await other.close();
  });
});
