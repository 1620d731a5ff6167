import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { importClient, OPERATOR, type Row } from '../support/imports';
import { addStreamer } from '../support/oracle-catalogue';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const UPSERT = `mutation ($input: SkuBulkUpsertInput!) {
  skuBulkUpsert(input: $input) {
    items {
      outcome
      sku { id code title status version livePrice { amount } stock supplier { code } }
      userErrors { field code message }
      problems { row column code level value }
    }
    skuImport { id fileName status createdBy createSuppliers rowsRead rowsInserted rowsUpdated rowsUnchanged rowsRejected changes { code } }
    userErrors { field code message }
  }
}`;

const SERVICE: Claims = { roles: [Role.SERVICE] };

type Options = { as?: Claims; createSuppliers?: boolean; belt?: string; language?: string };
const ask = (items: Row[], { as = OPERATOR, language = 'en', ...input }: Options = {}) =>
  server.query(UPSERT, {
    variables: { input: { belt: 'yiwu', createSuppliers: true, ...input, items } },
    as,
    headers: { 'accept-language': language },
  });
const upsert = async (items: Row[], options?: Options) => {
  const { data, errors } = await ask(items, options);
  expect(errors).toBeUndefined();
  return data.skuBulkUpsert;
};
const query = <T = any>(sql: string): Promise<T[]> => server.database.dataSource.query<T[]>(sql);

const cup = (i: number, more: Row = {}): Row => ({
  title: `杯 ${i}`,
  code: `U-${i}`,
  supplierCode: 'F-1',
  supplierName: '明月杯具厂',
  livePrice: '10.00',
  ...more,
});

