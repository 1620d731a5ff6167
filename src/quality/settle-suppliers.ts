import type { QueryRunner } from 'typeorm';
import { qualityHalfLifeDays } from '../config/config';
import { QUALITY_LIMITS } from '../config/limits';
import { chinaDay } from '../calendar/china-day';
import { settleLabels } from '../governance/label/settle-labels';
import { observationsOf } from './observations';
import { type Component, qualityOf } from './score';
import { readPriors } from './stored-priors';

export type SettleOptions = {
  /** Millionths; a score that changes by less stays, with all that it was made of. */
  leastChange?: number;
  /** The day in China from which the age of days is counted: today. */
  day?: string;
  halfLifeDays?: number;
};

type Settled = { id: string; score: number; components: Component[] };

/**
 * Works out anew the quality of suppliers of whom something was recorded, in the transaction that recorded it, by what is
 * expected of their belts as estimated last. Returns the UUIDs of those whose score was written anew.
 *
 * A supplier's score is copied into each of its SKUs, so it is written only where it changed by enough. Either all of it
 * is written or nothing: what is shown as its parts always sums to it. Suppliers are locked in the order of their ids, as
 * imports lock them.
 */
export async function settleSuppliers(
  runner: QueryRunner,
  supplierIds: readonly string[],
  {
    leastChange = QUALITY_LIMITS.recordedChange,
    day = chinaDay(Date.now()),
    halfLifeDays = qualityHalfLifeDays(),
  }: SettleOptions = {},
): Promise<string[]> {
  const suppliers: { id: string; belt: number; quality: number }[] = await runner.query(
    `SELECT id, belt_number AS belt, quality FROM supplier
      WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
    [supplierIds],
  );
  const ids = suppliers.map(({ id }) => id);
  const observations = await observationsOf(runner, ids, { day, halfLifeDays });
  const priorOf = await readPriors(
    runner,
    suppliers.map(({ belt }) => belt),
  );
  const changed = suppliers.flatMap(({ id, belt, quality }): Settled[] => {
    const settled = qualityOf(observations.get(id)!, priorOf(belt));
    return Math.abs(settled.score - quality) < leastChange ? [] : [{ id, ...settled }];
  });
  if (changed.length > 0) await write(runner, changed);
  // What was observed decides on the label of reliable goods as well, also where the score stays.
  await settleLabels(runner, ids);
  return changed.map(({ id }) => id);
}

/** Credit points are another's to write: of these only what is made of them. */
const WRITE_METRICS = `
  INSERT INTO supplier_metric AS m
    (supplier_id, metric, observed, sample_size, estimate, prior_mean, prior_strength, prior_deviation)
  SELECT * FROM unnest($1::uuid[], $2::quality_metric[], $3::float8[], $4::integer[], $5::float8[], $6::float8[],
                       $7::float8[], $8::float8[])
  ON CONFLICT (supplier_id, metric) DO UPDATE
     SET observed = CASE m.metric WHEN 'CREDIT' THEN m.observed ELSE excluded.observed END,
         sample_size = CASE m.metric WHEN 'CREDIT' THEN m.sample_size ELSE excluded.sample_size END,
         estimate = excluded.estimate, prior_mean = excluded.prior_mean,
         prior_strength = excluded.prior_strength, prior_deviation = excluded.prior_deviation`;

const WRITE_SCORES = `
  UPDATE supplier s SET quality = x.score
    FROM unnest($1::uuid[], $2::integer[]) x(id, score) WHERE s.id = x.id`;

async function write(runner: QueryRunner, settled: readonly Settled[]): Promise<void> {
  const rows = settled.flatMap(({ id, components }) => components.map((part) => ({ id, ...part })));
  await runner.query(WRITE_METRICS, [
    rows.map(({ id }) => id),
    rows.map(({ metric }) => metric),
    rows.map(({ observed }) => observed),
    rows.map(({ sampleSize }) => sampleSize),
    rows.map(({ estimate }) => estimate),
    rows.map(({ prior }) => prior.mean),
    rows.map(({ prior }) => prior.strength),
    rows.map(({ prior }) => prior.deviation),
  ]);
  await runner.query(WRITE_SCORES, [settled.map(({ id }) => id), settled.map(({ score }) => score)]);
}
