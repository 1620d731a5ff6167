import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { selected } from '../../database/row-reader';
import { SupplierMetricDay } from '../supplier-metric-day.entity';

/** The latest days of a supplier. */
export type LatestDays = { supplierId: string; first: number };
export type MetricDaysLoader = DataLoader<LatestDays, SupplierMetricDay[], string>;

/** Newest first, then by source: one statement, however many suppliers are asked about. */
export function metricDaysLoader(dataSource: DataSource): MetricDaysLoader {
  const { columns } = dataSource.getMetadata(SupplierMetricDay);
  // pg makes a moment of a date, in the time zone of the process.
  const listed = columns.map((column) =>
    column.propertyName === 'day' ? 'm.day::text AS day' : selected(column, 'm'),
  );
  const latest = `
    SELECT x.*
      FROM unnest($1::uuid[], $2::integer[]) s(id, first)
     CROSS JOIN LATERAL (SELECT ${listed.join(', ')} FROM supplier_metric_day m
                          WHERE m.supplier_id = s.id ORDER BY m.day DESC, m.source LIMIT s.first) x
     ORDER BY x.day DESC, x.source`;
  return new DataLoader(
    async (asked) => {
      const rows: SupplierMetricDay[] = await dataSource.query(latest, [
        asked.map(({ supplierId }) => supplierId),
        asked.map(({ first }) => first),
      ]);
      return asked.map(({ supplierId, first }) =>
        rows.filter((row) => row.supplierId === supplierId).slice(0, first),
      );
    },
    { cacheKeyFn: ({ supplierId, first }) => `${supplierId} ${first}` },
  );
}
