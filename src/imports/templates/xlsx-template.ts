import type { Reference } from '../../reference/reference';
import type { Template, TemplateChoices, TemplateColumn } from './template';
import { type Cell, columnLetter, type DropDown, type Sheet, workbookOf } from './workbook';

const EXPLANATION = '说明';
const LISTS = '选项';
/** Down to the last row that a sheet can have. */
const LAST_ROW = 1_048_576;

/** A sheet to fill in, one that explains its columns, and a hidden one with what its drop-downs offer. */
export function xlsxTemplate(template: Template, reference: Reference): Promise<Buffer> {
  const choices = template.choices(reference);
  const shown = { ...template, columns: template.columns(), choices };
  const sheets = [toFillIn(shown), explanation(shown)];
  return workbookOf(choices.size > 0 ? [...sheets, lists(choices)] : sheets);
}

type Shown = Pick<Template, 'sheet' | 'labels'> & {
  columns: readonly TemplateColumn[];
  choices: TemplateChoices;
};

function toFillIn({ sheet, labels, columns, choices }: Shown): Sheet {
  return {
    name: sheet,
    isFirstRowFrozen: true,
    columns: columns.map(({ width, kind }) => ({ width, style: kind })),
    rows: [
      columns.map(({ column }) => header(labels[column]!)),
      columns.map(({ kind, example }) => ({
        value: example,
        style: kind,
        isNumber: kind !== 'TEXT',
      })),
    ],
    dropDowns: [...choices.entries()].map(([column, offered], i): DropDown => {
      const letter = columnLetter(columns.findIndex((entry) => entry.column === column));
      const list = columnLetter(i);
      return {
        cells: `${letter}2:${letter}${LAST_ROW}`,
        list: `'${LISTS}'!$${list}$1:$${list}$${offered.length}`,
      };
    }),
  };
}

function explanation({ labels, columns, choices }: Shown): Sheet {
  const both = ({ zh, en }: { zh: string; en: string }): Cell => wrapped(`${zh}\n${en}`);
  const explained = columns.map(({ column, required, value, example }) => [
    wrapped(labels[column]!),
    wrapped(column),
    both(required),
    both(value),
    wrapped(example),
  ]);
  const values = [...choices.entries()].flatMap(([column, offered]) =>
    offered
      .filter(({ meaning }) => meaning !== '')
      .map(({ value, meaning }) => [wrapped(labels[column]!), wrapped(value), wrapped(meaning)]),
  );
  return {
    name: EXPLANATION,
    isFirstRowFrozen: true,
    columns: [16, 24, 40, 48, 28].map((width) => ({ width })),
    rows: [
      ['列 / Column', '英文列名 / English name', '是否必填 / Required', '取值 / Value', '示例 / Example'].map(
        header,
      ),
      ...explained,
      ...(values.length > 0
        ? [[], ['列 / Column', '代码 / Slug', '含义 / Meaning'].map(header), ...values]
        : []),
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
