/**
 * The order of matches as one number: score first, then static score; ids break what ties are left. Both are at most
 * 1,000,000 < 2^20, so the key is below 2^40 and exact.
 */
const STATIC_RANGE = 2 ** 20;

export const rankKey = (score: number, staticScore: number): number => score * STATIC_RANGE + staticScore;
export const scoreOf = (key: number): number => Math.floor(key / STATIC_RANGE);
export const staticScoreOf = (key: number): number => key % STATIC_RANGE;

type Keyed = { key: number; id: string };

/** The order itself; ids differ, so it is total. */
export const comesBefore = (a: Keyed, b: Keyed): boolean => a.key > b.key || (a.key === b.key && a.id < b.id);
