/** China keeps one time zone, without summer time. */
const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** The day in China at that moment, as YYYY-MM-DD. */
export const chinaDay = (at: number): string => new Date(at + CHINA_MS).toISOString().slice(0, 10);

/** Milliseconds since that day began. */
export const sinceMidnight = (at: number): number => (at + CHINA_MS) % DAY_MS;
