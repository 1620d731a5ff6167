import { chinaDay } from './china-day';

/** Weeks of ISO 8601 in China: they begin on Monday, and the first of a year is the one with its first Thursday. */

const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;

const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const mondayBefore = (day: string): string => {
  const time = timeOf(day);
  return dayOf(time - ((new Date(time).getUTCDay() + 6) % 7) * DAY);
};

/** The Monday of the week that it is at that moment, as YYYY-MM-DD. */
export const mondayAt = (at: number): string => mondayBefore(chinaDay(at));

/** So many weeks later. */
export const mondayAfter = (monday: string, weeks: number): string => dayOf(timeOf(monday) + weeks * WEEK);

/** When a day begins in China. */
export const beginOf = (day: string): Date => new Date(`${day}T00:00:00+08:00`);

/** "2026-11-16" → "2026-W47". */
export function weekOf(monday: string): string {
  const year = dayOf(timeOf(monday) + 3 * DAY).slice(0, 4);
  const first = timeOf(mondayBefore(`${year}-01-04`));
  return `${year}-W${String(1 + (timeOf(monday) - first) / WEEK).padStart(2, '0')}`;
}

/** "2026-W47" → "2026-11-16"; undefined where there is no such week. */
export function mondayOf(week: string): string | undefined {
  const [, year, number] = /^([12]\d{3})-W(\d\d)$/.exec(week) ?? [];
  if (year === undefined) return undefined;
  const monday = mondayAfter(mondayBefore(`${year}-01-04`), Number(number) - 1);
  return weekOf(monday) === week ? monday : undefined;
}
