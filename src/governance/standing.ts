import type { DataSource, QueryRunner } from 'typeorm';
import { qualityWithCredit } from '../quality/credit-metric';
import { deferSearchIndex } from '../search/search-index';
import { SupplierStatus } from '../suppliers/supplier.entity';
import { FULL_CREDIT, type Standing, statusOf } from './rules';

type Db = Pick<DataSource, 'query'> | Pick<QueryRunner, 'query'>;

/** A deduction counts with what was not restored of it; a hold until it is undone. */
const STANDINGS = `
  SELECT s.id, s.status,
         greatest(0, $2 - coalesce(c.deducted, 0))::integer AS balance,
         coalesce(round(m.observed), $2)::integer AS "countedBalance",
         EXISTS (SELECT FROM withheld_supplier w WHERE w.supplier_id = s.id) AS withheld,
         coalesce(c.holds, '{}') AS holds,
         EXISTS (SELECT FROM deposit_shortfall d WHERE d.supplier_id = s.id AND d.due_by <= now()) AS "depositOverdue"
    FROM supplier s
    LEFT JOIN supplier_metric m ON m.supplier_id = s.id AND m.metric = 'CREDIT'
    LEFT JOIN LATERAL (
      SELECT sum(CASE e.kind WHEN 'DEDUCTION' THEN e.points WHEN 'RESTORATION' THEN -e.points END) AS deducted,
             array_agg(DISTINCT e.hold::text) FILTER (
               WHERE e.kind = 'HOLD' AND NOT EXISTS (SELECT FROM credit_entry u WHERE u.undoes = e.id)) AS holds
        FROM credit_entry e WHERE e.supplier_id = s.id) c ON true`;

/** With the status that it has, the points that its quality score counts, and whether rankings leave it out by name. */
export type SupplierStanding = Standing & {
  id: string;
  status: SupplierStatus;
  countedBalance: number;
  withheld: boolean;
};

const isSettled = (standing: SupplierStanding): boolean =>
  statusOf(standing) === standing.status &&
  standing.balance === standing.countedBalance &&
  !standing.withheld;

/** Of these suppliers, in no order. */
export const readStandings = (db: Db, supplierIds: readonly string[]): Promise<SupplierStanding[]> =>
  db.query(`${STANDINGS} WHERE s.id = ANY ($1::uuid[])`, [supplierIds, FULL_CREDIT]) as Promise<
    SupplierStanding[]
  >;

/** The suppliers whose status, or credit in the quality score, is not what it follows from; in the order of their ids. */
export async function dueStandings(db: Db): Promise<string[]> {
  const ids = (await db.query(
    `SELECT id FROM supplier WHERE status <> 'ACTIVE'
     UNION SELECT supplier_id FROM credit_entry
     UNION SELECT supplier_id FROM deposit_shortfall
     UNION SELECT supplier_id FROM withheld_supplier`,
  )) as { id: string }[];
  const standings = await readStandings(
    db,
    ids.map(({ id }) => id),
  );
  return standings
    .filter((standing) => !isSettled(standing))
    .map(({ id }) => id)
    .toSorted();
}

/** Whoever changes what a supplier's status follows from locks the supplier first; several in the order of keys. */
export const lockSuppliers = (runner: QueryRunner, supplierIds: readonly string[]): Promise<unknown> =>
  runner.query('SELECT FROM supplier WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [supplierIds]);

/**
 * Has rankings leave out locked suppliers that may not be matched any more, in the transaction that entered why. Giving
 * them their status takes seconds where they have many SKUs, so that comes in another one. Returns those that need it.
 */
export async function withhold(runner: QueryRunner, supplierIds: readonly string[]): Promise<string[]> {
  const standings = await readStandings(runner, supplierIds);
  const withheld = standings.filter(
    (standing) => standing.status === SupplierStatus.ACTIVE && statusOf(standing) !== SupplierStatus.ACTIVE,
  );
  await keepWithheld(
    runner,
    supplierIds,
    withheld.map(({ id }) => id),
  );
  return standings.filter((standing) => !isSettled(standing)).map(({ id }) => id);
}

/** Of these suppliers, those and no others. */
const keepWithheld = (
  runner: QueryRunner,
  supplierIds: readonly string[],
  withheld: readonly string[],
): Promise<unknown> =>
  runner.query(
    `WITH released AS (
       DELETE FROM withheld_supplier
        WHERE supplier_id = ANY ($1::uuid[]) AND supplier_id <> ALL ($2::uuid[]))
     INSERT INTO withheld_supplier (supplier_id) SELECT unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
    [supplierIds, withheld],
  );

/**
 * Gives locked suppliers the status, and the quality score, that follow from their ledgers by now. Both in one statement,
 * for each change of a supplier rewrites its SKUs.
 */
export async function settleStandings(runner: QueryRunner, supplierIds: readonly string[]): Promise<void> {
  const settled: { id: string; status: SupplierStatus; quality: number }[] = [];
  for (const standing of await readStandings(runner, supplierIds)) {
    const quality = await qualityWithCredit(runner, standing.id, standing.balance);
    settled.push({ id: standing.id, status: statusOf(standing), quality });
  }
  await deferSearchIndex(runner);
  await runner.query(`SELECT set_config('headwater.standing', 'settled', true)`);
  await runner.query(
    `UPDATE supplier s
        SET status = n.status, quality = n.quality, version = s.version + 1, updated_at = now()
       FROM unnest($1::uuid[], $2::supplier_status[], $3::integer[]) AS n (id, status, quality)
      WHERE s.id = n.id AND (s.status, s.quality) IS DISTINCT FROM (n.status, n.quality)`,
    [settled.map(({ id }) => id), settled.map(({ status }) => status), settled.map(({ quality }) => quality)],
  );
  await runner.query(`SELECT set_config('headwater.standing', '', true)`);
  await keepWithheld(runner, supplierIds, []);
}
