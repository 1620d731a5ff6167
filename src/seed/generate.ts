import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { leaveUnaudited } from '../audit/author';
import { loadBare } from './bare-table';
import { beltPlansOf } from './belt-plans';
import type { CatalogueSize } from './catalogue-size';
import { fillCatalogueCounts } from './catalogue-counts';
import { fillCellDirectory } from './cell-directory';
import { copyRows } from '../database/copy';
import { LOCKS } from '../database/locks';
import { readReferenceData, type ReferenceData } from './reference-data';
import { upsertReference } from './reference';
import { skuRows } from './skus';
import { readStreamerData } from './streamer-data';
import { makeStreamers, nicheRows, profileRows, streamerRows } from './streamers';
import { readSupplierData } from './supplier-data';
import { makeSuppliers, metricRows, supplierRows } from './suppliers';
import { readTitleData } from './title-data';

/** Told while a catalogue is made: what is being done, and how many SKUs are written by then. */
export type Progress = (step: string, skus: number) => void;

/**
 * Makes up a catalogue of any size, the same for the same size (seed included), in one transaction; returns how many
 * matching cells its SKUs fall into.
 * @throws Error where there is a catalogue already.
 */
export async function generateCatalogue(
  dataSource: DataSource,
  size: CatalogueSize,
  onProgress: Progress = () => {},
): Promise<number> {
  const cells = await dataSource.transaction(async ({ queryRunner }) => {
    await lockCatalogue(queryRunner!);
    for (const table of ['sku', 'supplier', 'streamer']) {
      if (await hasRows(queryRunner!, table)) {
        throw new Error(
          `The database has a catalogue already (table ${table} is not empty). ` +
            'Generate into an empty database: another DATABASE_URL, or another DATA_DIR.',
        );
      }
    }
    return fillCatalogue(queryRunner!, size, onProgress);
  });
  onProgress('vacuum', size.skus);
  await vacuum(dataSource);
  return cells;
}

/** One filler at a time, until the transaction ends; a large catalogue, or the wait for one, takes minutes. */
export async function lockCatalogue(runner: QueryRunner): Promise<void> {
  await runner.query('SET LOCAL statement_timeout = 0');
  await runner.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.catalogue]);
}

export async function hasRows(runner: QueryRunner, table: string): Promise<boolean> {
  const rows: unknown[] = await runner.query(`SELECT FROM ${table} LIMIT 1`);
  return rows.length > 0;
}

/**
 * The work itself, reference data included, within a transaction of the caller's; returns the number of matching
 * cells.
 */
export async function fillCatalogue(
  runner: QueryRunner,
  size: CatalogueSize,
  onProgress: Progress = () => {},
): Promise<number> {
  // Indexes are built best in memory.
  await runner.query(`SET LOCAL maintenance_work_mem = '256MB'`);
  await leaveUnaudited(runner);
  const client: PoolClient = await runner.connect();
  const data = readReferenceData();
  onProgress('reference data, streamers, suppliers', 0);
  await upsertReference(runner, data);
  await fillStreamers(client, data, size);
  const suppliers = makeSuppliers(beltPlansOf(data, readTitleData()), readSupplierData(), size);
  await copyRows(client, 'supplier', supplierRows(suppliers));
  await copyRows(client, 'supplier_metric', metricRows(suppliers));
  let written = 0;
  await loadBare(
    runner,
    'sku',
    ['sku_inserted', 'sku_counted_inserted', 'audit_inserted'],
    () =>
      copyRows(
        client,
        'sku',
        skuRows(suppliers, size.seed, () => {
          if (++written % 1_000 === 0) onProgress('SKUs', written);
        }),
      ),
    (name) => onProgress(name, written),
  );
  onProgress('counts', written);
  await fillCatalogueCounts(runner);
  onProgress('cell directory', written);
  return fillCellDirectory(runner);
}

async function fillStreamers(client: PoolClient, data: ReferenceData, size: CatalogueSize): Promise<void> {
  const streamers = makeStreamers(readStreamerData(), readSupplierData(), data, size);
  await copyRows(client, 'streamer', streamerRows(streamers, data));
  await copyRows(client, 'streamer_niche', nicheRows(streamers, data));
  await copyRows(client, 'fan_profile', profileRows(streamers, data));
}

/** Statistics for the planner, and the visibility map that index-only scans need; not possible in a transaction. */
export async function vacuum(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SET statement_timeout = 0');
    await runner.query(
      'VACUUM (ANALYZE) sku, supplier, supplier_metric, matching_cell, catalogue_count, streamer, streamer_niche, fan_profile',
    );
  } finally {
    await runner.query('RESET statement_timeout');
    await runner.release();
  }
}
