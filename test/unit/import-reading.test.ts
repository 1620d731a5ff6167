import { gzipSync } from 'node:zlib';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { FileProblem } from '../../src/imports/problems';
import { problemsAsCsv } from '../../src/imports/problems-csv';
import { problem } from '../../src/imports/problems';
import { columnOf } from '../../src/imports/reading/column-names';
import { readRows } from '../../src/imports/reading/format';
import type { RawRow } from '../../src/imports/reading/rows';
import { parseWithNumbersAsText } from '../../src/imports/reading/json-lines';
import { Source } from '../../src/imports/reading/source';
import { ImportFormat } from '../../src/imports/file-import.entity';
import { fileProblem, valuesOf } from '../support/import-files';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer | string, size = 7): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  const source = new Source(inPieces(Buffer.from(bytes), size));
  for await (const row of readRows(ImportFormat.JSONL, source.chunks())) rows.push(row);
  return rows;
}

const rejection = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof FileProblem)) throw new Error('expected a FileProblem');
  return error.reason.code;
};

describe('JSON Lines', () => {
  const text =
    '\ufeff{"title":"茶杯","price":19.90}\r\n\n{"title":"A\\nB","n":null,"deep":[1.50],"yes":true}\n{"x":1}';
  const expected = [
    {
      number: 1,
      cells: [
        ['title', '茶杯'],
        ['price', '19.90'],
      ],
    },
    {
      number: 3,
      cells: [
        ['title', 'A\nB'],
        ['deep', { nested: '["1.50"]' }],
        ['yes', 'true'],
      ],
    },
    { number: 4, cells: [['x', '1']] },
  ];

  it.each([1, 2, 3, 7, 1000])('read alike in pieces of %d bytes, plain and gzipped', async (size) => {
    expect(await read(text, size)).toEqual(expected);
    expect(await read(gzipSync(text), size)).toEqual(expected);
  });

  it('report a line that cannot be read by its number, and go on', async () => {
    const long = `{"title":"${'x'.repeat(IMPORT_LIMITS.lineBytes)}"}`;
    const bytes = Buffer.concat([
      Buffer.from('{"a":1\n[1]\n"text"\n'),
      Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
      Buffer.from(`${long}\n{"a":1}`),
    ]);
    const rows = await read(bytes, 1 << 16);
    expect(rows.map(({ number, unreadable }) => [number, unreadable?.problem.code])).toEqual([
      [1, 'JSON_INVALID'],
      [2, 'JSON_NOT_OBJECT'],
      [3, 'JSON_NOT_OBJECT'],
      [4, 'LINE_NOT_UTF8'],
      [5, 'LINE_TOO_LONG'],
      [6, undefined],
    ]);
  });

  it.each([
    '[{"title":"x"}]',
    '\ufeff\n[{"title":"x"},\n{"title":"y"}]',
    '[\r\n  {\r\n    "title": "x"\r\n  }\r\n]',
    '{\n  "title": "x"\n}\n',
  ])('are no document of JSON: one problem for %j', async (document) => {
    expect(await fileProblem(read(document))).toMatchObject({
      code: 'FILE_FORMAT',
      params: { expected: 'JSON Lines', found: 'JSON' },
    });
  });

  it('may have a line that is another value', async () => {
    const rows = await read('[1]\n{"title":"x"}\n');
    expect(valuesOf(rows)).toEqual([
      [1, ['JSON_NOT_OBJECT']],
      [2, ['x']],
    ]);
  });

  it('are told from a spreadsheet', async () => {
    expect(await rejection(read('PK\x03\x04 and so on'))).toBe('FILE_FORMAT');
  });

  it('that were cut short while gzipped are damaged', async () => {
    const whole = gzipSync(Buffer.from(text.repeat(100)));
    expect(await rejection(read(whole.subarray(0, -20)))).toBe('FILE_DAMAGED');
  });

  it('take no more than the limit once unpacked', async () => {
    const limit = jest.replaceProperty<{ unpackedBytes: number }, 'unpackedBytes'>(
      IMPORT_LIMITS,
      'unpackedBytes',
      1000,
    );
    expect(await rejection(read(gzipSync(Buffer.alloc(100_000, 'a'))))).toBe('FILE_UNPACKED_TOO_LARGE');
    limit.restore();
  });
});

describe('numbers', () => {
  it.each([
    ['19.90', '19.90'],
    ['12345678901234567890', '12345678901234567890'],
    ['0.1000000000000000055', '0.1000000000000000055'],
    ['-1e5', '-1e5'],
  ])('keep their digits: %s', (number, text) => {
    expect(parseWithNumbersAsText(`{"a":${number},"b":[${number}],"c":"${number}"}`)).toEqual({
      a: text,
      b: [text],
      c: text,
    });
  });

  it.each([
    '{1:2}',
    '{"a":01}',
    '{"a":1 2}',
    '{"a":.5}',
    '{"a":1.}',
    '{"a":"1}',
    '"\\0',
    '{"a":+1}',
    '{"a":-}',
    '{12 : 3}',
  ])('do not mend what is broken: %s', (json) => {
    expect(() => JSON.parse(json) as unknown).toThrow(SyntaxError);
    expect(() => parseWithNumbersAsText(json)).toThrow(SyntaxError);
  });
});

describe('headers', () => {
  it.each([
    ['title', 'title'],
    ['Live Price', 'livePrice'],
    ['live_price', 'livePrice'],
    ['直播价（元）*', 'livePrice'],
    ['ＰＲＩＣＥ', 'livePrice'],
    ['货号', 'code'],
    ['商家编码', 'code'],
    ['供应商编码', 'supplierCode'],
    ['材质', undefined],
  ])('%s means %s', (header, column) => expect(columnOf(header)).toBe(column));
});

describe('the CSV of problems', () => {
  it('opens in Excel, and computes nothing', async () => {
    async function* problems() {
      yield { row: 3, problem: problem('PRICE_INVALID', 'price', '=1+1,"x"') };
    }
    let csv = '';
    for await (const line of problemsAsCsv(problems(), 'zh-CN')) csv += line;
    expect(csv).toBe(
      '\ufeff行号,列,代码,级别,说明,值\r\n' +
        `3,price,PRICE_INVALID,拒绝,不是价格；应为如 19.90 的金额。,"'=1+1,""x"""\r\n`,
    );
  });
});
