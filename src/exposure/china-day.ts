import { NEWCOMER_LIMITS } from '../config/limits';

/** China keeps one time zone, without summer time. */
const CHINA_MS = 8 * 3_600_000;

/** The day in China at that moment, as YYYY-MM-DD. */
export const chinaDay = (at: number): string => new Date(at + CHINA_MS).toISOString().slice(0, 10);

/** The day whose newcomers are due: the one that it is, once what was shown before it must be recorded. */
export const newcomersDay = (at: number): string => chinaDay(at - NEWCOMER_LIMITS.graceMs);
