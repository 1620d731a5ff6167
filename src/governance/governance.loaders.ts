import DataLoader from 'dataloader';
import { Any, type DataSource } from 'typeorm';
import { Appeal } from './appeal.entity';
import { type Undoing, readUndoings } from './credit-ledger';
import { PAID, SALES, salesWindow } from './deposit-shortfall';
import { labelledSinceLoader, promisesLoader } from './label/reliability.loader';
import { readStandings } from './standing';

/** A supplier's points, by its UUID. */
const creditBalanceLoader = (dataSource: DataSource): DataLoader<string, number> =>
  new DataLoader(async (supplierIds) => {
    const standings = await readStandings(dataSource, supplierIds);
    const bySupplier = new Map(standings.map(({ id, balance }) => [id, balance]));
    return supplierIds.map((id) => bySupplier.get(id)!);
  });

/** What was given back of an entry, by its UUID. */
const creditUndoingsLoader = (dataSource: DataSource): DataLoader<string, Undoing> =>
  new DataLoader((entryIds) => readUndoings(dataSource, entryIds));

/** The appeal against an entry, by the entry's UUID. */
const appealOfLoader = (dataSource: DataSource): DataLoader<string, Appeal | null> =>
  new DataLoader(async (entryIds) => {
    const appeals = await dataSource.getRepository(Appeal).findBy({ entryId: Any([...entryIds]) });
    const byEntry = new Map(appeals.map((appeal) => [appeal.entryId, appeal]));
    return entryIds.map((id) => byEntry.get(id) ?? null);
  });

export type DepositFacts = { salesFen: number; paidFen: number; dueBy: Date | null };

const DEPOSITS = `
  SELECT s.id, coalesce(sold.sales, 0)::float8 AS "salesFen", paid.paid::float8 AS "paidFen", f.due_by AS "dueBy"
    FROM supplier s
    LEFT JOIN (${SALES} AND d.supplier_id = ANY ($3::uuid[]) GROUP BY d.supplier_id) sold ON sold.supplier_id = s.id
   CROSS JOIN LATERAL (${PAID} s.id) paid
    LEFT JOIN deposit_shortfall f ON f.supplier_id = s.id
   WHERE s.id = ANY ($3::uuid[])`;

/** What a supplier sold, paid and owes, by its UUID; whole fen, far below what a double holds exactly. */
const depositLoader = (dataSource: DataSource): DataLoader<string, DepositFacts> =>
  new DataLoader(async (supplierIds) => {
    const rows: (DepositFacts & { id: string })[] = await dataSource.query(DEPOSITS, [
      ...salesWindow(),
      supplierIds,
    ]);
    const bySupplier = new Map(rows.map((row) => [row.id, row]));
    return supplierIds.map((id) => bySupplier.get(id)!);
  });

export type GovernanceLoaders = ReturnType<typeof governanceLoaders>;

export const governanceLoaders = (dataSource: DataSource) => ({
  promises: promisesLoader(dataSource),
  labelledSince: labelledSinceLoader(dataSource),
  creditBalance: creditBalanceLoader(dataSource),
  creditUndoings: creditUndoingsLoader(dataSource),
  appealOf: appealOfLoader(dataSource),
  deposit: depositLoader(dataSource),
});
