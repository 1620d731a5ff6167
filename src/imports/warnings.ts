import type { Language } from '../graphql/language';

/** What a whole import would do that is seldom meant; to be looked at before it is confirmed. */
export type ImportWarning = {
  code: ImportWarningCode;
  /** How many rows do it. */
  rows: number;
  /** How many rows update goods. */
  rowsToUpdate: number;
  /** The numbers of the first of them. */
  firstRows: number[];
};

type Text = (warning: ImportWarning) => string;

const listed = ({ firstRows, rows }: ImportWarning, separator: string): string =>
  `${firstRows.join(separator)}${rows > firstRows.length ? ' …' : ''}`;

const WARNINGS = {
  PRICE_CHANGED_BY_HALF: {
    'zh-CN': (warning) =>
      `${warning.rows} 行的直播价涨跌超过一半（共更新 ${warning.rowsToUpdate} 行）：第 ${listed(warning, '、')} 行`,
    en: (warning) =>
      `${warning.rows} of ${warning.rowsToUpdate} updated rows change the live price by more than half: rows ${listed(warning, ', ')}`,
  },
  STOCK_TO_ZERO: {
    'zh-CN': (warning) =>
      `${warning.rows} 行的库存将变为 0（共更新 ${warning.rowsToUpdate} 行）：第 ${listed(warning, '、')} 行`,
    en: (warning) =>
      `${warning.rows} of ${warning.rowsToUpdate} updated rows bring the stock to 0: rows ${listed(warning, ', ')}`,
  },
} satisfies Record<string, Record<Language, Text>>;

export type ImportWarningCode = keyof typeof WARNINGS;

export const warningText = (warning: ImportWarning, language: Language): string =>
  WARNINGS[warning.code][language](warning);
