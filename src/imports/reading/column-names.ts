import type { Language } from '../../graphql/language';
import { fold } from '../../search/text';

/**
 * The columns we know, and what people call them. Kept apart from what the words might also mean: on Taobao 商家编码 is
 * the seller's own code of the goods, not of the seller; 产地 is where goods are made, not where they ship from.
 */
export const COLUMN_SYNONYMS = {
  title: [
    'name',
    'product name',
    'item name',
    '标题',
    '商品标题',
    '宝贝标题',
    '商品名称',
    '产品名称',
    '货品名称',
    '名称',
    '品名',
  ],
  code: [
    'sku',
    'sku code',
    'item no',
    'item number',
    'article number',
    '货号',
    '款号',
    '编码',
    '商品编码',
    '货品编码',
    '商家编码',
    'sku编码',
  ],
  supplierName: [
    'shop',
    'shop name',
    'supplier',
    'seller',
    'store',
    '店铺',
    '店铺名称',
    '供应商',
    '供应商名称',
    '商家',
    '商家名称',
    '档口',
    '厂家',
  ],
  supplierCode: ['supplier no', 'supplier number', '供应商编码', '供应商编号', '供应商代码'],
  region: ['loc', 'location', 'ship from', '发货地', '发货地区', '所在地', '地区'],
  category: ['cat', 'category name', '类目', '商品类目', '类目名称', '分类', '品类'],
  livePrice: ['price', '直播价', '直播间价', '价格', '售价', '销售价', '现价', '到手价', '一口价', '单价'],
  supplyPrice: ['wholesale price', 'cost', '供货价', '批发价', '进货价', '拿货价', '结算价', '成本价'],
  marketPrice: ['list price', 'original price', '市场价', '原价', '划线价', '吊牌价', '专柜价', '日常价'],
  commissionRate: ['commission', '佣金', '佣金率', '佣金比例'],
  stock: ['inventory', 'quantity', 'qty', '库存', '库存数量', '库存量', '可售库存', '现货数量'],
  salesTotal: ['sales', 'sold', '销量', '总销量', '累计销量'],
  description: ['描述', '商品描述', '详情', '商品详情', '卖点', '商品卖点'],
  shipping: ['shipping class', 'shipping terms', '运费模板', '包邮范围'],
  audience: ['target audience', '人群', '目标人群', '适用人群'],
  provenance: ['货源', '货源类型', '源头类型'],
  status: ['listing status', '状态', '商品状态', '上架状态'],
} as const satisfies Record<string, readonly string[]>;

export type ColumnName = keyof typeof COLUMN_SYNONYMS;

export const COLUMN_NAMES = Object.keys(COLUMN_SYNONYMS) as ColumnName[];

/** "Live Price", "live_price", "livePrice" and "直播价（元）*" are told apart from nothing but other words. */
const normalised = (header: string): string => fold(header).replaceAll(/\([^)]*\)|[\s_*:-]/gu, '');

const BY_NAME: ReadonlyMap<string, ColumnName> = new Map(
  COLUMN_NAMES.flatMap((column) =>
    [column, ...COLUMN_SYNONYMS[column]].map((name) => [normalised(name), column] as const),
  ),
);

/** The column that a header means; undefined where it is none we know. */
export const columnOf = (header: string): ColumnName | undefined => BY_NAME.get(normalised(header));

/** The column in which we say why a row was rejected; it means nothing to us when the mended file comes back. */
export const REASON_HEADERS: Record<Language, string> = { 'zh-CN': '原因', en: 'Reason' };

const REASONS: ReadonlySet<string> = new Set(Object.values(REASON_HEADERS).map(normalised));

export const isReasonColumn = (header: string): boolean => REASONS.has(normalised(header));
