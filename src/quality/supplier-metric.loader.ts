import DataLoader from 'dataloader';
import { Any, type DataSource } from 'typeorm';
import { SupplierMetric } from './supplier-metric.entity';

/** The metrics of a supplier, by its UUID. */
export const metricsLoader = (dataSource: DataSource): DataLoader<string, SupplierMetric[]> =>
  new DataLoader(async (supplierIds) => {
    const rows = await dataSource
      .getRepository(SupplierMetric)
      .find({ where: { supplierId: Any([...supplierIds]) }, order: { metric: 'ASC' } });
    const bySupplier = new Map<string, SupplierMetric[]>(supplierIds.map((id) => [id, []]));
    for (const row of rows) bySupplier.get(row.supplierId)!.push(row);
    return supplierIds.map((id) => bySupplier.get(id)!);
  });
