import type { DataSource } from 'typeorm';
import { FanProfile, type ShareMap } from '../streamers/fan-profile.entity';
import { Streamer } from '../streamers/streamer.entity';
import { NO_SHARES, type FanAverages, type FanDimension, type FanShares } from './fans';

/** Enough for a steady average, few enough to be read in an instant; the profiles replaced last count. */
const SAMPLE = 5_000;

/** Fewer streamers than this are no belt's average. */
const MIN_BELT_PROFILES = 3;

/** Lists may differ in length, as those of price bands do when a band has been added: what is left out is 0. */
function meanOfLists(lists: readonly number[][]): number[] {
  const length = lists.reduce((longest, list) => Math.max(longest, list.length), 0);
  return Array.from({ length }, (_, i) =>
    Math.round(lists.reduce((sum, list) => sum + (list[i] ?? 0), 0) / lists.length),
  );
}

function meanOfMaps(maps: readonly ShareMap[]): ShareMap {
  const sums: ShareMap = {};
  for (const map of maps) {
    for (const [key, share] of Object.entries(map)) sums[key] = (sums[key] ?? 0) + share;
  }
  return Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, Math.round(sum / maps.length)]));
}

function meanOf(profiles: readonly FanShares[]): FanShares {
  const known = <D extends FanDimension>(dimension: D): FanShares[D][] =>
    profiles.map((profile) => profile[dimension]).filter((shares) => Object.keys(shares).length > 0);
  if (profiles.length === 0) return NO_SHARES;
  return {
    genderShares: meanOfLists(known('genderShares')),
    ageShares: meanOfLists(known('ageShares')),
    priceBandShares: meanOfLists(known('priceBandShares')),
    regionShares: meanOfMaps(known('regionShares')),
    categoryShares: meanOfMaps(known('categoryShares')),
  };
}

/** What fans are like on average, over the platform and per home belt, counted from profiles with purchases. */
export async function loadFanAverages(dataSource: DataSource): Promise<FanAverages> {
  const profiles = await dataSource
    .getRepository(FanProfile)
    .createQueryBuilder('profile')
    .innerJoin(Streamer, 'streamer', 'streamer.id = profile.streamer_id')
    .addSelect('streamer.home_belt_number', 'belt')
    .where('profile.sample_size > 0')
    .orderBy('profile.updated_at', 'DESC')
    .addOrderBy('profile.streamer_id')
    .limit(SAMPLE)
    .getRawAndEntities<{ belt: number | null }>();
  const byBelt = new Map<number, FanShares[]>();
  profiles.entities.forEach((profile, i) => {
    const belt = profiles.raw[i]?.belt;
    if (belt === null || belt === undefined) return;
    byBelt.set(belt, [...(byBelt.get(belt) ?? []), profile]);
  });
  return {
    platform: meanOf(profiles.entities),
    belts: new Map(
      [...byBelt]
        .filter(([, found]) => found.length >= MIN_BELT_PROFILES)
        .map(([belt, found]) => [belt, meanOf(found)]),
    ),
  };
}