describe('goods of a program', () => {
  it('are inserted, updated or left alone, each told in its place', async () => {
    const first = await upsert([1, 2, 3].map((i) => cup(i, { stock: i })));
    expect(first.items.map(({ outcome }: any) => outcome)).toEqual(['INSERTED', 'INSERTED', 'INSERTED']);
    expect(first.skuImport).toMatchObject({
      fileName: 'skuBulkUpsert',
      status: 'DONE',
      createdBy: 'test',
      createSuppliers: true,
      rowsRead: 3,
      rowsInserted: 3,
    });

    const second = await upsert([cup(3), cup(9), cup(1, { livePrice: '12.5' }), cup(2, { stock: 2 })]);
    expect(second.userErrors).toEqual([]);
    expect(second.items).toMatchObject([
      { outcome: 'UNCHANGED', sku: { code: 'U-3', version: 1, stock: 3 }, userErrors: [], problems: [] },
      { outcome: 'INSERTED', sku: { code: 'U-9', version: 1, stock: 100, supplier: { code: 'F-1' } } },
      { outcome: 'UPDATED', sku: { code: 'U-1', version: 2, livePrice: { amount: '12.50' } } },
      { outcome: 'UNCHANGED', sku: { code: 'U-2', version: 1 } },
    ]);
    expect(second.skuImport).toMatchObject({
      rowsRead: 4,
      rowsInserted: 1,
      rowsUpdated: 1,
      rowsUnchanged: 2,
      rowsRejected: 0,
      changes: [{ code: 'U-1' }],
    });
    const ids = await query(`SELECT id FROM sku WHERE code IN ('U-1', 'U-2', 'U-3', 'U-9') ORDER BY code`);
    const [u1, u2, u3, u9] = ids.map(({ id }) => toNodeId('Sku', id));
    expect(second.items.map(({ sku }: any) => sku.id)).toEqual([u3, u9, u1, u2]);
    // Nothing waits to be written.
    expect(await query('SELECT FROM sku_import_row')).toEqual([]);
  });

  it('have every column of an import, and attributes of any name', async () => {
    const whole = {
      title: '青花碗',
      code: '0007',
      supplierCode: 'F-7',
      supplierName: '景德镇瓷厂',
      region: '江西 景德镇',
      category: 'ceramic-cups',
      livePrice: '29.90',
      supplyPrice: '18.50',
      marketPrice: '49.00',
      commissionRate: '0.2',
      stock: 500,
      salesTotal: 1200,
      description: '高温\n白瓷',
      shipping: 'nationwide',
      audience: 'everyone',
      provenance: 'FACTORY_DIRECT',
      status: 'DRAFT',
      attributes: [
        { name: '材质', value: '瓷' },
        // A column of a file would be called so; an attribute is an attribute.
        { name: '价格', value: '=1+1' },
        { name: '空', value: ' ' },
      ],
    };
    const { items } = await upsert([whole]);
    expect(items).toMatchObject([{ outcome: 'INSERTED', sku: { status: 'DRAFT' }, problems: [] }]);
    expect(
      await query(
        `SELECT k.title, k.code, k.live_price, k.supply_price, k.market_price, k.commission_rate, k.stock, k.sales_total,
                k.description, k.provenance, k.status, k.attributes, c.slug AS category, a.slug AS audience,
                h.slug AS shipping, s.name AS supplier, s.region_code AS region
           FROM sku k JOIN category c ON c.number = k.category_number JOIN audience a ON a.number = k.audience_number
           JOIN shipping_class h ON h.number = k.shipping_number JOIN supplier s ON s.id = k.supplier_id
          WHERE k.code = '0007'`,
      ),
    ).toEqual([
      {
        title: '青花碗',
        code: '0007',
        live_price: 2990,
        supply_price: 1850,
        market_price: 4900,
        commission_rate: 2000,
        stock: 500,
        sales_total: 1200,
        description: '高温\n白瓷',
        provenance: 'FACTORY_DIRECT',
        status: 'DRAFT',
        attributes: { 材质: '瓷', 价格: '=1+1' },
        category: 'ceramic-cups',
        audience: 'everyone',
        shipping: 'nationwide',
        supplier: '景德镇瓷厂',
        region: '360200',
      },
    ]);
    expect((await upsert([whole])).items).toMatchObject([{ outcome: 'UNCHANGED' }]);
  });

  it('that are good land, though others are rejected; each says why, at the field to blame', async () => {
    const before = await query('SELECT * FROM sku ORDER BY code');
    const { items, skuImport, userErrors } = await upsert(
      [
        cup(20),
        cup(21, { livePrice: '-1', stock: -5 }),
        cup(22, { supplierCode: 'F-404', supplierName: null }),
        cup(23, { title: ' ', attributes: [{ name: '材质', value: 'a\u0000b' }] }),
        cup(24),
        cup(25, { category: '没有的类目' }),
        cup(24, { livePrice: '11' }),
      ],
      { createSuppliers: false },
    );
    expect(userErrors).toEqual([]);
    const at = (index: number, ...path: string[]): string[] => ['input', 'items', String(index), ...path];
    expect(items.map(({ outcome }: any) => outcome)).toEqual([
      'INSERTED',
      'REJECTED',
      'REJECTED',
      'REJECTED',
      'REJECTED',
      'INSERTED',
      'REJECTED',
    ]);
    expect(items.map(({ sku }: any) => sku?.code ?? null)).toEqual([
      'U-20',
      null,
      null,
      null,
      null,
      'U-25',
      null,
    ]);
    expect(items.map((item: any) => item.userErrors.map(({ field, code }: any) => [field, code]))).toEqual([
      [],
      [
        [at(1, 'livePrice'), 'INVALID'],
        [at(1, 'stock'), 'INVALID'],
      ],
      [[at(2, 'supplierCode'), 'NOT_FOUND']],
      [
        [at(3, 'title'), 'INVALID'],
        [at(3, 'attributes'), 'INVALID'],
      ],
      [[at(4), 'INVALID']],
      [],
      [[at(6), 'INVALID']],
    ]);
    expect(items[1].userErrors[0].message).toBe('A price is greater than 0.');
    expect(items[1].problems[0]).toEqual({
      row: 2,
      column: 'livePrice',
      code: 'PRICE_NOT_POSITIVE',
      level: 'BLOCK',
      value: '-1',
    });
    expect(items[5].problems).toMatchObject([{ row: 6, code: 'CATEGORY_UNKNOWN', level: 'NOTE' }]);
    expect(items[6].problems).toMatchObject([{ row: 7, code: 'ROW_DUPLICATE' }]);
    expect(skuImport).toMatchObject({ rowsRead: 7, rowsInserted: 2, rowsRejected: 5 });
    const after = await query('SELECT * FROM sku ORDER BY code');
    expect(after.filter(({ code }) => !['U-20', 'U-25'].includes(code))).toEqual(before);

    const [told] = (await upsert([cup(21, { livePrice: '-1' })], { language: 'zh-CN' })).items;
    expect(told.userErrors[0].message).toBe('价格应大于 0。');
  });

  it('can be looked up later, with what was wrong and the rejected rows', async () => {
    const client = importClient(server);
    const { skuImport } = await upsert([
      cup(30),
      cup(31, { livePrice: '0', attributes: [{ name: '备注', value: '=1' }] }),
    ]);
    const { rejectedFileUrl } = await client.get(skuImport.id);
    const text = await (await fetch(rejectedFileUrl, { headers: { 'accept-language': 'en' } })).text();
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'title,code,supplierCode,supplierName,livePrice,备注,Reason',
      "杯 31,U-31,F-1,明月杯具厂,0,'=1,livePrice: A price is greater than 0.",
    ]);
    const { data } = await server.query('{ skuImports(first: 1) { nodes { id } } }', { as: OPERATOR });
    expect(data.skuImports.nodes).toEqual([{ id: skuImport.id }]);
  });

  it('are known to rankings when the mutation is answered', async () => {
    await addStreamer(server.database.dataSource, { handle: 'upsert-watcher' });
    // Of a category each that has no goods yet: what a ranking does not know of, it cannot find.
    for (const category of ['dresses', 'skirts', 'mens-tshirts', 'jadeite-bangles']) {
      const { items } = await upsert([cup(50, { code: category, title: category, category })]);
      const answer = await server.query(
        `query ($categories: [String!]) { streamer(handle: "upsert-watcher") { matches(filter: { categories: $categories }) { nodes { id } } } }`,
        { variables: { categories: [category] }, as: SERVICE },
      );
      expect(answer.data.streamer.matches.nodes).toEqual([{ id: items[0].sku.id }]);
    }
  });
});

