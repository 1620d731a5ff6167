import * as fc from 'fast-check';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { insertSku, insertSupplier } from '../support/rows';
import { type GraphQlAnswer, startTestServer, type TestServer } from '../support/server';

/** Many small requests: on a busy machine they take their time. */
jest.setTimeout(90_000);

/*
 * The oracle: a SKU is found if each word of the text, in NFKC and lower case, is contained in its title, its code, its
 * supplier's name or its belt's name, in NFKC and lower case. Computed in JavaScript over all SKUs of the demo catalogue,
 * and some with titles, codes and suppliers' names that are hard.
 */
const HARD_TITLES = [
  'LV款 手镯 A12',
  'ＬＶ款　手镯　Ａ１２ 全角',
  '100%羊毛 50%_off',
  '100纯羊毛',
  'a_b',
  'axb',
  // They have the pairs of a_b and 5%o, and what LIKE would take for them, but not them.
  'a_c_b axb',
  '5%c%off',
  String.raw`C:\新款\毛衣`,
  `O'Neill 冲浪裤`,
  `"双引号" 'single' «book»`,
  '😀😀笑脸抱枕👩‍👩‍👧',
  '𠮷野家同款碗',
  '㎏装大米 ㈱ ① ﬁne',
  'İstanbul ΣΊΣΥΦΟΣ Straße',
  'cafe\u0301 杯',
  'caf\u00e9 杯',
  '(a|b) & !c <-> d:*',
  '一',
  '-- DROP TABLE sku; /* */ $1 $$',
  'x'.repeat(200),
  'ﷺ',
];
const HARD_CODES = [
  '%',
  '_',
  "'",
  '\\',
  '"',
  'A-1_2%',
  '😀',
  'ｆｕｌｌ',
  ':*',
  '&|!',
  '义乌-001',
  'tab\tcode',
];
const HARD_NAMES = [
  '义乌ＬＶ 50%_off 店',
  'O\'Neill \\ "贸易"',
  'İstanbul ΣΊΣΥΦΟΣ Straße',
  '😀𠮷',
  '龘',
  ':* & | ! <->',
  '\u3000 两头 空白 ',
];

type Row = { id: string; texts: string[] };

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

let server: TestServer;
let rows: Row[];
/** Titles and codes as they stand, from which the words are taken. */
let texts: string[];

beforeAll(async () => {
  server = await startTestServer();
  const db = server.database.dataSource;
  const supplier = await insertSupplier(db);
  for (const title of HARD_TITLES) await insertSku(db, supplier, { title });
  for (const code of HARD_CODES) await insertSku(db, supplier, { code });
  await insertSku(db, supplier, { title: '藏着的手镯 A12', status: 'DRAFT' });
  for (const name of HARD_NAMES) await insertSku(db, await insertSupplier(db, { name }));
  const found: { id: string; texts: string[] }[] = await db.query(
    `SELECT k.id, ARRAY[k.title, k.code, s.name, b.name] AS texts
       FROM sku k
       JOIN supplier s ON s.id = k.supplier_id
       JOIN belt b ON b.number = s.belt_number
      WHERE k.status = 'LISTED' AND s.status <> 'FROZEN'
      ORDER BY k.id`,
  );
  // A name is shared by thousands of goods: each is folded once.
  const foldedOnce = new Map<string, string>();
  const foldOnce = (text: string): string => {
    if (!foldedOnce.has(text)) foldedOnce.set(text, folded(text));
    return foldedOnce.get(text)!;
  };
  rows = found.map(({ id, texts: of }) => ({ id: toNodeId('Sku', id), texts: of.map(foldOnce) }));
  texts = [
    ...HARD_TITLES,
    ...HARD_CODES,
    ...HARD_NAMES,
    ...found.filter((_row, i) => i % 97 === 0).flatMap((row) => row.texts),
  ];
});
afterAll(() => closeHealthy(server));

function expectedIds(text: string): string[] {
  const words = folded(text).split(/\s+/).filter(Boolean);
  return rows
    .filter(({ texts: of }) => words.every((word) => of.some((t) => t.includes(word))))
    .map(({ id }) => id);
}

