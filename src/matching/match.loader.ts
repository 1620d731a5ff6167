import DataLoader from 'dataloader';
import type { App } from '../app';
import type { Streamer } from '../streamers/streamer.entity';
import { type MatchOutcome, type MatchRequest, type ProfileLoaders, rankStreamers } from './rank-streamers';

export type MatchLoader = DataLoader<{ streamer: Streamer; request: MatchRequest }, MatchOutcome, string>;

const signature = (request: MatchRequest): string => JSON.stringify(request);

/** Ranks for all streamers of a request at once: one probe statement a round, not one a streamer. */
export function createMatchLoader(app: App, loaders: ProfileLoaders): MatchLoader {
  return new DataLoader(
    async (keys) => {
      const outcomes = new Map<string, Promise<MatchOutcome[]>>();
      const streamersOf = new Map<string, Streamer[]>();
      for (const { streamer, request } of keys) {
        const of = signature(request);
        streamersOf.set(of, [...(streamersOf.get(of) ?? []), streamer]);
      }
      for (const { request } of keys) {
        const of = signature(request);
        if (!outcomes.has(of)) outcomes.set(of, rankStreamers(app, loaders, streamersOf.get(of)!, request));
      }
      return Promise.all(
        keys.map(async ({ streamer, request }) => {
          const of = signature(request);
          return (await outcomes.get(of)!)[streamersOf.get(of)!.indexOf(streamer)]!;
        }),
      );
    },
    { cacheKeyFn: ({ streamer, request }) => `${streamer.uuid} ${signature(request)}` },
  );
}
