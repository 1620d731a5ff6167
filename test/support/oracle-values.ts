import type { OracleData, OracleSku } from './oracle-data';
import type { OracleFans } from './oracle-fans';

/** In the order that breaks ties when weights are rounded, and of every list by factor here. */
export const FACTORS = [
  'CATEGORY_AFFINITY',
  'AUDIENCE_FIT',
  'PRICE_FIT',
  'SUPPLIER_QUALITY',
  'PRICE_ADVANTAGE',
  'DELIVERY_FIT',
  'CAPACITY_FIT',
  'COMMISSION',
  'MOMENTUM',
] as const;
export type Factor = (typeof FACTORS)[number];
/** One number per factor, in the order of FACTORS. */
export type PerFactor = number[];

const MILLION = 1_000_000;
// Jest's sandbox makes each look-up of a global slow, and these are called millions of times.
const { floor, max, min } = Math;
const STOCK_LADDER = [0, 1, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000];

const relative = (raw: number, largest: number): number =>
  largest === 0 ? 0 : min(MILLION, floor((raw * MILLION) / largest));

/** From a category up to its top: itself, its parent, … */
function pathUp(data: OracleData, number: number): number[] {
  const category = data.categories.find((known) => known.number === number);
  if (!category) return [];
  return category.parent === null ? [number] : [number, ...pathUp(data, category.parent)];
}

/** How much of a share at node p counts for category c, in tenths. */
function kinship(c: number[], p: number[]): number {
  if (c.includes(p[0]!) || p.includes(c[0]!)) return 10;
  const steps = c.findIndex((node) => p.includes(node));
  return steps === 1 ? 3 : steps === 2 ? 1 : 0;
}

const knownPaths = new WeakMap<OracleData, Map<number, number[]>>();

/** The path up of every category; worked out once, as it is no streamer's own. */
function pathsOf(data: OracleData): Map<number, number[]> {
  let paths = knownPaths.get(data);
  if (!paths) {
    paths = new Map(data.categories.map(({ number }) => [number, pathUp(data, number)]));
    knownPaths.set(data, paths);
  }
  return paths;
}

function categoryAffinity(data: OracleData, fans: OracleFans): Map<number, number> {
  const paths = pathsOf(data);
  const raw = (number: number): number =>
    Object.entries(fans.shares.CATEGORIES).reduce(
      (sum, [node, share]) => sum + share * kinship(paths.get(number)!, paths.get(Number(node)) ?? [-1]),
      0,
    );
  const leaves = data.categories.filter(({ number }) =>
    data.categories.every(({ parent }) => parent !== number),
  );
  const largest = max(...leaves.map(({ number }) => raw(number)));
  return new Map(data.categories.map(({ number }) => [number, relative(raw(number), largest)]));
}

function audienceFit(data: OracleData, fans: OracleFans): Map<number, number> {
  return new Map(
    data.audiences.map(({ number, gender_shares, age_shares }) => {
      let coefficient = 0;
      for (const [gender, share] of gender_shares.entries()) {
        for (const [age, ageShare] of age_shares.entries()) {
          const p = ((fans.shares.GENDERS[gender] ?? 0) / MILLION) * ((fans.shares.AGES[age] ?? 0) / MILLION);
          const q = (share / MILLION) * (ageShare / MILLION);
          coefficient += Math.sqrt(p * q);
        }
      }
      return [number, min(MILLION, Math.round(MILLION * coefficient))];
    }),
  );
}

/** The price fit of every band under one list of shares. */
function bandFit(data: OracleData, shares: Record<string, number>): Map<number, number> {
  const share = (band: number): number => shares[band] ?? 0;
  const raw = (b: number): number => 4 * share(b) + 2 * share(b + 1) + share(b + 2) + share(b - 1);
  const largest = max(...data.priceBands.map(({ number }) => raw(number)));
  return new Map(data.priceBands.map(({ number }) => [number, relative(raw(number), largest)]));
}

const bandOf = (data: OracleData, livePrice: number): number =>
  max(...data.priceBands.filter(({ min_fen }) => min_fen <= livePrice).map(({ number }) => number));

function deliveryFit(data: OracleData, fans: OracleFans): Map<number, number> {
  return new Map(
    data.shippingClasses.map(({ number, free_provinces, dispatch_hours }) => {
      const free = new Set(free_provinces);
      const reached = Object.entries(fans.shares.REGIONS).reduce(
        (sum, [code, share]) => sum + (free.has(code) ? share : 0),
        0,
      );
      return [number, dispatch_hours <= 48 ? min(MILLION, reached) : 0];
    }),
  );
}

function capacityFit(stock: number, sessionDemand: number): number {
  const rounded = max(...STOCK_LADDER.filter((step) => step <= stock));
  return min(MILLION, floor((rounded * MILLION) / sessionDemand));
}

const priceAdvantage = ({ live_price, market_price }: OracleSku): number =>
  market_price !== null && market_price > live_price
    ? floor(((market_price - live_price) * MILLION) / market_price)
    : 0;

const commission = (sku: OracleSku): number => min(MILLION, sku.commission_rate * 200);

const momentum = ({ sales_recent, sales_previous }: OracleSku): number =>
  floor(((sales_recent + 5) * MILLION) / (sales_recent + sales_previous + 10));

/** All nine values of any SKU, eligible or not, for one streamer's fans, in millionths. */
export function valuesFor(data: OracleData, fans: OracleFans): (sku: OracleSku) => PerFactor {
  const affinity = categoryAffinity(data, fans);
  const audience = audienceFit(data, fans);
  const delivery = deliveryFit(data, fans);
  const overall = bandFit(data, fans.shares.PRICE_BANDS);
  const ofTop = new Map(
    Object.entries(fans.priceBandsOfTop).map(([top, shares]) => [Number(top), bandFit(data, shares)]),
  );
  const top = new Map([...pathsOf(data)].map(([number, path]) => [number, path.at(-1)!]));
  return (sku) => [
    affinity.get(sku.category)!,
    audience.get(sku.audience)!,
    (ofTop.get(top.get(sku.category)!) ?? overall).get(bandOf(data, sku.live_price))!,
    sku.quality,
    priceAdvantage(sku),
    delivery.get(sku.shipping)!,
    capacityFit(sku.stock, fans.sessionDemand),
    commission(sku),
    momentum(sku),
  ];
}
