import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ImportFormat } from '../../src/imports/file-import.entity';
import { decimalText } from '../../src/imports/reading/xlsx-text';
import {
  fileProblem,
  inlineRows,
  type Parts,
  readFile,
  type Reading,
  valuesOf,
  workbook,
  workbookParts,
  zipOf,
} from '../support/import-files';

const read = (bytes: Buffer, options?: Reading) => readFile(ImportFormat.XLSX, bytes, options);
const HEADER = inlineRows(['title', 'price', 'shop', 'note']);

/** The note of the first row, whose cell is written as given. */
async function noteOf(cell: string, more: Parts = {}): Promise<unknown> {
  const row = `<row r="2">${inlineRows(['x', '1', 's']).slice(5, -6)}${cell}</row>`;
  const rows = await read(await workbook(HEADER + row, more));
  return valuesOf(rows)[0]![1][3];
}

describe('a cell', () => {
  const strings = {
    'xl/sharedStrings.xml':
      '<sst><si><t>红</t></si><si><r><t xml:space="preserve">茶 </t></r><r><rPr><b/></rPr><t>杯</t></r>' +
      '<rPh sb="0" eb="1"><t>cha</t></rPh><phoneticPr fontId="1"/></si><si><t>a_x000D_b_x005F_x000D_&amp;&lt;</t></si><si/></sst>',
  };
  const styles = {
    'xl/styles.xml':
      '<styleSheet><numFmts count="9">' +
      '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>' +
      '<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/><numFmt numFmtId="166" formatCode="000000"/>' +
      '<numFmt numFmtId="167" formatCode="[Red][&gt;1]\\d\\m0"/><numFmt numFmtId="168" formatCode="[h]:mm"/>' +
      '<numFmt numFmtId="169" formatCode="[$-804]h:mm:ss"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/>' +
      '<xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="168"/><xf numFmtId="169"/><xf numFmtId="31"/><xf numFmtId="9"/></cellXfs>' +
      '<dxfs><dxf><numFmt numFmtId="5" formatCode="yyyy"/></dxf></dxfs></styleSheet>',
  };

  it.each([
    ['a shared string', '<c t="s"><v>0</v></c>', '红'],
    ['rich text, without how it is read', '<c t="s"><v>1</v></c>', '茶 杯'],
    ['escaped characters', '<c t="s"><v>2</v></c>', 'a\rb_x000D_&<'],
    ['an empty string', '<c t="s"><v>3</v></c>', ''],
    [
      'inline rich text',
      '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>z</t></rPh></is></c>',
      'ab',
    ],
    ['CDATA', '<c t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', 'a<b'],
    ['what a formula came to', '<c><f>1+1</f><v>2</v></c>', '2'],
    ['the text a formula came to', '<c t="str"><f t="shared" si="0">A1&amp;"x"</f><v>ax</v></c>', 'ax'],
    ['true', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['false', '<c t="b"><v>0</v></c>', 'FALSE'],
    ['an ISO date', '<c t="d"><v>2024-01-31T00:00:00</v></c>', '2024-01-31'],
    ['a float', '<c><v>19.899999999999999</v></c>', '19.9'],
    ['a small number', '<c><v>1.0000000000000001E-5</v></c>', '0.00001'],
    ['a column further right', '<c r="D2"><v>7</v></c>', '7'],
    ['a percentage', '<c s="10"><v>0.2</v></c>', '0.2'],
    ['zeros in front', '<c s="5"><v>123</v></c>', '000123'],
    ['a unit that looks like a date', '<c s="4"><v>45322</v></c>', '45322'],
    ['letters that are escaped', '<c s="6"><v>45322</v></c>', '45322'],
    ['a duration', '<c s="7"><v>1.5</v></c>', '1.5'],
    ['nothing', '<c s="1"/>', ''],
  ])('holds %s', async (_, cell, text) => {
    expect(await noteOf(cell, { ...strings, ...styles })).toBe(text);
  });

  // As Excel shows them; 1900 was no leap year, but its days are counted as if.
  it.each([
    ['1', 1, '1900-01-01'],
    ['59', 1, '1900-02-28'],
    ['60', 1, '1900-02-29'],
    ['61', 1, '1900-03-01'],
    ['45322', 1, '2024-01-31'],
    ['45322', 3, '2024-01-31'],
    ['45322', 9, '2024-01-31'],
    ['45322.521006944447', 2, '2024-01-31T12:30:15'],
    ['45322.99999999', 2, '2024-02-01'],
    ['0.5', 8, '12:00:00'],
    ['2958465', 1, '9999-12-31'],
    ['2958466', 1, '2958466'],
    ['-1', 1, '-1'],
  ])('that says %s in style %i is %s', async (value, style, text) => {
    expect(await noteOf(`<c s="${style}"><v>${value}</v></c>`, styles)).toBe(text);
  });

  it.each([
    ['0', '1904-01-01', '1904-01-01'],
    ['43860', '2024-01-31', '2024-01-31'],
  ])('counts days from 1904 where the workbook says so: %s', async (value, _, text) => {
    const parts = {
      ...styles,
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
    };
    expect(await noteOf(`<c s="1"><v>${value}</v></c>`, parts)).toBe(value === '0' ? '00:00:00' : text);
  });

  it('with an error is a problem that names it', async () => {
    const row = '<row r="5"><c r="A5" t="e"><v>#N/A</v></c><c r="AB5" t="e"><v>#REF!</v></c></row>';
    const [found] = await read(await workbook(HEADER + row));
    expect(found).toMatchObject({
      number: 4,
      cells: [
        ['title', ''],
        ['price', ''],
        ['shop', ''],
        ['note', ''],
      ],
    });
    expect(found!.problems).toEqual([
      { code: 'CELL_ERROR', column: 'title', value: '#N/A', params: { cell: 'A5' } },
      { code: 'CELL_ERROR', column: null, value: '#REF!', params: { cell: 'AB5' } },
    ]);
  });
});

describe('the number of a cell', () => {
  it.each([
    ['0.30000000000000004', '0.3'],
    ['19.899999999999999', '19.9'],
    ['9.9999999999999995E-2', '0.1'],
    ['99999999999999.99', '100000000000000'],
    ['999999999999999', '999999999999999'],
    ['9999999999999995', '10000000000000000'],
    ['1234567890123456789', '1234567890123460000'],
    ['1.5E3', '1500'],
    ['1E+15', '1000000000000000'],
    ['6.90123456789012E+17', '690123456789012000'],
    ['-0.1', '-0.1'],
    ['19.90', '19.9'],
    ['007', '007'],
    ['0.0', '0'],
    ['-0', '-0'],
    ['.5', '0.5'],
    ['100', '100'],
    ['1.00E2', '100'],
    ['', ''],
    ['NaN', 'NaN'],
  ])('%s is shown as %s', (written, shown) => expect(decimalText(written)).toBe(shown));
});

describe('a sheet', () => {
  it('is read by its own row numbers, hidden rows too, blank ones counted', async () => {
    const bytes = await workbook(
      '<row r="3"><c r="B3" t="inlineStr"><is><t>title</t></is></c><c r="C3" t="str"><v>price</v></c>' +
        '<c r="D3" t="str"><v>shop</v></c></row>' +
        '<row r="4" hidden="1"><c r="B4" t="str"><v>a</v></c><c r="C4"><v>1</v></c></row>' +
        '<row r="6"><c r="B6" s="1"/></row>' +
        '<row r="9"><c r="D9" t="str"><v>s</v></c></row><row><c/><c t="str"><v>b</v></c></row>',
    );
    for (const size of [1, 1000]) {
      expect(valuesOf(await read(bytes, { size }))).toEqual([
        [1, ['a', '1', '']],
        [6, ['', '', 's']],
        [7, ['b', '', '']],
      ]);
    }
    expect(await read(gzipSync(bytes))).toHaveLength(3);
  });

  it('may have a title and merged cells above its header', async () => {
    const text = (cells: Record<string, string>): string =>
      Object.entries(cells)
        .map(([r, value]) => `<c r="${r}" t="str"><v>${value}</v></c>`)
        .join('');
    const bytes = await workbook(
      `<row r="1">${text({ A1: '甲公司货品表' })}</row><row r="2">${text({ A2: '商品标题', B2: '店铺', C2: '价格' })}</row>` +
        `<row r="3">${text({ C3: '直播价', D3: '供货价' })}</row><row r="4">${text({ A4: '杯', B4: '甲', C4: '9', D4: '5' })}</row>`,
    );
    expect(await read(bytes)).toEqual([
      {
        number: 1,
        cells: [
          ['商品标题', '杯'],
          ['店铺', '甲'],
          ['直播价', '9'],
          ['供货价', '5'],
        ],
      },
    ]);
  });

  it('notes values beside the table', async () => {
    const [row] = await read(await workbook(HEADER + inlineRows(['x', '1', 's', '', 'beside', 'it'])));
    expect(row!.problems!.map(({ code, value }) => [code, value])).toEqual([
      ['VALUE_WITHOUT_HEADER', 'beside'],
      ['VALUE_WITHOUT_HEADER', 'it'],
    ]);
  });

  it('has prefixes, strict namespaces, targets from the root, UTF-16, as programs write them', async () => {
    const strict = 'http://purl.oclc.org/ooxml/officeDocument/relationships';
    const rows = inlineRows(['title', 'price', 'shop'], ['杯', '1', 's']).replaceAll(/<(\/?)/g, '<$1x:');
    const bytes = await zipOf({
      '_rels/.rels': `\ufeff<Relationships><Relationship Id="a" Type="${strict}/officeDocument" Target="/XL/Book.xml"/></Relationships>`,
      'xl/book.xml': `<?xml version="1.0"?><x:workbook xmlns:x="y" xmlns:rel="${strict}"><x:sheets><x:sheet name="S" sheetId="9" rel:id="q"/></x:sheets></x:workbook>`,
      'xl/_rels/book.xml.rels': `<p:Relationships xmlns:p="z"><p:Relationship Id="q" Type="${strict}/worksheet" Target="../data/sheet%201.xml"/></p:Relationships>`,
      'data/sheet 1.xml': Buffer.from(
        `\ufeff<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="y"><x:sheetData>${rows}</x:sheetData></x:worksheet>`,
        'utf16le',
      ),
    });
    expect(valuesOf(await read(bytes))).toEqual([[1, ['杯', '1', 's']]]);
  });
});

describe('the sheets of a workbook', () => {
  const rows = (title: string): string =>
    `<worksheet><sheetData>${inlineRows(['title', 'price', 'shop'], [title, '1', 's'])}</sheetData></worksheet>`;
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const parts = workbookParts('', {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="Chart" r:id="c"/><sheet name="Hidden" state="veryHidden" r:id="h"/>' +
      '<sheet name="货品" r:id="v"/><sheet name="More" state="visible" r:id="m"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `<Relationships><Relationship Id="c" Type="${type}/chartsheet" Target="chart.xml"/>` +
      ['h', 'v', 'm']
        .map((id) => `<Relationship Id="${id}" Type="${type}/worksheet" Target="${id}.xml"/>`)
        .join('') +
      '</Relationships>',
    'xl/h.xml': rows('hidden'),
    'xl/v.xml': rows('visible'),
    'xl/m.xml': rows('more'),
  });

  it.each([
    [undefined, 'visible'],
    ['More', 'more'],
    [' 货品', 'visible'],
    ['Hidden', 'hidden'],
  ])('are chosen by name, else the first that is visible: %s', async (sheet, title) => {
    expect(valuesOf(await read(await zipOf(parts), { sheet }))[0]![1][0]).toBe(title);
  });

  it('are named where there is none of that name', async () => {
    expect(await fileProblem(read(await zipOf(parts), { sheet: '没有' }))).toEqual({
      code: 'SHEET_MISSING',
      column: null,
      value: '没有',
      params: { found: 'Hidden, 货品, More' },
    });
  });
});

describe('workbooks of other programs', () => {
  it.each(['openpyxl.xlsx', 'xlsxwriter.xlsx'])('are read: %s', async (name) => {
    const bytes = readFileSync(join(__dirname, '..', 'fixtures', name));
    expect(valuesOf(await read(bytes))).toEqual([
      [1, ['5" 手机', '甲店', '19.9', '000123', '2024-01-31', 'TRUE']],
      [2, ['茶杯\n两行', '乙店', '0.3', '690123456789012', '2024-01-31T12:30:15', '']],
      [4, ['帽子 & <b>', '丙店', '0.00001', '', '12:00:00', 'FALSE']],
    ]);
  });
});
