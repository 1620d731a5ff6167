import * as fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { ImportFormat } from '../../src/imports/file-import.entity';
import { decimalText } from '../../src/imports/reading/xlsx-text';
import { inGb18030 } from '../support/gb18030';
import { readFile, workbook } from '../support/import-files';

const HEADER = ['商品标题', '直播价', '供应商', '备注'];

const character = fc.constantFrom(
  ...'ab01 ,;\t"\'\n\r=<>&_x杯茶碗，。中文字¥é'.replace(/[¥é]/g, ''),
  '000D_',
);
const cell = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(''));
const tables = fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 30 });

/** What must come back: rows without anything in them are left out, but counted. */
const expected = (table: readonly string[][]) =>
  table.flatMap((cells, i) =>
    cells.every((value) => value.trim() === '')
      ? []
      : [{ number: i + 1, cells: cells.map((value, column) => [HEADER[column], value]) }],
  );

const ENCODINGS: Record<string, (text: string) => Buffer> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  GB18030: inGb18030,
  'UTF-16LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16BE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

describe('a table', () => {
  it('is the same after it was CSV, in any encoding, with any delimiter, end of line and pieces', async () => {
    const layouts = fc.record({
      encoding: fc.constantFrom(...Object.keys(ENCODINGS)),
      delimiter: fc.constantFrom(',', ';', '\t'),
      newline: fc.constantFrom('\n', '\r\n', '\r'),
      isEnded: fc.boolean(),
      quotesAll: fc.boolean(),
      size: fc.constantFrom(1, 2, 3, 7, 100, 65_536),
    });
    await fc.assert(
      fc.asyncProperty(tables, layouts, async (table, layout) => {
        const { delimiter, newline } = layout;
        const field = (value: string): string =>
          layout.quotesAll || /^[ "]|[,;\t"\r\n]| $/.test(value) ? `"${value.split('"').join('""')}"` : value;
        const lines = [HEADER, ...table].map((cells) => cells.map(field).join(delimiter));
        const text = lines.join(newline) + (layout.isEnded ? newline : '');
        const bytes = ENCODINGS[layout.encoding]!(text);
        expect(await readFile(ImportFormat.CSV, bytes, { size: layout.size })).toEqual(expected(table));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same after it was a sheet, wherever its texts stand', async () => {
    const xml = (text: string): string =>
      text
        .replaceAll('_x000D_', '_x005F_x000D_')
        .replaceAll('\r', '_x000D_')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;');
    const layouts = fc.record({
      kind: fc.constantFrom('inline', 'shared', 'formula'),
      hasReferences: fc.boolean(),
      prefix: fc.constantFrom('', 'x:'),
      size: fc.constantFrom(1, 100, 65_536),
    });
    await fc.assert(
      fc.asyncProperty(tables, layouts, async (table, { kind, hasReferences, prefix, size }) => {
        const strings: string[] = [];
        const cellXml = (value: string, row: number, column: number): string => {
          const place = hasReferences ? ` r="${'ABCD'[column]}${row + 1}"` : '';
          if (hasReferences && value === '') return '';
          if (kind === 'formula') return `<c${place} t="str"><f>A1</f><v>${xml(value)}</v></c>`;
          if (kind === 'inline') return `<c${place} t="inlineStr"><is><t>${xml(value)}</t></is></c>`;
          return `<c${place} t="s"><v>${strings.push(`<si><r><t>${xml(value)}</t></r></si>`) - 1}</v></c>`;
        };
        const rows = [HEADER, ...table].map((cells, row) => {
          const place = hasReferences ? ` r="${row + 1}"` : '';
          return `<row${place}>${cells.map((value, column) => cellXml(value, row, column)).join('')}</row>`;
        });
        const prefixed = (text: string): string => text.replaceAll(/<(\/?)/g, `<$1${prefix}`);
        const bytes = await workbook('', {
          'xl/worksheets/sheet1.xml': prefixed(
            `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`,
          ),
          'xl/sharedStrings.xml': prefixed(`<sst>${strings.join('')}</sst>`),
        });
        expect(await readFile(ImportFormat.XLSX, bytes, { size })).toEqual(expected(table));
      }),
      { numRuns: 200 },
    );
  });
});

describe('CSV as anybody may have written it', () => {
  const text = fc.array(fc.constantFrom('a', '"', '""', ',', '\n', '\r\n', ' ', '杯'), { maxLength: 60 });

  it('is read alike, whatever pieces it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
        const csv = `title,price,shop\n${parts.join('')}`;
        const whole = await readFile(ImportFormat.CSV, csv);
        expect(await readFile(ImportFormat.CSV, csv, { size })).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('is what csv-parse reads, where that reads it', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        const csv = `title,price,shop\n${parts.join('')}`;
        let records: string[][];
        try {
          records = parse(csv, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
        } catch {
          return;
        }
        const rows = await readFile(ImportFormat.CSV, csv);
        const values = records
          .slice(1)
          .filter((cells) => cells.some((value) => value.trim() !== ''))
          .map((cells) => [0, 1, 2].map((column) => cells[column] ?? ''));
        expect(rows.map(({ cells }) => cells.map(([, value]) => value))).toEqual(values);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a number', () => {
  it('is shown as it is with 15 digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }), (number) => {
        fc.pre(Math.abs(number) > 1e-20);
        // A tie, to one who sees 16 digits: toPrecision rounds the binary number behind them, which lies on either side.
        const digits = String(number).replace(/e.*$/, '').replaceAll(/\D/g, '');
        fc.pre(!/^\d{15}5$/.test(digits.replaceAll(/^0+|0+$/g, '')));
        const shown = decimalText(String(number));
        expect(shown).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(Number(shown)).toBe(Number(number.toPrecision(15)));
      }),
    );
  });
});
