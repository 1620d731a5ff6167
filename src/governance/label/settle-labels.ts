import type { QueryRunner } from 'typeorm';
import { type Check, checksOf, isReliable } from './criteria';
import { type Candidate, evidenceOf, readCandidates, readPromises } from './evidence';

type Decision = { id: string; reliable: boolean; checks: Check[] };

const ALL_PROMISED = { listed: Number.MAX_SAFE_INTEGER, promised: Number.MAX_SAFE_INTEGER };

/**
 * Grants and withdraws the label of reliable goods, of these suppliers or of all, as their evidence has it; belongs
 * into a transaction. Only what changes is locked, in the order of keys, and looked at once more under the lock. With
 * a supplier its SKUs change, by the foreign key. Returns how many labels changed.
 */
export async function settleLabels(runner: QueryRunner, supplierIds?: readonly string[]): Promise<number> {
  const due = await dueLabels(runner, supplierIds);
  if (due.length === 0) return 0;
  await runner.query('SELECT FROM supplier WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [due]);
  const decided = await decide(runner, due);
  if (decided.length === 0) return 0;
  await runner.query(
    `WITH changed AS (
       UPDATE supplier s SET reliable = d.reliable
         FROM unnest($1::uuid[], $2::boolean[]) AS d (id, reliable)
        WHERE s.id = d.id)
     INSERT INTO reliability_change (supplier_id, granted, criteria)
     SELECT * FROM unnest($1::uuid[], $2::boolean[], $3::jsonb[])`,
    [
      decided.map(({ id }) => id),
      decided.map(({ reliable }) => reliable),
      decided.map(({ checks }) => JSON.stringify(checks)),
    ],
  );
  return decided.length;
}

/** The suppliers, of these or of all, whose label is not what their evidence says; in the order of their ids. */
export const dueLabels = async (runner: QueryRunner, supplierIds?: readonly string[]): Promise<string[]> =>
  (await decide(runner, supplierIds)).map(({ id }) => id);

/** What changes. Goods are only counted where all else speaks for the label, or where there is one to lose. */
async function decide(runner: QueryRunner, supplierIds?: readonly string[]): Promise<Decision[]> {
  const candidates = (await readCandidates(runner, supplierIds)).filter(
    (candidate) => candidate.reliable || isReliable(checksFor(candidate, ALL_PROMISED)),
  );
  const promises = await readPromises(
    runner,
    candidates.map(({ id }) => id),
  );
  return candidates.flatMap((candidate, i) => {
    const checks = checksFor(candidate, promises[i]!);
    const reliable = isReliable(checks);
    return reliable === candidate.reliable ? [] : [{ id: candidate.id, reliable, checks }];
  });
}

const checksFor = (
  { enterpriseQualified, metrics }: Candidate,
  promises: Parameters<typeof evidenceOf>[2],
): Check[] => checksOf(evidenceOf(enterpriseQualified, metrics, promises));
