import * as fc from 'fast-check';
import { SEARCH_LIMITS } from '../../src/config/limits';
import { type KeysetQuery, type Place, readPlaces, type Window } from '../../src/database/keyset';
import { Statements } from '../../src/database/statements';
import { findTerms } from '../../src/search/found-terms';
import { readByRelevance, tiersOf } from '../../src/search/relevance';
import { scanFor, soughtFor } from '../../src/search/sought';
import { TextStatistics } from '../../src/search/text-statistics';
import { closeHealthy } from '../support/healthy';
import { insertSku, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

jest.setTimeout(90_000);

/** A page is found in order or by index, whichever Postgres' statistics make look quicker; it must be the same page. */
let server: TestServer;

const WORDS = ['翡翠', '手镯', '女', 'A1', '义乌', '有限', '珍珠', 'k-', '没有'];

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  const db = server.database.dataSource;
  for (let i = 0; i < 8; i++) {
    const name = `${WORDS[i]!}贸易${i % 2 ? '有限公司' : '商行'}`;
    const supplier = await insertSupplier(db, {
      name,
      belt_number: [13, 6][i % 2],
      quality: (i * i * 40_000) % 900_000,
    });
    for (let j = 0; j < 20; j++) {
      const title = [WORDS[j % 9], WORDS[(i * j) % 9], WORDS[(i + j) % 5]].join(j % 2 ? '' : ' ');
      await insertSku(db, supplier, { title, ...(j === 7 ? { code: WORDS[i % 4] } : {}) });
    }
  }
});
afterAll(() => closeHealthy(server));

/** As if there were so many SKUs, of which this share has every pair. */
const statisticsOf = (skus: number, share: number): TextStatistics => {
  const letters = [...new Set(WORDS.join('').toLowerCase())];
  const lexemes = letters.flatMap((a) => [a, ...letters.map((b) => a + b)]);
  return new TextStatistics({
    skus,
    suppliers: 50_000,
    belts: 27,
    lexemes,
    shares: lexemes.map(() => share),
  });
};

const RARE = statisticsOf(0, 0);
const COMMON = statisticsOf(3_000_000, 0.3);

type Row = Record<'id' | 'title' | 'code' | 'supplier' | 'beltName', string> & {
  quality: number;
  belt: number;
};
type Ranked = { id: string; rank: number; quality: number };

/** As the description of RELEVANCE has it; nothing where a word is not found. */
function rankOf(row: Row, words: readonly string[]): Ranked | undefined {
  const { id, title, code, supplier, beltName, quality } = row;
  const isIn = (word: string, ...texts: string[]): boolean =>
    texts.some((text) => text.toLowerCase().includes(word.toLowerCase()));
  if (!words.every((word) => isIn(word, title, code, supplier, beltName))) return undefined;
  if (code.toLowerCase() === words.join(' ').toLowerCase()) return { id, rank: 3, quality };
  return { id, rank: words.every((word) => isIn(word, title)) ? 2 : 1, quality };
}

const byRank =
  (direction: 'ASC' | 'DESC') =>
  (a: Ranked, b: Ranked): number => {
    const rising = a.rank - b.rank || a.quality - b.quality || (a.id < b.id ? -1 : 1);
    return direction === 'ASC' ? rising : -rising;
  };

const requests = fc.record({
  words: fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
  direction: fc.constantFrom('ASC' as const, 'DESC' as const),
  backward: fc.boolean(),
  limit: fc.integer({ min: 1, max: 30 }),
  scan: fc.constantFrom(1, 7, 50, 1_000),
  parents: fc.constantFrom<number[] | undefined>(undefined, [13], [6, 13]),
  skip: fc.nat({ max: 40 }),
});

