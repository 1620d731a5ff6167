import * as fc from 'fast-check';
import { beginOf, mondayAfter, mondayAt, mondayOf, weekOf } from '../../src/calendar/week';

describe('weeks of ISO 8601 in China', () => {
  // From the calendar: years that begin with each day of the week, and those of 53 weeks.
  test.each([
    ['2026-W47', '2026-11-16'],
    ['2026-W01', '2025-12-29'],
    ['2026-W53', '2026-12-28'],
    ['2027-W01', '2027-01-04'],
    ['2020-W53', '2020-12-28'],
    ['2021-W01', '2021-01-04'],
    ['2024-W01', '2024-01-01'],
    ['2025-W01', '2024-12-30'],
  ])('%s begins on %s', (week, monday) => {
    expect(mondayOf(week)).toBe(monday);
    expect(weekOf(monday)).toBe(week);
  });

  test.each(['2025-W53', '2026-W00', '2026-W54', '2026-47', '2026-W7', '2026-w47', '', 'W47', '0000-W01'])(
    '"%s" is none',
    (week) => expect(mondayOf(week)).toBeUndefined(),
  );

  it('begin at midnight of Monday in China', () => {
    expect(mondayAt(Date.parse('2026-11-22T15:59:59.999Z'))).toBe('2026-11-16');
    expect(mondayAt(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
    expect(beginOf('2026-11-23').toISOString()).toBe('2026-11-22T16:00:00.000Z');
  });

  it('follow one on the other, each with its own name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), (weeks) => {
        const monday = mondayAfter('2000-01-03', weeks);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(mondayOf(weekOf(monday))).toBe(monday);
        // The Thursday lies in the year that the week is counted to.
        expect(weekOf(monday).slice(0, 4)).toBe(
          new Date(Date.parse(`${monday}T00:00:00Z`) + 3 * 86_400_000).toISOString().slice(0, 4),
        );
      }),
    );
  });
});
