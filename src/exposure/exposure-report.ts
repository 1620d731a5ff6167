import { Any } from 'typeorm';
import type { App } from '../app';
import { batchRequest } from '../batch/batch-request';
import { streamerBatches } from '../batch/streamer-batches';
import { BATCH_LIMITS, NEWCOMER_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import { rankStreamers } from '../matching/rank-streamers';
import { resolveWeights } from '../matching/weights';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';
import { type Distribution, distributionOf } from './distribution';
import { marketBefore } from './market';
import { type MarketSupplier, newcomersOf } from './newcomers';

export type ExposureReport = {
  streamers: number;
  /** Goods shown to each. */
  first: number;
  newcomers: number;
  /** As it was recorded in the days that the newcomers' rule looks at. */
  recorded: Distribution;
  /** Without newcomers' places, and with them. */
  without: Distribution;
  with: Distribution;
  /** Who would be newcomers if the goods without newcomers' places were all that had been shown. */
  wouldBe: SupplierName[];
};

/** A supplier as people and the API call it. */
export type SupplierName = { id: string; belt: string; code: string };

export type ReportOptions = {
  /** Streamers in all, those with the first ids: ids are random, so they are a fair sample, and always the same. */
  limit: number;
  first: number;
  /** What was recorded before this day of China counts. */
  day: string;
  /** Called after each batch with how many streamers are ranked for, of how many. */
  onProgress?: (done: number, of: number) => void;
};

/** Ranks for streamers with and without newcomers' places, and compares how often suppliers' goods would be shown. */
export async function exposureReport(
  app: App,
  { limit, first, day, onProgress }: ReportOptions,
): Promise<ExposureReport> {
  const [without, given] = [0, NEWCOMER_LIMITS.defaultShare].map((newcomerShare) => ({
    ...batchRequest({ first, weights: resolveWeights(undefined), newcomerShare }),
    shown: new Map<string, number>(),
  }));
  const all = Math.min(limit, await app.dataSource.getRepository(Streamer).count());
  let streamers = 0;
  for await (const batch of streamerBatches(app, { size: BATCH_LIMITS.streamers, limit })) {
    for (const { request, shown } of [without!, given!]) {
      const outcomes = await rankStreamers(app, batch.loaders, batch.streamers, request);
      for (const { ranked } of outcomes) {
        for (const { supplierId } of ranked) shown.set(supplierId, (shown.get(supplierId) ?? 0) + 1);
      }
    }
    streamers += batch.streamers.length;
    onProgress?.(streamers, all);
  }
  const market = await onOwnConnection(app.dataSource, NEWCOMER_LIMITS.statementTimeoutMs, (runner) =>
    marketBefore(runner, day),
  );
  const shownAs = ({ shown }: { shown: Map<string, number> }): MarketSupplier[] =>
    market.map((supplier) => ({ ...supplier, shown: shown.get(supplier.id) ?? 0 }));
  return {
    streamers,
    first,
    newcomers: await app.dataSource.getRepository(Supplier).countBy({ newcomer: true }),
    recorded: distributionOf(market),
    without: distributionOf(shownAs(without!)),
    with: distributionOf(shownAs(given!)),
    wouldBe: await namesOf(app, newcomersOf(shownAs(without!))),
  };
}

async function namesOf(
  { dataSource, reference }: App,
  suppliers: readonly { id: string }[],
): Promise<SupplierName[]> {
  const rows = await dataSource
    .getRepository(Supplier)
    .find({ where: { uuid: Any(suppliers.map(({ id }) => id)) }, order: { beltNumber: 'ASC', code: 'ASC' } });
  return rows.map(({ id, beltNumber, code }) => ({ id, belt: reference.belts.get(beltNumber)!.slug, code }));
}
