import { COLUMN_LABELS, COLUMN_SYNONYMS } from '../../imports/reading/column-names';
import { ColumnSet } from '../../imports/reading/column-set';
import type { Count } from '../recording/metric-day';

export type MetricColumn = 'supplierName' | 'supplierCode' | 'day' | 'source' | 'sales' | Count;

/** What people call the columns of a file of suppliers' days; suppliers are called what they are in a file of goods. */
const SYNONYMS: Readonly<Record<MetricColumn, readonly string[]>> = {
  supplierName: COLUMN_SYNONYMS.supplierName,
  supplierCode: COLUMN_SYNONYMS.supplierCode,
  day: ['date', 'statistics date', '日期', '统计日期', '数据日期', '统计时间', '业务日期', '下单日期'],
  source: ['platform', 'data source', '来源', '数据来源', '平台', '渠道', '统计来源'],
  orders: ['order count', '订单数', '订单量', '支付订单数', '成交订单数', '下单数', '支付订单量'],
  sales: ['gmv', 'sales amount', 'revenue', '销售额', '成交金额', '支付金额', '成交额', '销售金额', '交易额'],
  ratings: ['rating count', 'reviews', 'review count', '评价数', '评分数', '评价量', '评价条数', '评分人数'],
  ratingSum: ['rating total', 'sum of ratings', '评分总和', '评分合计', '评分总分', '总评分', '评价总分'],
  dispatchedInTime: [
    'dispatched on time',
    'dispatched within 48h',
    'on time dispatches',
    '48小时发货数',
    '48小时内发货数',
    '48h发货数',
    '及时发货数',
    '按时发货数',
    '48小时发货订单数',
    '48小时揽收数',
  ],
  enquiries: ['inquiries', 'enquiry count', '咨询数', '咨询量', '咨询人数', '询单数', '咨询次数'],
  replies: ['reply count', 'replied', '回复数', '回复量', '已回复数', '回复人数', '应答数'],
  qualityReturns: [
    'quality returns count',
    'returns for quality',
    '品质退货数',
    '质量退货数',
    '品退数',
    '品质退款数',
    '质量问题退货数',
    '品退订单数',
  ],
  disputes: ['dispute count', '纠纷数', '纠纷订单数', '纠纷量', '争议数'],
  disputesSettledInTime: [
    'disputes settled in time',
    'disputes settled within 15 days',
    '15天内解决纠纷数',
    '15日内解决纠纷数',
    '按时解决纠纷数',
    '纠纷解决数',
    '15天内处理纠纷数',
  ],
};

/** What they are called in templates and problems. */
export const METRIC_LABELS: Readonly<Record<MetricColumn, string>> = {
  supplierName: COLUMN_LABELS.supplierName,
  supplierCode: COLUMN_LABELS.supplierCode,
  day: '日期',
  source: '来源',
  orders: '订单数',
  sales: '销售额',
  ratings: '评价数',
  ratingSum: '评分总和',
  dispatchedInTime: '48小时发货数',
  enquiries: '咨询数',
  replies: '回复数',
  qualityReturns: '品质退货数',
  disputes: '纠纷数',
  disputesSettledInTime: '15天内解决纠纷数',
};

export const METRIC_COLUMNS = new ColumnSet<MetricColumn>(SYNONYMS, METRIC_LABELS, [
  ['supplierCode', 'supplierName'],
  ['day'],
]);
