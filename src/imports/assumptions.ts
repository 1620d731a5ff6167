import type { Language } from '../graphql/language';
import type { CleanRow } from './checking/clean-row';

/** What is taken for granted where a row says nothing; goods that exist keep what they have, unless said otherwise. */
export type Assumption = { code: AssumptionCode; /** How many accepted rows say nothing. */ rows: number };

type Meaning = Record<Language, (stock: number) => string> & { applies: (row: CleanRow) => boolean };

const ASSUMPTIONS = {
  STOCK: {
    applies: ({ stock }) => stock === null,
    'zh-CN': (stock) => `未填库存：新货品按 ${stock} 件`,
    en: (stock) => `no stock: new goods get ${stock}`,
  },
  SUPPLY_PRICE: {
    applies: ({ prices }) => prices.supply === null,
    'zh-CN': () => '未填供货价：等于直播价，不虚构利润；已知的供货价保留，但不高于直播价',
    en: () =>
      'no supply price: equal to the live price, no margin is invented; a known one stays, capped there',
  },
  MARKET_PRICE: {
    applies: ({ prices }) => prices.market === null,
    'zh-CN': () => '未填市场价：未知',
    en: () => 'no market price: unknown',
  },
  COMMISSION: {
    applies: ({ commissionBasisPoints }) => commissionBasisPoints === null,
    'zh-CN': () => '未填佣金：0',
    en: () => 'no commission: 0',
  },
  SHIPPING: {
    applies: ({ shippingNumber }) => shippingNumber === null,
    'zh-CN': () => '未填运费：各地运费自付',
    en: () => 'no shipping terms: freight is charged everywhere',
  },
  AUDIENCE: {
    applies: ({ audienceNumber }) => audienceNumber === null,
    'zh-CN': () => '未填人群：同其类目',
    en: () => 'no audience: that of the category',
  },
  PROVENANCE: {
    applies: ({ provenance }) => provenance === null,
    'zh-CN': () => '未填货源类型：产业带',
    en: () => 'no provenance: BELT',
  },
  STATUS: {
    applies: ({ status }) => status === null,
    'zh-CN': () => '未填状态：上架',
    en: () => 'no status: LISTED',
  },
  CODE: {
    applies: ({ codeGiven }) => !codeGiven,
    'zh-CN': () => '未填货号：由标题生成',
    en: () => 'no code: made from the title',
  },
  SUPPLIER_CODE: {
    applies: ({ supplier }) => !supplier.codeGiven,
    'zh-CN': () => '未填供应商编码：由店铺名生成',
    en: () => 'no supplier code: made from the shop’s name',
  },
  CATEGORY_BY_TITLE: {
    applies: ({ category }) => category.by === 'TITLE',
    'zh-CN': () => '类目未填或无法识别：按标题识别',
    en: () => 'no category, or an unknown one: recognised from the title',
  },
  UNCATEGORISED: {
    applies: ({ category }) => category.by === 'NOTHING',
    'zh-CN': () => '类目无法识别：归入“未分类”',
    en: () => 'category not recognised: put under "uncategorised"',
  },
} satisfies Record<string, Meaning>;

export type AssumptionCode = keyof typeof ASSUMPTIONS;

const CODES = Object.keys(ASSUMPTIONS) as AssumptionCode[];

export const assumptionText = (code: AssumptionCode, assumedStock: number, language: Language): string =>
  (ASSUMPTIONS as Record<AssumptionCode, Meaning>)[code][language](assumedStock);

/** Counts, while rows pass, how many rest on which assumption. */
export class AssumptionTally {
  private readonly rows = new Map<AssumptionCode, number>();

  add(row: CleanRow): void {
    for (const code of CODES) {
      if (ASSUMPTIONS[code].applies(row)) this.rows.set(code, (this.rows.get(code) ?? 0) + 1);
    }
  }

  result(): Assumption[] {
    return [...this.rows].map(([code, rows]) => ({ code, rows }));
  }
}
