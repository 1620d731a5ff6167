import { gzipSync } from 'node:zlib';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { formatFrom, readRows } from '../../src/imports/reading/format';
import { Source } from '../../src/imports/reading/source';
import { ImportFormat } from '../../src/imports/file-import.entity';
import { fileProblem, inPieces, readFile, type Reading, valuesOf, withLimit } from '../support/import-files';

const read = (bytes: Buffer | string, options?: Reading) => readFile(ImportFormat.CSV, bytes, options);
const problemOf = (bytes: Buffer | string) => fileProblem(read(bytes));
const HEADER = 'title,price,shop';

/** 标题,价格,店铺 and 茶杯,19.9,甲 in GB2312, from its code table. */
const GB_HEADER = Buffer.from('b1eacce22cbcdbb8f12cb5eac6cc0d0a', 'hex');
const GB_ROW = Buffer.from('b2e8b1ad2c31392e392cbcd70d0a', 'hex');

afterEach(() => jest.restoreAllMocks());

describe('CSV', () => {
  it.each([
    ['a comma', `${HEADER}\nx,1,s`],
    ['a semicolon', 'title;price;shop\nx;1;s'],
    ['a tab', 'title\tprice\tshop\nx\t1\ts'],
    ['what the line for Excel says', 'sep=|\r\ntitle|price|shop\r\nx|1|s'],
    ['CRLF', `${HEADER}\r\nx,1,s\r\n`],
    ['CR alone', `${HEADER}\rx,1,s\r`],
    ['quotes around everything', '"title","price","shop"\n"x","1","s"'],
    ['spaces around quotes', '"title", "price" ,"shop"\n"x" , "1", "s" '],
    ['a delimiter within a quoted name', '"title","price (a;b;c;d;e)","shop"\nx,1,s'],
  ])('is read with %s', async (_, text) => {
    expect(valuesOf(await read(text, { size: 1 }))).toEqual([[1, ['x', '1', 's']]]);
    expect(valuesOf(await read(gzipSync(text)))).toEqual([[1, ['x', '1', 's']]]);
  });

  it.each([
    ['"a, b"', 'a, b'],
    ['"a\r\nb"', 'a\r\nb'],
    ['"he said ""hi"""', 'he said "hi"'],
    ['""', ''],
    ['""""', '"'],
    ['5" 手机', '5" 手机'],
    ['"爆款" 连衣裙', '"爆款" 连衣裙'],
    ['"5"" 屏" 手机', '"5"" 屏" 手机'],
    ['a"b"', 'a"b"'],
  ])('reads %s as people mean it', async (written, meant) => {
    for (const size of [1, 3, 1000]) {
      expect(valuesOf(await read(`${HEADER}\n${written},1,s\n${written},2,s`, { size }))).toEqual([
        [1, [meant, '1', 's']],
        [2, [meant, '2', 's']],
      ]);
    }
  });

  it('counts blank lines, and takes rows that are short', async () => {
    const rows = await read(`\n${HEADER},备注,,\n\nx\n,,\n"",1\ny,1,s,n,,,,\n`);
    expect(valuesOf(rows)).toEqual([
      [2, ['x', '', '', '']],
      [4, ['', '1', '', '']],
      [5, ['y', '1', 's', 'n']],
    ]);
    expect(rows.flatMap(({ problems }) => problems ?? [])).toEqual([]);
  });

  it('turns a row away that has more values than the header, and notes one under no name', async () => {
    const rows = await read('title,,price,shop\na,?,1,s\na,,b,1,s');
    expect(rows.map(({ problems }) => problems?.map(({ code, value }) => [code, value]))).toEqual([
      [['VALUE_WITHOUT_HEADER', '?']],
      [['ROW_LONGER_THAN_HEADER', 's']],
    ]);
  });

  it.each([1, 5, 1000])('loses one line to a quote that is never closed, in pieces of %d', async (size) => {
    const text = `${HEADER}\n"x,1,s\ny,"2,s\nz,3,s\n"w",4,s`;
    expect(valuesOf(await read(text, { size }))).toEqual([
      [1, ['QUOTE_UNCLOSED']],
      [2, ['QUOTE_UNCLOSED']],
      [3, ['z', '3', 's']],
      [4, ['w', '4', 's']],
    ]);
  });

  it.each([7, 64, 100_000])(
    'is bounded where a record or a quote never ends, in pieces of %d',
    async (size) => {
      withLimit(IMPORT_LIMITS, 'recordCharacters', 100);
      const text = `${HEADER}\n${'x'.repeat(150)},1,s\ny,2,s\n"${'z\n'.repeat(60)}last,3,s\n"${'q'.repeat(90)}",4,s`;
      const rows = valuesOf(await read(text, { size }));
      expect(rows.slice(0, 3)).toEqual([
        [1, ['RECORD_TOO_LONG']],
        [2, ['y', '2', 's']],
        [3, ['QUOTE_UNCLOSED']],
      ]);
      // The lines that the quote took with it are rows of their own again.
      expect(rows).toHaveLength(3 + 59 + 2);
      expect(rows.slice(-2)).toEqual([
        [63, ['last', '3', 's']],
        [64, ['q'.repeat(90), '4', 's']],
      ]);
    },
  );

  it('tells a cell that is longer than any spreadsheet has', async () => {
    const rows = await read(`${HEADER}\n${'x'.repeat(32_768)},1,s\n${'y'.repeat(32_767)},1,s`);
    expect(rows.map(({ unreadable }) => unreadable?.problem.code)).toEqual(['CELL_TOO_LONG', undefined]);
  });

  it('takes no more rows and columns than the limits', async () => {
    const rows = withLimit(IMPORT_LIMITS, 'rows', 2);
    expect(await read(`${HEADER}\na,1,s\nb,1,s`)).toHaveLength(2);
    expect(await problemOf(`${HEADER}\na,1,s\nb,1,s\nc,1,s`)).toMatchObject({
      code: 'FILE_TOO_MANY_ROWS',
      params: { max: 2 },
    });
    rows.restore();
    const columns = (count: number): string => Array.from({ length: count }, (_, i) => `c${i}`).join(',');
    expect(await read(`${HEADER},${columns(197)}\na,1,s`)).toHaveLength(1);
    expect(await problemOf(`${HEADER},${columns(198)}\na,1,s`)).toMatchObject({
      code: 'FILE_TOO_MANY_COLUMNS',
    });
  });

  it('takes no more bytes than the limits', async () => {
    withLimit(IMPORT_LIMITS, 'fileBytes', 20);
    expect(await read(`${HEADER}\na,1`)).toHaveLength(1);
    expect(await problemOf(`${HEADER}\na,1,s`)).toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
});

describe('a file that is turned away', () => {
  it.each([
    [ImportFormat.CSV, Buffer.from('{"title":"x"}')],
    [ImportFormat.CSV, Buffer.from('colour,size\n1,2\n'.repeat(9_000))],
    [ImportFormat.XLSX, Buffer.from('title,price,shop')],
    [ImportFormat.JSONL, Buffer.from('\ufeff{}', 'utf16le')],
  ])('lets the one go who gives its bytes: %s %#', async (format, bytes) => {
    let isLetGo = false;
    async function* given(): AsyncGenerator<Uint8Array> {
      try {
        yield* inPieces(Buffer.concat([bytes, Buffer.alloc(9_000_000, '\n')]), 8_192);
      } finally {
        isLetGo = true;
      }
    }
    await fileProblem(readRows(format, new Source(given()).chunks()).next());
    expect(isLetGo).toBe(true);
  });

  it('is told in characters that can be kept', async () => {
    const { params } = await problemOf('titl\u0000e,price\u{1f600}\n');
    expect(params.found).toBe('titl\ufffde, price\u{1f600}');
  });
});

describe('the encoding of CSV', () => {
  const TEXT = '标题,价格,店铺\r\n茶杯 😀,19.9,甲\r\n';
  const EXPECTED = [[1, ['茶杯 😀', '19.9', '甲']]];
  const utf16le = Buffer.from(TEXT, 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16LE', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16BE', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
    ['UTF-16LE without a mark', utf16le],
    ['UTF-16BE without a mark', Buffer.from(utf16le).swap16()],
  ])('%s is found out', async (_, bytes) => {
    for (const size of [1, 2, 3, 5, 1000]) expect(valuesOf(await read(bytes, { size }))).toEqual(EXPECTED);
  });

  it('GB18030 is found out', async () => {
    // Of four bytes each: the mark, and 😀 (U+1F600: 94 39 FC 36).
    const emoji = Buffer.from('b2e8b1ad209439fc362c312cbcd70a', 'hex');
    const mark = Buffer.from('84319533', 'hex');
    for (const size of [1, 2, 3, 1000]) {
      const expected = [
        [1, ['茶杯', '19.9', '甲']],
        [2, ['茶杯 😀', '1', '甲']],
      ];
      expect(valuesOf(await read(Buffer.concat([GB_HEADER, GB_ROW, emoji]), { size }))).toEqual(expected);
      expect(valuesOf(await read(Buffer.concat([mark, GB_HEADER, GB_ROW, emoji]), { size }))).toEqual(
        expected,
      );
    }
  });

  it.each([
    ['GB18030', GB_ROW],
    ['UTF-8', Buffer.from('茶杯,19.9,甲\r\n')],
  ])('%s is found out after a megabyte of ASCII', async (_, row) => {
    const ascii = `${HEADER}\n${'cup,1,shop\n'.repeat(100_000)}`;
    const rows = await read(Buffer.concat([Buffer.from(ascii), row]));
    expect(valuesOf(rows.slice(-1))).toEqual([[100_001, ['茶杯', '19.9', '甲']]]);
  });

  it('GB18030 is found out where words happen to be UTF-8 as well', async () => {
    // 猫爪: C3 A8 D7 A6, which is è and צ with a mark in UTF-8.
    const row = Buffer.from('c3a8d7a62c312cc3a8d7a60d0a', 'hex');
    const rows = await read(Buffer.concat([GB_HEADER, ...Array.from({ length: 100 }, () => row)]));
    expect(new Set(rows.map(({ cells }) => cells[0]![1]))).toEqual(new Set(['猫爪']));
  });

  it('is found out where rows are many and small', async () => {
    const rows = await read(Buffer.concat([GB_HEADER, Buffer.from('1\n'.repeat(200_000))]));
    expect(rows).toHaveLength(200_000);
  });

  const chinese = Buffer.from('茶杯,19.9,甲\r\n'.repeat(70_000));
  it.each([
    ['UTF-8 that goes on in GB18030', [Buffer.from(`${HEADER}\n`), chinese, GB_ROW], 'UTF-8'],
    ['GB18030 that goes on in UTF-8', [GB_HEADER, ...Array(80_000).fill(GB_ROW), chinese], 'GB18030'],
    [
      'UTF-8 with a damaged byte',
      [Buffer.from('标题,价格,店铺\n茶杯,1,甲乙'), Buffer.from([0xe5, 0x0a])],
      'UTF-8',
    ],
    [
      'the same, of words of one character',
      [Buffer.from('title,price,shop\n杯a,1,甲b\n碗c,1,乙d'), Buffer.from([0xe5, 0x0a])],
      'UTF-8',
    ],
    ['UTF-8 cut within a character', [Buffer.from('标题,价格,店铺\n茶杯,1,甲').subarray(0, -1)], 'UTF-8'],
    ['a mark that lies', [Buffer.from('efbbbf', 'hex'), GB_HEADER], 'UTF-8'],
    [
      'half a pair in UTF-16',
      [Buffer.from('\ufefftitle\n', 'utf16le'), Buffer.from([0x00, 0xd8, 0x0a, 0])],
      'UTF-16LE',
    ],
  ])('is one problem: %s', async (_, parts: Buffer[], encoding) => {
    expect(await problemOf(Buffer.concat(parts))).toMatchObject({
      code: 'FILE_ENCODING',
      params: { encoding },
    });
  });

  it('is one problem where nothing tells', async () => {
    // C2 B7 is · in UTF-8 and 路 in GB18030.
    const bytes = Buffer.concat([Buffer.from(`${HEADER}\nx,1,`), Buffer.from('c2b7', 'hex')]);
    expect(await problemOf(bytes)).toMatchObject({ code: 'FILE_ENCODING_UNCLEAR' });
    const marked = Buffer.concat([Buffer.from('efbbbf', 'hex'), bytes]);
    expect(valuesOf(await read(marked))).toEqual([[1, ['x', '1', '·']]]);
  });

  it('is told with the line from which on it is another one', async () => {
    const bytes = Buffer.concat([Buffer.from('\ufeff标题,价格,店铺\n茶杯,1,甲\n茶杯,2,甲\n'), GB_ROW]);
    const { params } = await fileProblem(read(bytes, { size: 8 }));
    expect(params).toEqual({ encoding: 'UTF-8', line: 4 });
  });
});

describe('the header', () => {
  it('may stand below a title, and have two rows', async () => {
    const text = '甲公司货品表,,,\n联系人：王,,,\n\n商品标题,店铺,价格,\n,,直播价,供货价\n杯,甲,9,5';
    const [row] = await read(text);
    expect(row).toEqual({
      number: 1,
      cells: [
        ['商品标题', '杯'],
        ['店铺', '甲'],
        ['直播价', '9'],
        ['供货价', '5'],
      ],
    });
  });

  it('that lacks columns is one problem, which names them and those that may be meant', async () => {
    expect(await problemOf('商品标提,售价,颜色,店铺名稱\n杯,1,红,甲')).toEqual({
      code: 'COLUMN_MISSING',
      column: null,
      value: null,
      params: {
        missing: '商品标题 (title), 供应商名称 (supplierName) / 供应商编码 (supplierCode)',
        found: '商品标提, 售价, 颜色, 店铺名稱',
        similar: '商品标提, 店铺名稱',
      },
    });
  });

  it.each([
    ['title,price,shop,售价', '售价', 'price'],
    ['title,price,shop,备注,备注', '备注', '备注'],
  ])('that says something twice is one problem: %s', async (text, column, other) => {
    expect(await problemOf(`${text}\nx,1,s`)).toMatchObject({
      code: 'HEADER_REPEATED',
      column,
      params: { other },
    });
  });
});

describe('a file that is not what its name says', () => {
  it.each([
    ['XLSX/ZIP', Buffer.from('504b030414000600', 'hex')],
    ['XLS (Excel 97–2003)', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(9_000)])],
    ['PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['GZIP', gzipSync(gzipSync('title,price,shop\nx,1,s\n'))],
    ['HTML', Buffer.from('\ufeff\n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>')],
    ['XML', Buffer.from('<?xml version="1.0"?>\n<ss:Workbook>')],
    ['JSON', Buffer.from('{"title":"x","price":1,"shop":"s"}\n')],
    ['JSON', Buffer.from('[\n  {"title":"x"}]')],
  ])('is one problem: %s', async (found, bytes) => {
    for (const size of [1, 1000]) {
      const reason = await fileProblem(read(bytes, { size }));
      expect(reason).toMatchObject({ code: 'FILE_FORMAT', params: { expected: 'CSV', found } });
    }
  });

  it.each([
    ['a workbook with a password', 8_192],
    ['one whose directory stands at its end', 100_000],
  ])('is one problem: %s', async (_, at) => {
    const bytes = Buffer.alloc(at + 512);
    bytes.write('d0cf11e0a1b11ae1', 'hex');
    bytes.write('EncryptedPackage', at - 7, 'utf16le');
    for (const format of [ImportFormat.CSV, ImportFormat.XLSX]) {
      expect(await fileProblem(readFile(format, bytes))).toMatchObject({ code: 'FILE_ENCRYPTED' });
    }
  });

  it.each([ImportFormat.CSV, ImportFormat.XLSX, ImportFormat.JSONL])(
    'is one problem: an empty %s',
    async (format) => {
      expect(await fileProblem(readFile(format, ''))).toMatchObject({ code: 'FILE_EMPTY' });
    },
  );

  it('is one problem: UTF-16 as JSON Lines', async () => {
    const bytes = Buffer.from('\ufeff{"title":"x"}', 'utf16le');
    expect(await fileProblem(readFile(ImportFormat.JSONL, bytes))).toMatchObject({ code: 'FILE_ENCODING' });
  });

  it.each([
    ['goods.csv', 'CSV'],
    ['货品.CSV.gz', 'CSV'],
    ['goods.tsv', 'CSV'],
    ['goods.xlsx', 'XLSX'],
    ['goods.v2.xlsm', 'XLSX'],
    ['goods.xls', 'XLSX'],
    ['goods.jsonl.gz', 'JSONL'],
    ['goods', 'JSONL'],
    ['csv', 'JSONL'],
  ])('has the format that its name says: %s', (name, format) => expect(formatFrom(name)).toBe(format));
});
