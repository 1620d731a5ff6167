/** "Today" of every generated catalogue: fixed, so that two runs agree. */
export const CATALOGUE_DATE = Date.parse('2026-11-01T00:00:00Z');

export const DAY = 24 * 60 * 60 * 1_000;
