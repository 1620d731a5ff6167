import { MoreThan } from 'typeorm';
import type { App } from '../app';
import { createLoaders, type Loaders } from '../graphql/loaders';
import { Streamer } from '../streamers/streamer.entity';

export type StreamerBatch = { streamers: Streamer[]; loaders: Loaders };

export type BatchOptions = {
  /** UUID of a streamer who is done, as all before them are; left out, none is. */
  after?: string;
  /** Streamers in a batch. */
  size: number;
  /** Streamers in all. */
  limit: number;
};

/**
 * Streamers with their fan profiles, in the order of their ids, so that a later run finds its place again. While one
 * batch is worked on, the next is read; no more than two are held.
 */
export async function* streamerBatches(
  app: App,
  { after, size, limit }: BatchOptions,
): AsyncGenerator<StreamerBatch> {
  let left = limit;
  let next = readAhead(app, after, Math.min(size, left));
  for (let batch = await next; batch.streamers.length > 0; batch = await next) {
    left -= batch.streamers.length;
    next = readAhead(app, batch.streamers.at(-1)!.uuid, Math.min(size, left));
    yield batch;
  }
}

function readAhead(app: App, after: string | undefined, size: number): Promise<StreamerBatch> {
  const batch = readBatch(app, after, size);
  // Whoever stops early does not wait for it, and whoever waits is told.
  batch.catch(() => undefined);
  return batch;
}

async function readBatch(app: App, after: string | undefined, size: number): Promise<StreamerBatch> {
  const loaders = createLoaders(app);
  // TypeORM takes 0 for "all".
  if (size === 0) return { streamers: [], loaders };
  const streamers = await app.dataSource.getRepository(Streamer).find({
    where: after === undefined ? {} : { uuid: MoreThan(after) },
    order: { uuid: 'ASC' },
    take: size,
  });
  await loaders.fanProfile.loadMany(streamers.map(({ uuid }) => uuid));
  return { streamers, loaders };
}
