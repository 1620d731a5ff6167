export type CatalogueSize = { skus: number; suppliers: number; streamers: number; seed: number };

/** What may be asked for: far beyond any use, far from where numbers or memory run out. */
export const CATALOGUE_LIMITS: Record<keyof CatalogueSize, readonly [min: number, max: number]> = {
  skus: [1, 10_000_000],
  suppliers: [1, 200_000],
  streamers: [0, 100_000],
  seed: [0, 4_294_967_295],
};

/** A market's stall has some fifty goods; the largest market has 75,000 stalls. */
const SKUS_PER_SUPPLIER = 50;
const MOST_SUPPLIERS = 75_000;

/** The size with what was left out filled in, or what is wrong with it. */
export function catalogueSizeOf(given: Partial<CatalogueSize>): CatalogueSize | { problem: string } {
  const { skus = Number.NaN, streamers = 40, seed = 1 } = given;
  const { suppliers = Math.min(MOST_SUPPLIERS, Math.ceil(skus / SKUS_PER_SUPPLIER)) } = given;
  const size: CatalogueSize = { skus, suppliers, streamers, seed };
  for (const key of ['skus', 'suppliers', 'streamers', 'seed'] as const) {
    const [min, max] = CATALOGUE_LIMITS[key];
    if (!Number.isInteger(size[key]) || size[key] < min || size[key] > max) {
      return { problem: `${key}: a whole number from ${min} to ${max} is wanted` };
    }
  }
  if (suppliers > skus) return { problem: 'suppliers: each has at least one SKU, so no more than skus' };
  return size;
}
