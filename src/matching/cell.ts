/**
 * A matching cell packs what the streamer-dependent factors look at into 53 bits: belt 10, category 14, price band 5,
 * audience 8, shipping class 12, stock tier 4. The cells of newcomers' goods are below zero. Postgres packs it (the SQL
 * function matching_cell_key), this unpacks it. Bit operators of JavaScript end at 32 bits, hence divisions.
 */
export type CellDimensions = {
  belt: number;
  category: number;
  priceBand: number;
  audience: number;
  shipping: number;
  stockTier: number;
};

/** Whether the cell holds the goods of newcomers. */
export const isNewcomersCell = (cell: number): boolean => cell < 0;

const field = (cell: number, shift: number, bits: number): number =>
  Math.floor(Math.abs(cell) / 2 ** shift) % 2 ** bits;

export const unpackCell = (cell: number): CellDimensions => ({
  belt: field(cell, 43, 10),
  category: field(cell, 29, 14),
  priceBand: field(cell, 24, 5),
  audience: field(cell, 16, 8),
  shipping: field(cell, 4, 12),
  stockTier: field(cell, 0, 4),
});

/** Stock is rounded down to its tier's floor; the element at a tier's number. Tier 0 is "none", never in a cell. */
export const STOCK_TIER_FLOORS = [0, 1, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000] as const;

export const stockTierOf = (stock: number): number =>
  STOCK_TIER_FLOORS.findLastIndex((floor) => floor <= stock);