describe('a page that is found in order is the page that is found by index', () => {
  const baseOf = (parents: number[] | undefined): Pick<KeysetQuery, 'table' | 'conditions' | 'parent'> => ({
    table: 'sku',
    conditions: [() => `t.status = 'LISTED'`],
    ...(parents ? { parent: { column: 'belt_number', type: 'smallint' } as const } : {}),
  });
  const from = (places: Place[], skip: number, backward: boolean): Partial<Window> => {
    const place = places[Math.min(skip, places.length - 1)];
    if (!place || skip === 0) return {};
    return backward ? { before: place } : { after: place };
  };

  it('by price', async () => {
    const db = new Statements(server.database.dataSource);
    let found = 0;
    let inBelts = 0;
    const property = fc.asyncProperty(
      requests,
      async ({ words, direction, backward, limit, scan, parents, skip }) => {
        const terms = await findTerms(server.app, words.join(' '));
        const query: KeysetQuery = {
          ...baseOf(parents),
          order: { column: 'live_price', type: 'integer', direction },
        };
        const sought = soughtFor(terms, RARE)!;
        expect(sought.scan).toBe(0);
        const keys = parents ?? [null];
        const [all] = await readPlaces(db, { ...query, sought }, keys, { limit: 1_000, backward: false });
        const window: Window = { limit, backward, ...from(all!, skip, backward) };
        const expected = await readPlaces(db, { ...query, sought }, keys, window);
        found += expected[0]!.length;
        const common = soughtFor(terms, COMMON)!;
        inBelts += common.each ? 1 : 0;
        for (const way of [
          { ...sought, scan },
          { ...common, scan },
          { ...common, scan: 0 },
        ])
          expect(await readPlaces(db, { ...query, sought: way }, keys, window)).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(found).toBeGreaterThan(300);
    expect(inBelts).toBeGreaterThan(20);
  });

  it('by relevance, and the page that the rule makes of the rows', async () => {
    const db = new Statements(server.database.dataSource);
    const rows: Row[] = await server.database.dataSource.query(
      `SELECT t.id, t.title, t.code, t.supplier_quality AS quality, t.belt_number AS belt, s.name AS supplier, b.name AS "beltName"
         FROM sku t JOIN supplier s ON s.id = t.supplier_id JOIN belt b ON b.number = t.belt_number`,
    );
    let found = 0;
    let besideTitle = 0;
    const property = fc.asyncProperty(
      requests,
      async ({ words, direction, backward, limit, parents, skip }) => {
        const text = words.join(' ');
        const terms = await findTerms(server.app, text);
        const query: KeysetQuery = {
          ...baseOf(parents),
          order: { column: 'supplier_quality', type: 'integer', direction },
        };
        const keys = parents ?? [null];
        const read = (statistics: TextStatistics, window: Window): Promise<Place[][]> =>
          readByRelevance(db, query, tiersOf(text, terms, statistics), keys, window);
        const [all] = await read(RARE, { limit: 1_000, backward: false });
        const ofParent = rows.filter(({ belt }) => !parents || belt === parents[0]);
        const ruled = ofParent.flatMap((row) => rankOf(row, words) ?? []).toSorted(byRank(direction));
        expect(all!.map(({ id }) => id)).toEqual(ruled.map(({ id }) => id));
        besideTitle += ruled.filter(({ rank }) => rank === 1).length;
        const window: Window = { limit, backward, ...from(all!, skip, backward) };
        const expected = await read(RARE, window);
        found += expected[0]!.length;
        expect(await read(COMMON, window)).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(found).toBeGreaterThan(300);
    expect(besideTitle).toBeGreaterThan(300);
  });
});

describe('statistics', () => {
  it('make rare terms be found by index, and common ones in order, through no more rows than a limit', () => {
    const { maxScanned } = SEARCH_LIMITS;
    expect(scanFor(0, COMMON)).toBe(0);
    expect(scanFor(0.002, COMMON)).toBe(0);
    expect(scanFor(0.5, COMMON)).toBe(maxScanned);
    expect(scanFor(0.01, COMMON)).toBe(maxScanned);
  });

  it('take a term for as rare as its rarest pair, and several terms for rarer than each', () => {
    const statistics = new TextStatistics({
      skus: 1_000_000,
      suppliers: 100,
      belts: 10,
      lexemes: ['翡翠', '翠手', '手镯', '女', '女装'],
      shares: [0.2, 0.05, 0.1, 0.02, 0.03],
    });
    const term = (text: string, names: object = {}) => ({
      term: text,
      pairs: [],
      belts: [],
      suppliers: [],
      ...names,
    });
    expect(statistics.share([term('翡翠手镯')])).toBe(0.05);
    expect(statistics.share([term('翡翠'), term('手镯')])).toBeCloseTo(0.02);
    expect(statistics.share([term('女')])).toBeCloseTo(0.05);
    expect(statistics.share([term('翡翠王')])).toBe(0);
    expect(statistics.share([term('翡翠王', { belts: [1], suppliers: ['a', 'b'] })])).toBeCloseTo(0.12);
    expect(statistics.share([term('有限公司', { suppliers: 'many' })])).toBe(1);
  });

  it('are read from Postgres, and may be missing', async () => {
    const db = server.database.dataSource;
    await expect(TextStatistics.load(db)).resolves.toBeInstanceOf(TextStatistics);
    await db.query('ANALYZE sku, supplier');
    const statistics = await TextStatistics.load(db);
    expect(statistics.skus).toBe(160);
    const [{ share }] = await db.query(
      `SELECT avg((search_text LIKE '%翡翠%')::integer)::float8 AS share FROM sku`,
    );
    expect(statistics.textShare(['翡翠'])).toBeCloseTo(share, 5);
  });
});
