import DataLoader from 'dataloader';
import { type EntityTarget, Any, type ObjectLiteral } from 'typeorm';
import type { App } from '../app';
import { createMatchLoader, type MatchLoader } from '../matching/match.loader';
import { type SupplierMetric } from '../quality/supplier-metric.entity';
import { metricsLoader } from '../quality/supplier-metric.loader';
import { Sku } from '../skus/sku.entity';
import { FanProfile } from '../streamers/fan-profile.entity';
import { Streamer } from '../streamers/streamer.entity';
import { nicheLoader } from '../streamers/streamer-niche.loader';
import { Supplier } from '../suppliers/supplier.entity';

/** One request's loaders: each asks the database once for all that a level of the query needs, and once per key. */
export type Loaders = {
  supplier: DataLoader<string, Supplier | null>;
  sku: DataLoader<string, Sku | null>;
  streamer: DataLoader<string, Streamer | null>;
  fanProfile: DataLoader<string, FanProfile | null>;
  niche: DataLoader<string, number[]>;
  metrics: DataLoader<string, SupplierMetric[]>;
  matches: MatchLoader;
};

export function createLoaders(app: App): Loaders {
  const byUuid = <T extends ObjectLiteral>(
    entity: EntityTarget<T>,
    key: keyof T & string,
  ): DataLoader<string, T | null> =>
    new DataLoader(async (keys) => {
      const rows = await app.dataSource
        .getRepository(entity)
        .find({ where: { [key]: Any([...keys]) } as never });
      const byKey = new Map(rows.map((row) => [row[key] as string, row]));
      return keys.map((wanted) => byKey.get(wanted) ?? null);
    });
  const loaders = {
    supplier: byUuid(Supplier, 'uuid'),
    sku: byUuid(Sku, 'uuid'),
    streamer: byUuid(Streamer, 'uuid'),
    fanProfile: byUuid(FanProfile, 'streamerId'),
    niche: nicheLoader(app.dataSource),
    metrics: metricsLoader(app.dataSource),
  };
  return { ...loaders, matches: createMatchLoader(app, loaders) };
}
