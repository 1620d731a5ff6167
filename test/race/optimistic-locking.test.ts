import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, OPERATOR, rowsOf } from '../support/imports';
import { insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { type Payload, update } from '../support/updates';

/** As many as a busy belt has people who write. */
const AT_ONCE = 50;

const SERVICE: Claims = { roles: [Role.SERVICE] };

let server: TestServer;
let supplier: SupplierRow;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  supplier = await insertSupplier(server.database.dataSource);
});
afterAll(() => closeHealthy(server));

const rowOf = async (table: string, id: string, key = 'id'): Promise<any> =>
  (await server.database.dataSource.query(`SELECT * FROM ${table} WHERE ${key} = $1`, [id]))[0];
const entriesOf = async (id: string): Promise<number> => {
  const [{ count }] = await server.database.dataSource.query(
    `SELECT count(*)::integer FROM audit_entry WHERE subject_id = $1 AND operation = 'CHANGED'`,
    [id],
  );
  return count;
};
const codesOf = (payloads: Payload[]): string[] =>
  payloads.map(({ userErrors }) => userErrors[0]?.code ?? 'done').toSorted();

const TWO_AT_ONCE = ['CONFLICT', 'done'];

describe('two updates from the same version at once: one is done, the other told so, and one is kept in the log', () => {
  it('of goods', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await insertSku(server.database.dataSource, supplier, { stock: 1 });
      const sku = toNodeId('Sku', id);
      const payloads = await Promise.all(
        [100, 200].map((stock) =>
          update(server, 'skuUpdate', { sku, expectedVersion: 1, stock }, { as: OPERATOR }),
        ),
      );
      expect(codesOf(payloads)).toEqual(TWO_AT_ONCE);
      const row = await rowOf('sku', id);
      expect(row.version).toBe(2);
      // Both are told what it is now.
      expect(payloads.map((payload) => payload.sku)).toMatchObject([
        { version: 2, stock: row.stock },
        { version: 2, stock: row.stock },
      ]);
      const done = payloads.findIndex(({ userErrors }) => userErrors.length === 0);
      expect(row.stock).toBe([100, 200][done]);
      expect(await entriesOf(id)).toBe(1);
    }
  });

  it('of a streamer’s card, and their niche is what the one who wrote it said', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, handle } = await insertStreamer(server.database.dataSource);
      const streamer = toNodeId('Streamer', id);
      const as: Claims = { roles: [Role.STREAMER], streamer: handle };
      const niches = [['dresses', 'ceramic-cups'], ['ceramic-cups']];
      const payloads = await Promise.all(
        niches.map((niche, i) =>
          update(
            server,
            'streamerUpdate',
            { streamer, expectedVersion: 1, name: `主播${i}`, niche },
            { as: i === 0 ? as : SERVICE },
          ),
        ),
      );
      expect(codesOf(payloads)).toEqual(TWO_AT_ONCE);
      const done = payloads.findIndex(({ userErrors }) => userErrors.length === 0);
      const row = await rowOf('streamer', id);
      expect(row).toMatchObject({ version: 2, name: `主播${done}` });
      const found = await server.database.dataSource.query(
        `SELECT c.slug FROM streamer_niche n JOIN category c ON c.number = n.category_number WHERE n.streamer_id = $1`,
        [id],
      );
      expect(found.map(({ slug }: { slug: string }) => slug).toSorted()).toEqual(niches[done]!.toSorted());
      // Both are told what it is now.
      expect(payloads.map((payload) => payload.streamer)).toMatchObject([
        { version: 2, name: row.name },
        { version: 2, name: row.name },
      ]);
      expect(await entriesOf(id)).toBe(1);
    }
  });

  it('of a supplier', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await insertSupplier(server.database.dataSource);
      const input = { supplier: toNodeId('Supplier', id), expectedVersion: 1 };
      const payloads = await Promise.all(
        ['甲', '乙'].map((name) => update(server, 'supplierUpdate', { ...input, name }, { as: OPERATOR })),
      );
      expect(codesOf(payloads)).toEqual(TWO_AT_ONCE);
      expect((await rowOf('supplier', id)).version).toBe(2);
      expect(await entriesOf(id)).toBe(1);
    }
  });

  it('of a fan profile, also where there was none', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await insertStreamer(server.database.dataSource);
      const replace = (expectedVersion: number, sampleSize: number): Promise<Payload> =>
        update(
          server,
          'fanProfileReplace',
          { streamer: toNodeId('Streamer', id), expectedVersion, sampleSize },
          { as: SERVICE },
        );
      expect(codesOf(await Promise.all([replace(0, 1), replace(0, 2)]))).toEqual(TWO_AT_ONCE);
      expect(codesOf(await Promise.all([replace(1, 3), replace(1, 4)]))).toEqual(TWO_AT_ONCE);
      expect((await rowOf('fan_profile', id, 'streamer_id')).version).toBe(2);
      expect(await entriesOf(id)).toBe(1);
    }
  });

  it('of an import: confirmed or cancelled, by one', async () => {
    const client = importClient(server);
    for (let round = 0; round < 5; round++) {
      const { id } = await client.upload(fileOf(rowsOf(round, round + 1)));
      await client.reaches(id, 'CHECKED');
      const payloads = await Promise.all([
        client.confirm(id),
        client.cancel(id),
        client.confirm(id),
        client.cancel(id),
      ]);
      const codes = codesOf(payloads);
      expect(codes).toEqual(['WRONG_STATE', 'WRONG_STATE', 'WRONG_STATE', 'done']);
      await client.reaches(id, 'DONE', 'CANCELLED');
    }
  });
});

