import type { FileHandle } from 'node:fs/promises';
import { MoreThan } from 'typeorm';
import type { App } from '../app';
import { type MatchOutcome, rankStreamers } from '../matching/rank-streamers';
import { Streamer } from '../streamers/streamer.entity';
import type { BatchRequest } from './batch-request';
import { matchLine, skuNamesOf } from './match-line';
import { streamerBatches } from './streamer-batches';

export type MatchAllOptions = {
  /** UUID of a streamer who is done, as all before them are; left out, none is. */
  after?: string;
  /** Streamers ranked together. */
  batch: number;
  /** Streamers in all. */
  limit: number;
  /** Aborted, it ends the work after the batch under way. */
  signal: AbortSignal;
  /** Called after each batch with how many streamers are written, of how many. */
  onProgress?: (done: number, of: number) => void;
};

/**
 * Ranks all streamers in the order of their ids, and adds a line for each to the file. While a batch is ranked, the
 * next is read and the one before is written; no more are held. Returns how many streamers were written.
 */
export async function matchAll(
  app: App,
  { request, fingerprint }: BatchRequest,
  file: FileHandle,
  { after, batch, limit, signal, onProgress }: MatchAllOptions,
): Promise<number> {
  const left = await app.dataSource
    .getRepository(Streamer)
    .countBy(after === undefined ? {} : { uuid: MoreThan(after) });
  let done = 0;
  const write = async (streamers: Streamer[], outcomes: MatchOutcome[]): Promise<void> => {
    const names = await skuNamesOf(app.dataSource, outcomes);
    const labels = { weights: request.weights, fingerprint, names };
    const lines = streamers.map((streamer, i) => matchLine(app, streamer, outcomes[i]!, labels));
    await file.appendFile(lines.map((line) => `${line}\n`).join(''));
    done += streamers.length;
    onProgress?.(done, Math.min(left, limit));
  };
  let written: Promise<void> = Promise.resolve();
  for await (const { streamers, loaders } of streamerBatches(app, { after, size: batch, limit })) {
    const outcomes = await rankStreamers(app, loaders, streamers, request);
    await written;
    written = write(streamers, outcomes);
    // Told when it is waited for.
    written.catch(() => undefined);
    if (signal.aborted) break;
  }
  await written;
  return done;
}
