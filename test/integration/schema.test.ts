import type { DataSource, QueryRunner } from 'typeorm';
import { rolledBack } from '../support/rolled-back';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { insertSku, insertSupplier, type SupplierRow } from '../support/rows';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const tried = <T>(work: (db: QueryRunner) => Promise<T>): Promise<T> => rolledBack(database.dataSource, work);

describe('price bands', () => {
  it('are a ladder without gaps from 0 to the open end, whose codes say its edges in yuan', async () => {
    const bands: { number: number; code: string; min_fen: number; max_fen: number | null }[] =
      await database.dataSource.query('SELECT * FROM price_band ORDER BY number');

    expect(bands.length).toBeGreaterThan(10);
    bands.forEach(({ number, code, min_fen, max_fen }, i) => {
      expect(number).toBe(i + 1);
      expect(min_fen).toBe(i === 0 ? 0 : bands[i - 1]!.max_fen);
      expect(max_fen === null).toBe(i === bands.length - 1);
      expect(code).toBe(`P${min_fen / 100}_${max_fen === null ? 'UP' : max_fen / 100}`);
    });
  });

  it('are the ones that price_band_number() computes, at each edge and one fen below it', async () => {
    const rows = await database.dataSource.query(
      `SELECT number, price_band_number(min_fen) AS at_min,
              CASE WHEN min_fen > 0 THEN price_band_number(min_fen - 1) END AS below_min,
              price_band_number(coalesce(max_fen - 1, 2000000000)) AS at_last, price_band_number(max_fen) AS at_max
         FROM price_band ORDER BY number`,
    );
    const last = rows.length;
    expect(rows).toEqual(
      rows.map(({ number }: { number: number }) => ({
        number,
        at_min: number,
        below_min: number === 1 ? null : number - 1,
        at_last: number,
        at_max: number === last ? null : number + 1,
      })),
    );
  });
});

describe('what a SKU copies from its supplier', () => {
  /** Bits as the migration documents them: 10 of belt, 14 of category, 5 of band, 8 of audience, 12 of shipping, 4 of stock. */
  const cellOf = (
    belt: number,
    category: number,
    band: number,
    audience: number,
    shipping: number,
    tier: number,
  ) =>
    String(
      (BigInt(belt) << 43n) |
        (BigInt(category) << 29n) |
        (BigInt(band) << 24n) |
        (BigInt(audience) << 16n) |
        (BigInt(shipping) << 4n) |
        BigInt(tier),
    );

  /** ¥20 is in the fifth band, 10 pieces are the second step of 1, 10, 30, … */
  const CELL = cellOf(13, 3, 5, 1, 1, 2);

  const COPIES = 'belt_number, supplier_status, supplier_quality, supplier_newcomer, cell, static_score';

  let supplier: SupplierRow;
  let skuId: string;
  const copies = async (db: QueryRunner | DataSource) =>
    (await db.query(`SELECT ${COPIES} FROM sku WHERE id = $1`, [skuId]))[0];
  const changedCells = async (db: QueryRunner) =>
    (await db.query('SELECT DISTINCT cell FROM matching_cell_change ORDER BY cell')).map(
      ({ cell }: { cell: string }) => cell,
    );

  beforeAll(async () => {
    supplier = await insertSupplier(database.dataSource, { quality: 800_000 });
    skuId = (await insertSku(database.dataSource, supplier, { live_price: 2000, stock: 10 })).id;
    await database.dataSource.query('DELETE FROM matching_cell_change');
  });

  it('starts as the supplier has it, in the cell that its own columns make', async () => {
    expect(await copies(database.dataSource)).toMatchObject({
      belt_number: 13,
      supplier_status: 'ACTIVE',
      supplier_quality: 800_000,
      supplier_newcomer: false,
      cell: CELL,
    });
  });

  it.each(['LIMITED', 'FROZEN'])(
    'follows a change of status to %s at once, and leaves its cell',
    async (status) => {
      await tried(async (db) => {
        await db.query('UPDATE supplier SET status = $2 WHERE id = $1', [supplier.id, status]);
        expect(await copies(db)).toMatchObject({ supplier_status: status, cell: null });
        expect(await changedCells(db)).toEqual([CELL]);

        // Others see it when it is committed, not before.
        expect(await copies(database.dataSource)).toMatchObject({ supplier_status: 'ACTIVE', cell: CELL });

        await db.query(`UPDATE supplier SET status = 'ACTIVE' WHERE id = $1`, [supplier.id]);
        expect(await copies(db)).toMatchObject({ supplier_status: 'ACTIVE', cell: CELL });
      });
    },
  );

  it('follows a change of quality at once: another static score in the same cell', async () => {
    await tried(async (db) => {
      const before = await copies(db);
      await db.query('UPDATE supplier SET quality = 900000 WHERE id = $1', [supplier.id]);

      // Quality weighs 0.16, so 0.1 more of it is worth 0.016, in millionths.
      expect(await copies(db)).toEqual({
        ...before,
        supplier_quality: 900_000,
        static_score: before.static_score + 16_000,
      });
      expect(await changedCells(db)).toEqual([CELL]);
    });
  });

  it('follows its supplier into another belt at once, into another cell', async () => {
    await tried(async (db) => {
      await db.query('UPDATE supplier SET belt_number = 14 WHERE id = $1', [supplier.id]);
      const moved = cellOf(14, 3, 5, 1, 1, 2);
      expect(await copies(db)).toMatchObject({ belt_number: 14, cell: moved });
      expect(await changedCells(db)).toEqual([CELL, moved]);
    });
  });

  it('follows its supplier among the newcomers and back at once, into the cell below zero', async () => {
    await tried(async (db) => {
      const before = await copies(db);
      await db.query('UPDATE supplier SET newcomer = true WHERE id = $1', [supplier.id]);
      expect(await copies(db)).toEqual({ ...before, supplier_newcomer: true, cell: `-${CELL}` });
      expect(await changedCells(db)).toEqual([`-${CELL}`, CELL]);

      await db.query(`UPDATE supplier SET status = 'LIMITED' WHERE id = $1`, [supplier.id]);
      expect(await copies(db)).toMatchObject({ supplier_newcomer: true, cell: null });

      await db.query(`UPDATE supplier SET status = 'ACTIVE', newcomer = false WHERE id = $1`, [supplier.id]);
      expect(await copies(db)).toEqual(before);
    });
  });

  it('is as before where the transaction that changed the supplier is rolled back', async () => {
    const before = await copies(database.dataSource);
    await tried((db) =>
      db.query(`UPDATE supplier SET status = 'FROZEN', quality = 1, belt_number = 1 WHERE id = $1`, [
        supplier.id,
      ]),
    );
    expect(await copies(database.dataSource)).toEqual(before);
  });

  it.each([
    ['is not listed', `status = 'DRAFT'`],
    ['is taken out', `status = 'DELISTED'`],
    ['is flagged', 'flagged = true'],
    ['has no stock', 'stock = 0'],
  ])('is in no cell where the SKU itself %s', async (_why, change) => {
    await tried(async (db) => {
      await db.query(`UPDATE sku SET ${change} WHERE id = $1`, [skuId]);
      expect(await copies(db)).toMatchObject({ cell: null });
      expect(await changedCells(db)).toEqual([CELL]);
    });
  });
});
