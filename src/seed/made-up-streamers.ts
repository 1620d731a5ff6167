import type { ReferenceData } from './reference-data';
import { Random } from './random';
import type { PriceSpread, StreamerData } from './streamer-data';
import { STREAMS } from './streams';
import type { SupplierData } from './supplier-data';

/** Shares of streamers that nobody has bought from yet, or of whom nothing at all is known. */
const WITHOUT_PURCHASES = 0.05;
const UNKNOWN = 0.03;

/**
 * A made-up streamer: the fans of one of the hand-written ones mixed with some of another's, every share drawn anew
 * around that mixture as from a Dirichlet distribution, so that no two are alike.
 */
export function makeStreamer(
  number: number,
  models: readonly StreamerData[],
  names: SupplierData,
  data: ReferenceData,
  seed: number,
): StreamerData {
  const random = new Random(seed, STREAMS.streamer, number);
  const main = random.pick(models);
  const other = random.pick(models);
  const part = random.between(0, 0.45);
  const known = !random.chance(UNKNOWN);
  const bought = known && !random.chance(WITHOUT_PURCHASES);
  const niche = data.categories.find(({ slug }) => slug === main.niche[0]);
  const mixed = (of: (model: StreamerData) => Record<string, number> | null, concentration: number) =>
    redrawn(mixture(of(main) ?? {}, of(other) ?? {}, part), concentration, random);
  return {
    handle: `streamer-${String(number).padStart(6, '0')}`,
    name: `${random.pick(names.surnames)}${random.pick(names.givenNames)}${random.pick(['说', '聊', '选', '爱'])}${niche?.name}`,
    followerCount: Math.floor(random.logNormal(60_000, 1.6)),
    niche: main.niche,
    homeBelt: random.chance(0.5) ? main.homeBelt : null,
    sessionDemand: Math.ceil(random.logNormal(main.sessionDemand, 0.6)),
    genders: known ? mixed(({ genders }) => genders, 40) : null,
    ages: known ? mixed(({ ages }) => ages, 30) : null,
    regions: known ? mixed(({ regions }) => regions, 120) : null,
    priceBands: bought ? shifted(main.priceBands!, random) : null,
    categories: bought ? mixed(({ categories }) => categories, 25) : null,
    categoryPriceBands: bought
      ? Object.fromEntries(
          Object.entries(main.categoryPriceBands ?? {}).map(([top, spread]) => [
            top,
            shifted(spread, random),
          ]),
        )
      : null,
    sampleSize: bought ? Math.ceil(random.logNormal(4_000, 1.3)) : 0,
  };
}

function mixture(main: Record<string, number>, other: Record<string, number>, part: number) {
  const mixed: Record<string, number> = {};
  for (const [key, share] of Object.entries(main)) mixed[key] = share * (1 - part);
  for (const [key, share] of Object.entries(other)) mixed[key] = (mixed[key] ?? 0) + share * part;
  return mixed;
}

/** Dirichlet: gamma variates in proportion. The higher the concentration, the closer to the given shares. */
function redrawn(millionths: Record<string, number>, concentration: number, random: Random) {
  return Object.fromEntries(
    Object.entries(millionths).map(([key, share]) => [
      key,
      share > 0 ? random.gamma((share / 1_000_000) * concentration) : 0,
    ]),
  );
}

const shifted = ({ medianYuan, spreadLog }: PriceSpread, random: Random): PriceSpread => ({
  medianYuan: random.logNormal(medianYuan, 0.4),
  spreadLog: spreadLog * random.between(0.8, 1.3),
});
