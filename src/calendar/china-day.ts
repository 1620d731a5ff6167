/** China keeps one time zone, without summer time. */
const CHINA_MS = 8 * 3_600_000;

/** The day in China at that moment, as YYYY-MM-DD. */
export const chinaDay = (at: number): string => new Date(at + CHINA_MS).toISOString().slice(0, 10);

/** The instant at which a day, YYYY-MM-DD, begins in China; undefined where it is no day of the calendar. */
export function chinaMidnight(day: string): Date | undefined {
  const midnight = new Date(`${day}T00:00:00+08:00`);
  // Date takes 31 February for 3 March.
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(midnight.getTime());
  return isDay && chinaDay(midnight.getTime()) === day ? midnight : undefined;
}
