import type { DataSource, QueryRunner } from 'typeorm';
import { GOVERNANCE_LIMITS } from '../config/limits';
import { TransactionConflict } from '../database/transaction';
import { CreditEntry, CreditEntryKind } from './credit-entry.entity';

type Db = Pick<DataSource, 'query'> | Pick<QueryRunner, 'query'>;

/** What was given back of an entry, and whether anything undoes it. */
export type Undoing = { points: number; undone: boolean };

const UNDOINGS = `
  SELECT u.undoes AS id, sum(u.points)::integer AS points FROM credit_entry u
   WHERE u.undoes = ANY ($1::uuid[]) GROUP BY u.undoes`;

/** In the order of the entries. */
export async function readUndoings(db: Db, entryIds: readonly string[]): Promise<Undoing[]> {
  const rows = (await db.query(UNDOINGS, [entryIds])) as { id: string; points: number }[];
  const byEntry = new Map(rows.map(({ id, points }) => [id, points]));
  return entryIds.map((id) => ({ points: byEntry.get(id) ?? 0, undone: byEntry.has(id) }));
}

/** What still stands of an entry: its points that count, and whether there is anything left to undo. */
export function standingOf(
  { kind, points }: CreditEntry,
  undoing: Undoing,
): { points: number; stands: boolean } {
  if (kind === CreditEntryKind.HOLD) return { points: 0, stands: !undoing.undone };
  if (kind === CreditEntryKind.RESTORATION) return { points: 0, stands: false };
  return { points: points - undoing.points, stands: undoing.points < points };
}

export type NewEntry = Pick<
  CreditEntry,
  | 'supplierId'
  | 'beltNumber'
  | 'kind'
  | 'points'
  | 'hold'
  | 'undoesId'
  | 'reason'
  | 'text'
  | 'evidence'
  | 'actor'
  | 'byOperator'
  | 'idempotencyKey'
>;

/** @throws TransactionConflict where the same person has just used the key for another supplier */
export async function addEntry(runner: QueryRunner, entry: NewEntry): Promise<CreditEntry> {
  const { manager } = runner;
  try {
    const { identifiers } = await manager.insert(CreditEntry, entry);
    return await manager.findOneByOrFail(CreditEntry, { uuid: identifiers[0]!.uuid as string });
  } catch (error) {
    const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
    if (constraint !== 'credit_entry_actor_idempotency_key_uq') throw error;
    throw new TransactionConflict('The same key was just used for another supplier.');
  }
}

/** Points that operators deducted from a supplier lately, whatever was given back of them. */
export async function deductedByOperators(runner: QueryRunner, supplierId: string): Promise<number> {
  const [{ points }] = (await runner.query(
    `SELECT coalesce(sum(points), 0)::integer AS points FROM credit_entry
      WHERE supplier_id = $1 AND by_operator AND kind = 'DEDUCTION' AND at > now() - make_interval(days => $2)`,
    [supplierId, GOVERNANCE_LIMITS.operatorDays],
  )) as [{ points: number }];
  return points;
}
