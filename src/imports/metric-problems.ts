import { rejects } from './problem-meaning';

/** What can be wrong with a recorded day of a supplier, beside what may be wrong with any row. */
export const METRIC_PROBLEMS = {
  DAY_MISSING: rejects(
    () => '缺少日期。',
    () => 'The day is missing.',
  ),
  DAY_INVALID: rejects(
    () => '不是日期；应为如 2026-11-20 的日期。',
    () => 'Not a day; expected one such as 2026-11-20.',
  ),
  DAY_OUT_OF_RANGE: rejects(
    ({ first, last }) => `日期应在 ${first} 到 ${last} 之间（中国时间）。`,
    ({ first, last }) => `Expected a day from ${first} to ${last} (in China).`,
  ),
  SOURCE_MISSING: rejects(
    () => '缺少数据来源。',
    () => 'It is missing who counted.',
  ),
  COUNTS_CONTRADICT: rejects(
    ({ least, most }) => `与其他数字矛盾：应在 ${least} 到 ${most} 之间。`,
    ({ least, most }) => `Contradicts the other figures: expected ${least} to ${most}.`,
  ),
  DAY_DUPLICATE: rejects(
    ({ rows }) => `同一供应商同一天同一来源的数据重复，见第 ${rows} 行。`,
    ({ rows }) => `The same day of the same supplier and source stands in the rows ${rows}.`,
  ),
};