const QUERY = `query ($text: String!, $after: String) {
  skus(filter: { text: $text }, first: 100, after: $after) {
    totalCount totalCountIsCapped nodes { id } pageInfo { hasNextPage endCursor }
  }
}`;

type Found = {
  totalCount: number;
  totalCountIsCapped: boolean;
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
};

/** Everything found, if it is at most this many pages; the first pages and the count otherwise. */
async function search(
  text: string,
  maxPages: number,
): Promise<{ ids: string[]; isWhole: boolean; count: number; isCapped: boolean }> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const answer: GraphQlAnswer<{ skus: Found }> = await server.query(QUERY, { variables: { text, after } });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    const { nodes, pageInfo, totalCount, totalCountIsCapped } = answer.data.skus;
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage || ids.length >= maxPages * 100) {
      return { ids, isWhole: !pageInfo.hasNextPage, count: totalCount, isCapped: totalCountIsCapped };
    }
    after = pageInfo.endCursor;
  }
}

/** The count tells what pages that are not read would: nothing is missing, nothing is too much. */
const COUNTED_UP_TO = 10_000;

async function expectFound(text: string): Promise<void> {
  const expected = expectedIds(text);
  const { ids, isWhole, count, isCapped } = await search(text, 2);
  expect(isCapped).toBe(expected.length > COUNTED_UP_TO);
  expect(count).toBe(Math.min(expected.length, COUNTED_UP_TO));
  expect(new Set(ids).size).toBe(ids.length);
  const wanted = new Set(expected);
  expect(ids.filter((id) => !wanted.has(id))).toEqual([]);
  expect(ids).toHaveLength(isWhole ? expected.length : 200);
}

/** A piece of a real text, of 1, 2, … characters, from anywhere in it. */
const pieces = (length: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat().map((n) => [...texts[n % texts.length]!]),
      fc.nat(),
      length,
    )
    .map(([characters, from, n]) => {
      const start = from % Math.max(1, characters.length - n + 1);
      return characters.slice(start, start + n).join('');
    });

const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replaceAll(' ', '　');

