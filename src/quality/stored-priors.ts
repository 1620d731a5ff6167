import { setImmediate as otherEvents } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { estimatePriors, type MetricPriors, type Sample, SUPPLIERS_A_BELT } from './estimate-priors';
import { type MetricPrior, PLATFORM_PRIOR, type Prior } from './metrics';
import { QualityMetric } from './supplier-metric.entity';

/** What is expected of suppliers of a belt, as estimated last; the platform's where nothing was yet. */
export async function readPriors(
  runner: QueryRunner,
  belts: readonly number[],
): Promise<(belt: number) => Prior> {
  const rows: (MetricPrior & { belt: number; metric: QualityMetric })[] = await runner.query(
    `SELECT belt_number AS belt, metric, mean, strength, deviation
       FROM quality_prior WHERE belt_number = ANY ($1::smallint[])`,
    [[...new Set(belts)]],
  );
  const known = new Map<number, Prior>();
  for (const { belt, metric, mean, strength, deviation } of rows)
    known.set(belt, {
      ...(known.get(belt) ?? PLATFORM_PRIOR),
      [metric]: { mean, strength, deviation },
    });
  return (belt) => known.get(belt) ?? PLATFORM_PRIOR;
}

/** Ids are random, so the first of them are a random choice, and the same from day to day. */
const SAMPLES = `
  SELECT x.belt, x.observed, x.size
    FROM (SELECT s.belt_number AS belt, m.observed, m.sample_size AS size,
                 row_number() OVER (PARTITION BY s.belt_number ORDER BY s.id) AS place
            FROM supplier s JOIN supplier_metric m ON m.supplier_id = s.id AND m.metric = $1
           WHERE m.sample_size > 0) x
   WHERE x.place <= $2
   ORDER BY x.belt, x.place`;

/** Estimates anew what is expected in each belt, from what is recorded of suppliers, and keeps it. */
export async function renewPriors(runner: QueryRunner): Promise<void> {
  const belts: { number: number }[] = await runner.query('SELECT number FROM belt ORDER BY number');
  for (const metric of Object.values(QualityMetric)) {
    const samples = new Map<number, Sample[]>();
    const rows: (Sample & { belt: number })[] = await runner.query(SAMPLES, [metric, SUPPLIERS_A_BELT]);
    for (const { belt, observed, size } of rows) {
      if (!samples.has(belt)) samples.set(belt, []);
      samples.get(belt)!.push({ observed, size });
    }
    await keep(runner, metric, belts, estimatePriors(metric, samples));
    // A metric takes some tens of milliseconds, in which nobody else is served.
    await otherEvents();
  }
}

const KEEP = `
  INSERT INTO quality_prior
    (belt_number, metric, mean, strength, deviation, belt_mean, market_mean, suppliers, estimated_at)
  SELECT x.*, now()
    FROM unnest($1::smallint[], $2::quality_metric[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::float8[],
                $8::integer[]) x
  ON CONFLICT (belt_number, metric) DO UPDATE
     SET mean = excluded.mean, strength = excluded.strength, deviation = excluded.deviation,
         belt_mean = excluded.belt_mean, market_mean = excluded.market_mean, suppliers = excluded.suppliers,
         estimated_at = excluded.estimated_at`;

async function keep(
  runner: QueryRunner,
  metric: QualityMetric,
  belts: readonly { number: number }[],
  priors: MetricPriors,
): Promise<void> {
  const rows = belts.map(({ number }) => ({ number, ...(priors.belts.get(number) ?? priors.market) }));
  await runner.query(KEEP, [
    rows.map(({ number }) => number),
    rows.map(() => metric),
    rows.map(({ mean }) => mean),
    rows.map(({ strength }) => strength),
    rows.map(({ deviation }) => deviation),
    rows.map(({ beltMean }) => beltMean),
    rows.map(({ marketMean }) => marketMean),
    rows.map(({ suppliers }) => suppliers),
  ]);
}
