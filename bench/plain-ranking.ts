import type { DataSource } from 'typeorm';
import { STOCK_TIER_FLOORS } from '../src/matching/cell';
import { contribution, DEFAULT_WEIGHTS } from '../src/matching/factors';
import type { StreamerValues } from '../src/matching/values';

/**
 * What one would do without cells: score every eligible SKU in one statement and sort. It is given all that can be
 * computed beforehand (weighted values by category, audience, band, shipping class and stock), and leaves out the
 * limit per supplier, so it has less to do than the ranking that it is compared with.
 */
export async function rankPlainly(dataSource: DataSource, values: StreamerValues): Promise<string[]> {
  const weigh = (weight: number, list: Int32Array): number[] => [...list].map((v) => contribution(weight, v));
  const rows: { id: string }[] = await dataSource.query(
    `SELECT id
       FROM sku
      WHERE cell IS NOT NULL
      ORDER BY ($1::integer[])[category_number + 1] + ($2::integer[])[audience_number + 1]
             + ($3::integer[])[price_band + 1] + ($4::integer[])[shipping_number + 1]
             + ($5::integer[])[width_bucket(stock, $6::integer[]) + 1] + static_score DESC,
               static_score DESC, id
      LIMIT 50`,
    [
      weigh(DEFAULT_WEIGHTS.CATEGORY_AFFINITY, values.categoryAffinity),
      weigh(DEFAULT_WEIGHTS.AUDIENCE_FIT, values.audienceFit),
      weigh(DEFAULT_WEIGHTS.PRICE_FIT, values.priceFit[0]!),
      weigh(DEFAULT_WEIGHTS.DELIVERY_FIT, values.deliveryFit),
      weigh(DEFAULT_WEIGHTS.CAPACITY_FIT, values.capacityFit),
      STOCK_TIER_FLOORS.slice(1),
    ],
  );
  return rows.map(({ id }) => id);
}
