import { chinaDay } from '../../calendar/china-day';
import { IMPORT_LIMITS, QUALITY_LIMITS } from '../../config/limits';
import {
  characters,
  NO,
  type Template,
  type TemplateColumn,
  type Words,
  YES,
} from '../../imports/templates/template';
import { formatFen } from '../../pricing/fen';
import { METRIC_LABELS, type MetricColumn } from './metric-columns';
import type { Count } from '../recording/metric-day';

const ONE_OF_TWO: Words = {
  zh: '供应商编码、供应商名称至少填一项；产业带须已有该供应商',
  en: 'the supplier’s code, its name, or both; the belt must have it',
};

const counted = (zh: string, en: string): Words => ({
  zh: `${zh}；不填为 0`,
  en: `${en}; 0 where left out`,
});

const count = (column: Count, value: Words, example: number): TemplateColumn<MetricColumn> => ({
  column,
  required: NO,
  value,
  kind: 'PIECES',
  example: String(example),
  width: 16,
});

const DAY_MS = 86_400_000;

/** The example has to be of a day that may be recorded: yesterday. */
const columns = (): readonly TemplateColumn<MetricColumn>[] => [
  {
    column: 'supplierCode',
    required: ONE_OF_TWO,
    value: characters(1, IMPORT_LIMITS.codeCharacters),
    kind: 'TEXT',
    example: 'MINGYUE',
    width: 14,
  },
  {
    column: 'supplierName',
    required: ONE_OF_TWO,
    value: characters(1, IMPORT_LIMITS.nameCharacters),
    kind: 'TEXT',
    example: '明月陶瓷厂',
    width: 22,
  },
  {
    column: 'day',
    required: YES,
    value: {
      zh: `中国时间的日期，如 2026-11-20；不晚于今天，至多 ${QUALITY_LIMITS.oldestDayDays} 天前`,
      en: `the day in China, such as 2026-11-20; not after today, at most ${QUALITY_LIMITS.oldestDayDays} days before`,
    },
    kind: 'TEXT',
    example: chinaDay(Date.now() - DAY_MS),
    width: 14,
  },
  {
    column: 'source',
    required: {
      zh: '必填，除非导入时已说明来源',
      en: 'required, unless the import says it for all rows',
    },
    value: {
      zh: `由谁统计：平台、基地；1 至 ${QUALITY_LIMITS.sourceCharacters} 个字符。各来源相加，不得统计同一订单`,
      en: `who counted: a platform, a base; 1 to ${QUALITY_LIMITS.sourceCharacters} characters. Sources add up: they must not count the same orders`,
    },
    kind: 'TEXT',
    example: '抖音',
    width: 14,
  },
  count('orders', counted('当天下单的订单数', 'orders placed on that day'), 120),
  {
    column: 'sales',
    required: NO,
    value: counted(
      `订单支付金额，元，至多 ${formatFen(QUALITY_LIMITS.salesFen)}`,
      `what was paid for them, in yuan, at most ${formatFen(QUALITY_LIMITS.salesFen)}`,
    ),
    kind: 'AMOUNT',
    example: '3588.5',
    width: 14,
  },
  count('ratings', counted('买家评价的条数', 'ratings given by buyers'), 40),
  count('ratingSum', counted('所有评分（1 至 5 分）之和', 'all ratings together, of 1 to 5 each'), 196),
  count(
    'dispatchedInTime',
    counted(
      '其中 48 小时内交给承运人的订单数，不超过订单数',
      'of the orders, those handed to the carrier within 48 hours',
    ),
    118,
  ),
  count('enquiries', counted('买家咨询数', 'enquiries by buyers'), 60),
  count('replies', counted('其中已回复的，不超过咨询数', 'of the enquiries, those answered'), 58),
  count(
    'qualityReturns',
    counted('其中因品质退货的订单数，不超过订单数', 'of the orders, those sent back for their quality'),
    1,
  ),
  count('disputes', counted('其中有纠纷的订单数，不超过订单数', 'of the orders, those in dispute'), 1),
  count(
    'disputesSettledInTime',
    counted('其中 15 天内解决的，不超过纠纷数', 'of the disputes, those settled within 15 days'),
    1,
  ),
];

/** Files of suppliers' days. */
export const METRICS_TEMPLATE: Template<MetricColumn> = {
  sheet: '商家日报',
  labels: METRIC_LABELS,
  columns,
  choices: () => new Map(),
};
