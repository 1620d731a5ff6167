import type { DataSource } from 'typeorm';
import { insertRow } from './rows';

type Db = Pick<DataSource, 'query'>;

/** A licence number of the right form. */
export const LICENCE = '91330782MA2EXAMP12'.replaceAll(/[IOSVZ]/g, '8');

/** A day so many days before another, both YYYY-MM-DD. */
export const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

/** What a supplier did on a day: ratings as [how many, their sum], sales in fen. */
export const recordDay = (
  db: Db,
  supplierId: string,
  day: string,
  {
    ratings = [0, 0],
    sales = 0,
    source = 'shop',
  }: { ratings?: [number, number]; sales?: number; source?: string },
): Promise<unknown> =>
  insertRow(db, 'supplier_metric_day', {
    supplier_id: supplierId,
    day,
    source,
    ratings: ratings[0],
    rating_sum: ratings[1],
    sales_fen: sales,
  });

/** Papers and days with which an old supplier meets all rules on that day. */
export async function makeEligible(db: Db, supplierId: string, day: string): Promise<void> {
  await db.query(`UPDATE supplier SET licence = $2, opened_on = '2020-01-01' WHERE id = $1`, [
    supplierId,
    LICENCE,
  ]);
  await recordDay(db, supplierId, daysBefore(day, 1), { ratings: [10, 48], sales: 100_000 });
}
