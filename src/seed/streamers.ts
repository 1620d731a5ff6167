import { CATALOGUE_DATE, DAY } from './calendar';
import { arrayOf } from '../database/columnar';
import type { CopyRow } from '../database/copy';
import { makeStreamer } from './made-up-streamers';
import { bandShares } from './price-spread';
import { AGE_BANDS, GENDERS, numbersOf, type ReferenceData } from './reference-data';
import { shareMapOf, sharesOf } from './shares';
import { stableUuid } from './stable-uuid';
import type { StreamerData } from './streamer-data';
import type { SupplierData } from './supplier-data';

/** The hand-written streamers first, then as many made-up ones as are wanted beyond them. */
export function makeStreamers(
  written: readonly StreamerData[],
  names: SupplierData,
  data: ReferenceData,
  size: { streamers: number; seed: number },
): StreamerData[] {
  const models = written.filter(({ categories, priceBands }) => categories && priceBands);
  return Array.from(
    { length: size.streamers },
    (_, i) => written[i] ?? makeStreamer(i + 1, models, names, data, size.seed),
  );
}

const idOf = ({ handle }: StreamerData): string => stableUuid('streamer', handle);

export function* streamerRows(streamers: readonly StreamerData[], data: ReferenceData): Generator<CopyRow> {
  const beltNumber = numbersOf(data.belts);
  for (const [i, streamer] of streamers.entries()) {
    // One joined a day, the first-named last.
    const joined = new Date(CATALOGUE_DATE - (i % 1_000) * DAY).toISOString();
    yield {
      id: idOf(streamer),
      handle: streamer.handle,
      name: streamer.name,
      follower_count: streamer.followerCount,
      home_belt_number: streamer.homeBelt === null ? null : beltNumber(streamer.homeBelt),
      session_demand: streamer.sessionDemand,
      created_at: joined,
      updated_at: joined,
    };
  }
}

export function* nicheRows(streamers: readonly StreamerData[], data: ReferenceData): Generator<CopyRow> {
  const categoryNumber = numbersOf(data.categories);
  for (const streamer of streamers) {
    for (const slug of new Set(streamer.niche)) {
      yield { streamer_id: idOf(streamer), category_number: categoryNumber(slug) };
    }
  }
}

export function* profileRows(streamers: readonly StreamerData[], data: ReferenceData): Generator<CopyRow> {
  const categoryNumber = numbersOf(data.categories);
  const byNumber = <T>(bySlug: Record<string, T> | null): [number, T][] =>
    Object.entries(bySlug ?? {}).map(([slug, value]) => [categoryNumber(slug), value]);
  for (const streamer of streamers) {
    const { genders, ages, regions, priceBands, categories, categoryPriceBands, sampleSize } = streamer;
    const spreads = byNumber(categoryPriceBands).map(([top, spread]) => [
      top,
      bandShares(spread, data.priceBands),
    ]);
    yield {
      streamer_id: idOf(streamer),
      gender_shares: arrayOf(genders ? sharesOf(GENDERS.map((gender) => genders[gender] ?? 0)) : []),
      age_shares: arrayOf(ages ? sharesOf(AGE_BANDS.map((age) => ages[age] ?? 0)) : []),
      price_band_shares: arrayOf(priceBands ? bandShares(priceBands, data.priceBands) : []),
      region_shares: JSON.stringify(shareMapOf(regions ?? {})),
      category_shares: JSON.stringify(shareMapOf(Object.fromEntries(byNumber(categories)))),
      category_price_band_shares: JSON.stringify(Object.fromEntries(spreads)),
      sample_size: sampleSize,
      updated_at: new Date(CATALOGUE_DATE).toISOString(),
    };
  }
}
