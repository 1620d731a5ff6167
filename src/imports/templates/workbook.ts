import { ZipFile } from 'yazl';

/** The styles a cell may have, in the order in which styles.xml lists them. */
const STYLES = ['PLAIN', 'HEADER', 'TEXT', 'AMOUNT', 'RATE', 'PIECES', 'WRAPPED'] as const;
export type Style = (typeof STYLES)[number];

export type Cell = { value: string; style?: Style; isNumber?: boolean };
export type DropDown = { cells: string; /** A range, of another sheet maybe. */ list: string };
export type Sheet = {
  name: string;
  isHidden?: boolean;
  isFirstRowFrozen?: boolean;
  columns: readonly { width: number; style?: Style }[];
  rows: readonly (readonly Cell[])[];
  dropDowns?: readonly DropDown[];
};

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** The same bytes each time: an ETag stands for them. */
const TIME = { mtime: new Date(2000, 0, 1), forceDosTimestamp: true };

/** A workbook with no more in it than ECMA-376 asks for. */
export async function workbookOf(sheets: readonly Sheet[]): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (part: string, xml: string): void => zip.addBuffer(Buffer.from(XML + xml), part, TIME);
  add('[Content_Types].xml', contentTypes(sheets));
  add('_rels/.rels', relations([{ type: 'officeDocument', target: 'xl/workbook.xml' }]));
  add('xl/workbook.xml', workbook(sheets));
  add(
    'xl/_rels/workbook.xml.rels',
    relations([
      ...sheets.map((_, i) => ({ type: 'worksheet', target: `worksheets/sheet${i + 1}.xml` })),
      { type: 'styles', target: 'styles.xml' },
    ]),
  );
  add('xl/styles.xml', STYLE_SHEET);
  for (const [i, sheet] of sheets.entries()) add(`xl/worksheets/sheet${i + 1}.xml`, worksheet(sheet));
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!);

function contentTypes(sheets: readonly Sheet[]): string {
  const part = (name: string, type: string): string =>
    `<Override PartName="/xl/${name}.xml" ContentType="${CONTENT}.${type}+xml"/>`;
  return (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    part('workbook', 'sheet.main') +
    part('styles', 'styles') +
    sheets.map((_, i) => part(`worksheets/sheet${i + 1}`, 'worksheet')).join('') +
    '</Types>'
  );
}

const relations = (targets: readonly { type: string; target: string }[]): string =>
  `<Relationships xmlns="${RELATIONS}">${targets
    .map(
      ({ type, target }, i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

const workbook = (sheets: readonly Sheet[]): string =>
  `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets
    .map(
      ({ name, isHidden }, i) =>
        `<sheet name="${escaped(name)}" sheetId="${i + 1}"${isHidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
    )
    .join('')}</sheets></workbook>`;

/** Formats 49, 2, 10 and 1 are built in: text, 0.00, 0.00% and 0. */
const STYLE_SHEET =
  `<styleSheet xmlns="${MAIN}">` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill>' +
  '<fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE2EFDA"/></patternFill></fill></fills>' +
  '<borders count="1"><border/></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="${STYLES.length}">` +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyNumberFormat="1"/>' +
  [49, 2, 10, 1]
    .map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`)
    .join('') +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">' +
  '<alignment vertical="top" wrapText="1"/></xf>' +
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

const styleNumber = (style: Style = 'PLAIN'): number => STYLES.indexOf(style);

function worksheet({ isFirstRowFrozen, columns, rows, dropDowns = [] }: Sheet): string {
  const frozen =
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>';
  return (
    `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    `${isFirstRowFrozen ? frozen : ''}</sheetView></sheetViews><cols>` +
    columns
      .map(
        ({ width, style }, i) =>
          `<col min="${i + 1}" max="${i + 1}" width="${width}" style="${styleNumber(style)}" customWidth="1"/>`,
      )
      .join('') +
    `</cols><sheetData>${rows.map(rowXml).join('')}</sheetData>${dropDownsXml(dropDowns)}</worksheet>`
  );
}

function rowXml(cells: readonly Cell[], row: number): string {
  const xml = cells.map(({ value, style, isNumber }, column) => {
    const place = `r="${columnLetter(column)}${row + 1}" s="${styleNumber(style)}"`;
    return isNumber
      ? `<c ${place}><v>${value}</v></c>`
      : `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  });
  return `<row r="${row + 1}">${xml.join('')}</row>`;
}

/** Other values may be typed, after a question: names and paths are understood, too. */
function dropDownsXml(dropDowns: readonly DropDown[]): string {
  if (dropDowns.length === 0) return '';
  const xml = dropDowns.map(
    ({ cells, list }) =>
      '<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" ' +
      `sqref="${cells}"><formula1>${escaped(list)}</formula1></dataValidation>`,
  );
  return `<dataValidations count="${xml.length}">${xml.join('')}</dataValidations>`;
}

/** Of the first 26 columns, from 0; templates have no more. */
export const columnLetter = (column: number): string => String.fromCharCode(0x41 + column);
