import type { Reference } from '../../reference/reference';
import { COLUMN_LABELS } from '../reading/column-names';
import { type TemplateChoices, templateChoices } from './template-choices';
import { TEMPLATE_COLUMNS } from './template-columns';
import { type Cell, columnLetter, type DropDown, type Sheet, workbookOf } from './workbook';

const GOODS = '货品';
const EXPLANATION = '说明';
const LISTS = '选项';
/** Down to the last row that a sheet can have. */
const LAST_ROW = 1_048_576;

/** A sheet to fill in, one that explains its columns, and a hidden one with what its drop-downs offer. */
export function xlsxTemplate(reference: Reference): Promise<Buffer> {
  const choices = templateChoices(reference);
  return workbookOf([goods(choices), explanation(choices), lists(choices)]);
}

function goods(choices: TemplateChoices): Sheet {
  return {
    name: GOODS,
    isFirstRowFrozen: true,
    columns: TEMPLATE_COLUMNS.map(({ width, kind }) => ({ width, style: kind })),
    rows: [
      TEMPLATE_COLUMNS.map(({ column }) => header(COLUMN_LABELS[column])),
      TEMPLATE_COLUMNS.map(({ kind, example }) => ({
        value: example,
        style: kind,
        isNumber: kind !== 'TEXT',
      })),
    ],
    dropDowns: [...choices.entries()].map(([column, offered], i): DropDown => {
      const letter = columnLetter(TEMPLATE_COLUMNS.findIndex((entry) => entry.column === column));
      const list = columnLetter(i);
      return {
        cells: `${letter}2:${letter}${LAST_ROW}`,
        list: `'${LISTS}'!$${list}$1:$${list}$${offered.length}`,
      };
    }),
  };
}

function explanation(choices: TemplateChoices): Sheet {
  const both = ({ zh, en }: { zh: string; en: string }): Cell => wrapped(`${zh}\n${en}`);
  const columns = TEMPLATE_COLUMNS.map(({ column, required, value, example }) => [
    wrapped(COLUMN_LABELS[column]),
    wrapped(column),
    both(required),
    both(value),
    wrapped(example),
  ]);
  const values = [...choices.entries()].flatMap(([column, offered]) =>
    offered
      .filter(({ meaning }) => meaning !== '')
      .map(({ value, meaning }) => [wrapped(COLUMN_LABELS[column]), wrapped(value), wrapped(meaning)]),
  );
  return {
    name: EXPLANATION,
    isFirstRowFrozen: true,
    columns: [16, 24, 40, 48, 28].map((width) => ({ width })),
    rows: [
      ['列 / Column', '英文列名 / English name', '是否必填 / Required', '取值 / Value', '示例 / Example'].map(
        header,
      ),
      ...columns,
      [],
      ['列 / Column', '代码 / Slug', '含义 / Meaning'].map(header),
      ...values,
    ],
  };
}

/** A column for each list, in the order of the lists. */
function lists(choices: TemplateChoices): Sheet {
  const offered = [...choices.values()];
  const length = Math.max(...offered.map((list) => list.length));
  return {
    name: LISTS,
    isHidden: true,
    columns: offered.map(() => ({ width: 20 })),
    rows: Array.from({ length }, (_, row) => offered.map((list) => wrapped(list[row]?.value ?? ''))),
  };
}

const header = (value: string): Cell => ({ value, style: 'HEADER' });
const wrapped = (value: string): Cell => ({ value, style: 'WRAPPED' });
