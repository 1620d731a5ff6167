import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { IMPORT_LIMITS } from '../config/limits';
import type { Language } from '../graphql/language';

export enum ImportWarningCode {
  PRICE_CHANGED_BY_HALF = 'PRICE_CHANGED_BY_HALF',
  STOCK_TO_ZERO = 'STOCK_TO_ZERO',
}
registerEnumType(ImportWarningCode, {
  name: 'ImportWarningCode',
  description: 'What a whole import does that is seldom meant; stable.',
  valuesConfig: {
    PRICE_CHANGED_BY_HALF: {
      description:
        'Live prices rise or fall by more than half of what they are: perhaps another unit, or another column.',
    },
    STOCK_TO_ZERO: {
      description:
        'More than a third of the rows that update goods sell them out: perhaps the column of stock is empty.',
    },
  },
});

@ObjectType({
  description: 'What a whole import does that is seldom meant; to be looked at before it is confirmed.',
  simpleResolvers: true,
})
export class ImportWarning {
  @Field(() => ImportWarningCode, { description: 'What it is about.' })
  code!: ImportWarningCode;

  @Field(() => Int, { description: 'How many rows do it.' })
  rows!: number;

  @Field(() => Int, { description: 'How many rows update goods at all.' })
  rowsToUpdate!: number;

  @Field(() => [Int], {
    description: `The first rows that do it, at most ${IMPORT_LIMITS.namedRows}, counted as in ImportProblem.row.`,
  })
  firstRows!: number[];
}

type Text = (warning: ImportWarning) => string;

const listed = ({ firstRows, rows }: ImportWarning, separator: string): string =>
  `${firstRows.join(separator)}${rows > firstRows.length ? ' …' : ''}`;

const WARNINGS: Record<ImportWarningCode, Record<Language, Text>> = {
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
};

export const warningText = (warning: ImportWarning, language: Language): string =>
  WARNINGS[warning.code][language](warning);
