import { IMPORT_LIMITS } from '../../config/limits';
import { formatFen, MAX_FEN } from '../../pricing/fen';
import { COLUMN_LABELS, type ColumnName } from '../reading/column-names';
import { characters, NO, type Template, type TemplateColumn, type Words, YES } from './template';
import { skuChoices } from './sku-choices';

const ONE_OF_TWO: Words = {
  zh: '供应商名称、供应商编码至少填一项；产业带没有的供应商，仅在导入允许新建时按名称创建',
  en: 'the supplier’s name, its code, or both; one that the belt does not have is created, by its name, only where the import says so',
};
const MAX_PRICE = formatFen(MAX_FEN);
const MAX_RATE = IMPORT_LIMITS.commissionBasisPoints / 10_000;
const PIECES: Words = {
  zh: `0 至 ${IMPORT_LIMITS.pieces} 的整数`,
  en: `a whole number from 0 to ${IMPORT_LIMITS.pieces}`,
};

/** The columns in their order, and what is said of each. */
const COLUMNS: readonly TemplateColumn<ColumnName>[] = [
  {
    column: 'title',
    required: YES,
    value: characters(1, IMPORT_LIMITS.titleCharacters),
    kind: 'TEXT',
    example: '德化白瓷陶瓷马克杯 350ml',
    width: 36,
  },
  {
    column: 'code',
    required: {
      zh: '建议填写；不填则由标题生成，标题一改即成为新货品',
      en: 'advised; else it is made from the title, and another title is another SKU',
    },
    value: characters(1, IMPORT_LIMITS.codeCharacters),
    kind: 'TEXT',
    example: 'MY-0001',
    width: 16,
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
    column: 'supplierCode',
    required: ONE_OF_TWO,
    value: characters(1, IMPORT_LIMITS.codeCharacters),
    kind: 'TEXT',
    example: 'MINGYUE',
    width: 14,
  },
  {
    column: 'region',
    required: NO,
    value: {
      zh: '新供应商的所在地：省、市、县，或行政区划代码',
      en: 'of a new supplier: province, city, county, or the code of GB/T 2260',
    },
    kind: 'TEXT',
    example: '福建 泉州 德化',
    width: 18,
  },
  {
    column: 'category',
    required: { zh: '选填；不填则由标题判断', en: 'optional; else the title decides' },
    value: {
      zh: '类目代码（见下表），也可填名称或路径，如 家居/陶瓷/陶瓷杯',
      en: 'the slug of a category (below), its name or its path',
    },
    kind: 'TEXT',
    example: 'ceramic-cups',
    width: 20,
  },
  {
    column: 'livePrice',
    required: YES,
    value: { zh: `元，大于 0，至多 ${MAX_PRICE}`, en: `yuan, above 0, at most ${MAX_PRICE}` },
    kind: 'AMOUNT',
    example: '29.9',
    width: 10,
  },
  {
    column: 'supplyPrice',
    required: { zh: '选填；不填则等于直播价', en: 'optional; else the live price' },
    value: { zh: '元，不高于直播价', en: 'yuan, at most the live price' },
    kind: 'AMOUNT',
    example: '18.5',
    width: 10,
  },
  {
    column: 'marketPrice',
    required: NO,
    value: { zh: '元，平时在别处的价格', en: 'yuan, what the goods cost elsewhere' },
    kind: 'AMOUNT',
    example: '49',
    width: 10,
  },
  {
    column: 'commissionRate',
    required: { zh: '选填；不填为 0', en: 'optional; else 0' },
    value: { zh: `0 至 ${MAX_RATE}，或 20% 这样的写法`, en: `0 to ${MAX_RATE}, or written as 20%` },
    kind: 'RATE',
    example: '0.2',
    width: 10,
  },
  {
    column: 'stock',
    required: {
      zh: `选填；不填则新货品按 ${IMPORT_LIMITS.assumedStock} 件`,
      en: `optional; new goods get ${IMPORT_LIMITS.assumedStock}`,
    },
    value: PIECES,
    kind: 'PIECES',
    example: '500',
    width: 10,
  },
  { column: 'salesTotal', required: NO, value: PIECES, kind: 'PIECES', example: '1200', width: 10 },
  {
    column: 'description',
    required: NO,
    value: characters(1, IMPORT_LIMITS.textCharacters),
    kind: 'TEXT',
    example: '高温白瓷，可进微波炉，礼盒装',
    width: 36,
  },
  {
    column: 'shipping',
    required: { zh: '选填；不填则运费自付', en: 'optional; else freight is charged' },
    value: { zh: '运费模板代码或名称（见下表）', en: 'the slug or the name of a shipping class (below)' },
    kind: 'TEXT',
    example: 'nationwide',
    width: 18,
  },
  {
    column: 'audience',
    required: { zh: '选填；不填则按类目', en: 'optional; else that of the category' },
    value: { zh: '人群代码或名称（见下表）', en: 'the slug or the name of an audience (below)' },
    kind: 'TEXT',
    example: 'everyone',
    width: 16,
  },
  {
    column: 'provenance',
    required: { zh: '选填；不填为产业带', en: 'optional; else BELT' },
    value: {
      zh: '原产地、产业带、工厂直供、达人品牌',
      en: 'ORIGIN, BELT, FACTORY_DIRECT, CREATOR_BRAND',
    },
    kind: 'TEXT',
    example: '工厂直供',
    width: 12,
  },
  {
    column: 'status',
    required: { zh: '选填；不填为上架', en: 'optional; else LISTED' },
    value: { zh: '上架、下架、草稿', en: 'LISTED, DELISTED, DRAFT' },
    kind: 'TEXT',
    example: '上架',
    width: 10,
  },
];

/** Files of goods. */
export const SKU_TEMPLATE: Template<ColumnName> = {
  sheet: '货品',
  labels: COLUMN_LABELS,
  columns: () => COLUMNS,
  choices: skuChoices,
};
