import type { DataSource } from 'typeorm';
import { STOCK_TIER_FLOORS } from '../src/matching/cell';
import { contribution, DEFAULT_WEIGHTS } from '../src/matching/factors';
import type { StreamerValues } from '../src/matching/values';

/**
 * What one would do without cells: score every eligible SKU in one statement and sort. It is given all that can be
 * computed beforehand (weighted values by category, audience, band, shipping class and stock). With a limit per supplier
 * it returns what the ranking returns; without one it has less to do.
 */
export async function rankPlainly(
  dataSource: DataSource,
  values: StreamerValues,
  maxPerSupplier: number | undefined,
): Promise<string[]> {
  const weigh = (weight: number, list: Int32Array): number[] => [...list].map((v) => contribution(weight, v));
  const order = 'score DESC, static_score DESC, id';
  const scored = `
    SELECT id, supplier_id, static_score,
           ($1::integer[])[category_number + 1] + ($2::integer[])[audience_number + 1]
           + ($3::integer[][])[($7::integer[])[category_number + 1] + 1][price_band + 1]
           + ($4::integer[])[shipping_number + 1]
           + ($5::integer[])[width_bucket(stock, $6::integer[]) + 1] + static_score AS score
      FROM sku
     WHERE cell IS NOT NULL`;
  const limited = `
    SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY supplier_id ORDER BY ${order}) AS place FROM (${scored}) s) p
     WHERE place <= ${maxPerSupplier ?? 1}`;
  const rows: { id: string }[] = await dataSource.query(
    `SELECT id FROM (${maxPerSupplier === undefined ? scored : limited}) s ORDER BY ${order} LIMIT 50`,
    [
      weigh(DEFAULT_WEIGHTS.CATEGORY_AFFINITY, values.categoryAffinity),
      weigh(DEFAULT_WEIGHTS.AUDIENCE_FIT, values.audienceFit),
      values.priceFit.map((slot) => weigh(DEFAULT_WEIGHTS.PRICE_FIT, slot)),
      weigh(DEFAULT_WEIGHTS.DELIVERY_FIT, values.deliveryFit),
      weigh(DEFAULT_WEIGHTS.CAPACITY_FIT, values.capacityFit),
      STOCK_TIER_FLOORS.slice(1),
      [...values.priceFitSlot],
    ],
  );
  return rows.map(({ id }) => id);
}
