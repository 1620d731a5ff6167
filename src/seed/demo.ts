import type { DataSource } from 'typeorm';
import { fillCatalogue, hasRows, lockCatalogue, vacuum } from './generate';
import { readReferenceData } from './reference-data';
import { upsertReference } from './reference';

const DEMO = { skus: 20_000, suppliers: 400, streamers: 40, seed: 1 };

/**
 * The reference data and, where nobody has put a supplier in yet, a catalogue to look at. All in one transaction: a
 * process that dies in the middle leaves nothing half-made. Returns whether it made the catalogue.
 */
export async function seedDemo(dataSource: DataSource): Promise<boolean> {
  const made = await dataSource.transaction(async ({ queryRunner }) => {
    await lockCatalogue(queryRunner!);
    const empty = !(await hasRows(queryRunner!, 'supplier'));
    if (empty) await fillCatalogue(queryRunner!, DEMO);
    else await upsertReference(queryRunner!, readReferenceData());
    return empty;
  });
  if (made) await vacuum(dataSource);
  return made;
}