it('fifty increments at once, each done anew after a conflict, are all there in the end', async () => {
  const { id } = await insertSku(server.database.dataSource, supplier, { stock: 0 });
  const sku = toNodeId('Sku', id);
  const increment = async (): Promise<void> => {
    let { version, stock } = await rowOf('sku', id);
    for (;;) {
      const input = { sku, expectedVersion: version, stock: stock + 1 };
      const payload = await update(server, 'skuUpdate', input, { as: OPERATOR });
      if (payload.userErrors.length === 0) return;
      expect(payload.userErrors[0]).toMatchObject({ code: 'CONFLICT', field: ['input', 'expectedVersion'] });
      ({ version, stock } = payload.sku);
    }
  };
  await Promise.all(Array.from({ length: 50 }, increment));
  expect(await rowOf('sku', id)).toMatchObject({ stock: 50, version: 51 });
  expect(await entriesOf(id)).toBe(50);
}, 120_000);

describe('goods that an import is changing', () => {
  it('are changed by an update before or after it, and never half', async () => {
    jest.replaceProperty<any, any>(IMPORT_LIMITS, 'chunkRows', 20);
    const client = importClient(server);
    const first = await client.upload(fileOf(rowsOf(0, 400)), { autoConfirm: true });
    await client.reaches(first.id, 'DONE');
    const goods: { id: string; version: number }[] = await server.database.dataSource.query(
      `SELECT id, version FROM sku WHERE code LIKE 'K-%' AND title LIKE '货品 %' ORDER BY id`,
    );
    const { id } = await client.upload(fileOf(rowsOf(0, 400, () => ({ price: 777 }))));
    await client.reaches(id, 'CHECKED');
    await client.confirm(id);
    const payloads: Payload[] = [];
    const left = goods.entries();
    const updateThem = async (): Promise<void> => {
      for (const [i, { id: uuid, version }] of left) {
        const input = { sku: toNodeId('Sku', uuid), expectedVersion: version, stock: 4242 };
        payloads[i] = await update(server, 'skuUpdate', input, { as: OPERATOR });
      }
    };
    // All that one moment brings would be more than a server takes at once.
    await Promise.all(Array.from({ length: AT_ONCE }, updateThem));
    await client.reaches(id, 'DONE');
    for (const [i, { id: uuid, version }] of goods.entries()) {
      const row = await rowOf('sku', uuid);
      const isDone = payloads[i]!.userErrors.length === 0;
      expect([row.live_price, row.stock === 4242]).toEqual([77_700, isDone]);
      expect(row.version).toBe(version + (isDone ? 2 : 1));
      expect(codesOf([payloads[i]!])).toEqual([isDone ? 'done' : 'CONFLICT']);
    }
  }, 120_000);
});

describe('items of skuBulkUpsert that name a version', () => {
  const upsert = async (expectedVersion: number | null, livePrice: string, code = 'BULK'): Promise<any> => {
    const { data, errors } = await server.query(
      `mutation ($input: SkuBulkUpsertInput!) { skuBulkUpsert(input: $input) {
         items { outcome sku { version livePrice { amount } } userErrors { field code } } userErrors { code } } }`,
      {
        variables: {
          input: {
            belt: 'yiwu',
            createSuppliers: true,
            items: [{ title: '版本杯', code, supplierName: '版本厂', livePrice, expectedVersion }],
          },
        },
        as: OPERATOR,
      },
    );
    expect(errors).toBeUndefined();
    return data.skuBulkUpsert.items[0];
  };

  it('land at that version alone; of two at once, one does', async () => {
    expect(await upsert(1, '5.00')).toEqual({
      outcome: 'REJECTED',
      sku: null,
      userErrors: [{ field: ['input', 'items', '0', 'expectedVersion'], code: 'CONFLICT' }],
    });
    await upsert(null, '5.00');
    for (let version = 1; version <= 5; version++) {
      const items = await Promise.all([upsert(version, `${version}1`), upsert(version, `${version}2`)]);
      expect(items.map(({ outcome }): string => outcome).toSorted()).toEqual(['REJECTED', 'UPDATED']);
      expect(items.map(({ sku }) => sku.version)).toEqual([version + 1, version + 1]);
    }
  });
});
