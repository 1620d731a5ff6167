import { chinaDay } from '../../src/calendar/china-day';

const at = (time: string): number => Date.parse(time);

test.each([
  ['2026-11-22T15:59:59.999Z', '2026-11-22'],
  ['2026-11-22T16:00:00.000Z', '2026-11-23'],
  ['2026-11-23T00:00:00.000+08:00', '2026-11-23'],
  ['2026-12-31T16:00:00Z', '2027-01-01'],
  ['2028-02-28T16:00:00Z', '2028-02-29'],
  // Summer elsewhere: China has none.
  ['2026-07-01T15:59:59Z', '2026-07-01'],
])('%s is on %s', (time, day) => {
  expect(chinaDay(at(time))).toBe(day);
});