describe('a request', () => {
  it.each([
    ['no items', [], 'INVALID', 'items: expected 1 to 100.'],
    [
      'more than a hundred',
      Array.from({ length: 101 }, (_, i) => cup(i)),
      'TOO_LARGE',
      'items: expected at most 100 values.',
    ],
  ])('with %s does nothing', async (_, items, code, message) => {
    expect(await upsert(items)).toEqual({
      items: null,
      skuImport: null,
      userErrors: [{ field: ['input', 'items'], code, message }],
    });
  });

  it('of a hundred is taken', async () => {
    const { items } = await upsert(Array.from({ length: 100 }, (_, i) => cup(1000 + i)));
    expect(items).toHaveLength(100);
    expect(new Set(items.map(({ outcome }: any) => outcome))).toEqual(new Set(['INSERTED']));
  });

  it('for a belt that does not exist, or is not one’s own, does nothing', async () => {
    expect(await upsert([cup(1)], { belt: 'yiwoo' })).toMatchObject({
      items: null,
      userErrors: [{ field: ['input', 'belt'], code: 'NOT_FOUND' }],
    });
    const { errors } = await ask([cup(1)], { belt: 'hangzhou' });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const outsiders: Claims[] = [{ roles: [Role.STREAMER], streamer: 'yiwu-xiaomei' }, { roles: [] }];
    for (const as of outsiders) {
      const refused = await ask([cup(1)], { as });
      expect(refused.errors!.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    const trusted = await upsert([cup(1)], { as: SERVICE, belt: 'hangzhou' });
    expect(trusted.items).toMatchObject([{ outcome: 'INSERTED' }]);
  });
});