/** As people type it: in any case, full-width or not. */
const typed = (piece: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(piece, fc.constantFrom('as it is', 'upper', 'lower', 'full')).map(([text, how]) => {
    if (how === 'upper') return text.toUpperCase();
    if (how === 'lower') return text.toLowerCase();
    return how === 'full' ? fullWidth(text) : text;
  });

describe('a search finds exactly the SKUs of which each word is in the title, the code, the supplier’s or the belt’s name', () => {
  it.each<[what: string, words: () => fc.Arbitrary<string>, numRuns: number]>([
    ['one character', () => typed(pieces(fc.constant(1))), 30],
    ['two characters', () => typed(pieces(fc.constant(2))), 30],
    ['several characters', () => typed(pieces(fc.integer({ min: 3, max: 12 }))), 30],
    [
      'several words of one or of different goods',
      () =>
        fc
          .array(typed(pieces(fc.integer({ min: 1, max: 4 }))), { minLength: 2, maxLength: 4 })
          .chain((words) => fc.constantFrom(' ', '　', '\t', '  ').map((space) => words.join(space))),
      30,
    ],
    [
      'characters that mean something to SQL, LIKE, tsquery or JSON',
      () =>
        fc.string({
          unit: fc.constantFrom(
            '%',
            '_',
            '\\',
            "'",
            '"',
            '&',
            '|',
            '!',
            ':',
            '*',
            '(',
            ')',
            '<',
            '-',
            'a',
            '手',
            '😀',
            '1',
          ),
          minLength: 1,
          maxLength: 4,
        }),
      50,
    ],
    [
      'anything at all',
      () => fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => text.trim() !== ''),
      30,
    ],
  ])('for %s', async (_what, words, numRuns) => {
    await expect(fc.assert(fc.asyncProperty(words(), expectFound), { numRuns })).resolves.toBeUndefined();
  });

  it('in the words of this test too: each kind finds something, and not everything', () => {
    for (const length of [1, 2, 3]) {
      const sizes = fc.sample(pieces(fc.constant(length)), 40).map((text) => expectedIds(text).length);
      expect(sizes.filter((size) => size > 0 && size < rows.length).length).toBeGreaterThan(20);
    }
  });

  it.each<[text: string, title: string]>([
    ['lv款 A12', 'LV款 手镯 A12'],
    ['ＬＶ款', 'LV款 手镯 A12'],
    ['手', 'LV款 手镯 A12'],
    ['2', 'LV款 手镯 A12'],
    ['100%', '100%羊毛 50%_off'],
    ['%_o', '100%羊毛 50%_off'],
    ['\\新', String.raw`C:\新款\毛衣`],
    ["o'n", `O'Neill 冲浪裤`],
    ['😀笑', '😀😀笑脸抱枕👩‍👩‍👧'],
    ['𠮷', '𠮷野家同款碗'],
    ['kg装', '㎏装大米 ㈱ ① ﬁne'],
    ['fine', '㎏装大米 ㈱ ① ﬁne'],
    ['CAFÉ', 'caf\u00e9 杯'],
    ['cafe\u0301', 'caf\u00e9 杯'],
  ])('for "%s", which finds "%s"', async (text, title) => {
    const id = rows.find(({ texts: [folding] }) => folding === folded(title))!.id;
    // The newest come first, and these were put in last.
    expect((await search(text, 1)).ids).toContain(id);
    await expect(expectFound(text)).resolves.toBeUndefined();
  });

  it.each<[text: string, title: string]>([
    ['a_b', 'a_c_b axb'],
    ['5%o', '5%c%off'],
    ['100%羊', '100纯羊毛'],
    ['\\\\', String.raw`C:\新款\毛衣`],
    ['手a12', 'LV款 手镯 A12'],
  ])('for %j, which does not find "%s"', async (text, title) => {
    const id = rows.find(({ texts: [folding] }) => folding === folded(title))!.id;
    expect((await search(text, 1)).ids).not.toContain(id);
    await expect(expectFound(text)).resolves.toBeUndefined();
  });

  it('and a word is not found across the end of the title and the beginning of the code', async () => {
    const supplier = await insertSupplier(server.database.dataSource);
    const { id } = await insertSku(server.database.dataSource, supplier, {
      title: '独一无二的题',
      code: 'QZ7',
    });
    rows.push({ id: toNodeId('Sku', id), texts: ['独一无二的题', 'qz7', '测试供应商', '义乌小商品'] });
    for (const text of ['题q', '题 q', '的题 qz7', 'qz7 独一', 'qz7 供应商 义乌', '题 应商 小商'])
      await expect(expectFound(text)).resolves.toBeUndefined();
    for (const text of ['题q', '7测', '供应商义', '品独', 'qz7义乌'])
      expect((await search(text, 1)).ids).toEqual([]);
  });

  it('and a supplier is found by the new name as soon as it has one, and no longer by the old', async () => {
    const db = server.database.dataSource;
    const supplier = await insertSupplier(db, { name: '旧名甲乙丙' });
    const { id } = await insertSku(db, supplier);
    await db.query('UPDATE supplier SET name = $1 WHERE id = $2', ['新名ＤＥＦ', supplier.id]);
    expect((await search('名def', 1)).ids).toEqual([toNodeId('Sku', id)]);
    expect((await search('甲乙丙', 1)).ids).toEqual([]);
    await db.query('DELETE FROM sku WHERE id = $1', [id]);
  });

  it('and ten thousand characters are refused in words', async () => {
    const { data, errors } = await server.query(QUERY, { variables: { text: '手镯'.repeat(5_000) } });
    expect(data).toEqual({ skus: null });
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'text：应为至多 200 个字符，且不含 U+0000。',
        extensions: { code: 'INVALID_INPUT' },
      }),
    ]);
  });

  it.each(['', ' ', '　', '\t\n'])('and a text without words (%j) leaves nothing out', async (text) => {
    expect((await search(text, 1)).count).toBe(COUNTED_UP_TO);
  });
});
