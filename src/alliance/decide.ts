import type { QueryRunner } from 'typeorm';
import { chinaDay } from '../calendar/china-day';
import { AllianceCause, type RecordedCheck } from './alliance-decision.entity';
import { verdictsOn, type VerdictRow } from './verdicts';

/** Who decides, and when. */
export type Occasion = { actor: string; at: Date };

/** What became of goods: whether they are in the alliance now, and which rules kept them out. */
export type Decided = { admitted: boolean; unmet: RecordedCheck[] };

/** In the order of ids, so that two who decide on the same goods at once wait instead of meeting crosswise. */
const LOCK = 'SELECT FROM sku k WHERE k.id = ANY ($1::uuid[]) ORDER BY k.id FOR NO KEY UPDATE';

const KEEP = `
  INSERT INTO alliance_decision (sku_id, cause, admitted, fee_rate, checks, actor)
  SELECT d.sku_id, '${AllianceCause.APPLIED}', d.admissible, CASE WHEN d.admissible THEN d.fee_rate END, d.checks, $2
    FROM jsonb_to_recordset($1::jsonb) AS d (sku_id uuid, admissible boolean, fee_rate integer, checks jsonb)
    LEFT JOIN LATERAL (
      SELECT l.admitted, l.checks FROM alliance_decision l WHERE l.sku_id = d.sku_id ORDER BY l.at DESC, l.id DESC LIMIT 1
    ) last ON true
   WHERE (last.admitted, last.checks) IS DISTINCT FROM (d.admissible, d.checks)`;

const MARK = `
  UPDATE sku k SET in_alliance = d.admissible
    FROM jsonb_to_recordset($1::jsonb) AS d (sku_id uuid, admissible boolean)
   WHERE k.id = d.sku_id AND k.in_alliance <> d.admissible`;

/**
 * Lets goods in where the rules of the moment are met, and says of all others why not; in a transaction of the caller's.
 * A decision that would repeat the last one on the same facts is not kept again.
 */
export async function admit(
  runner: QueryRunner,
  skuIds: readonly string[],
  { actor, at }: Occasion,
): Promise<Map<string, Decided>> {
  await runner.query(LOCK, [skuIds]);
  const verdicts = (await runner.query(verdictsOn('k.id = ANY ($3::uuid[])'), [
    at,
    chinaDay(at.getTime()),
    skuIds,
  ])) as VerdictRow[];
  const decisions = JSON.stringify(verdicts);
  await runner.query(MARK, [decisions]);
  await runner.query(KEEP, [decisions, actor]);
  return new Map(
    verdicts.map(({ sku_id, admissible, checks }) => [
      sku_id,
      { admitted: admissible, unmet: checks.filter(({ met, waived }) => !met && !waived) },
    ]),
  );
}

/** Takes goods out; those that are not in stay as they are. In a transaction of the caller's. */
export async function withdraw(
  runner: QueryRunner,
  skuIds: readonly string[],
  { actor }: Pick<Occasion, 'actor'>,
): Promise<void> {
  await runner.query(LOCK, [skuIds]);
  await runner.query(
    `WITH taken AS (
       UPDATE sku SET in_alliance = false WHERE id = ANY ($1::uuid[]) AND in_alliance RETURNING id)
     INSERT INTO alliance_decision (sku_id, cause, admitted, actor)
     SELECT id, '${AllianceCause.WITHDRAWN}', false, $2 FROM taken`,
    [skuIds, actor],
  );
}
