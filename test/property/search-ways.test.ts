import * as fc from 'fast-check';
import { SEARCH_LIMITS } from '../../src/config/limits';
import { type KeysetQuery, type Place, readPlaces, type Window } from '../../src/database/keyset';
import { Statements } from '../../src/database/statements';
import { findTerms, type FoundTerm } from '../../src/search/found-terms';
import { readByRelevance, tiersOf } from '../../src/search/relevance';
import { scanFor, soughtFor } from '../../src/search/sought';
import { TextStatistics } from '../../src/search/text-statistics';
import { closeHealthy } from '../support/healthy';
import { insertSku, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

jest.setTimeout(90_000);

/** A page is found in order or by index, whichever Postgres' statistics make look quicker; it must be the same page. */
let server: TestServer;
let rows: Row[];

const WORDS = ['翡翠', '手镯', '女', 'A1', '义乌', '有限', '珍珠', 'k-', '没有'];

/** A code that is not plain; a title and a code of two lines, where it cannot be told which word is in which. */
const CODES = ['翡翠', '手镯', '女', 'A1', '珍珠\n手镯', 'A1\nk-'];

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
      const title = [WORDS[j % 9], WORDS[(i * j) % 9], WORDS[(i + j) % 5]].join(['\n', '', ' '][j % 3]);
      await insertSku(db, supplier, { title, ...(j % 9 === 7 ? { code: CODES[(i + j) % 6] } : {}) });
    }
  }
  rows = await db.query(
    `SELECT t.id, t.title, t.code, t.supplier_quality AS quality, t.belt_number AS belt, s.name AS supplier, b.name AS "beltName"
       FROM sku t JOIN supplier s ON s.id = t.supplier_id JOIN belt b ON b.number = t.belt_number`,
  );
});
afterAll(() => closeHealthy(server));

/** As if there were so many SKUs, of which this share has every pair. */
const statisticsOf = (skus: number, share: number, wideCodes = 0): TextStatistics => {
  const letters = [...new Set(WORDS.join('').toLowerCase())];
  const lexemes = letters.flatMap((a) => [a, ...letters.map((b) => a + b)]);
  return new TextStatistics({
    skus,
    suppliers: 50_000,
    belts: 27,
    wideCodes,
    lexemes,
    shares: lexemes.map(() => share),
    nameLexemes: lexemes,
    nameShares: lexemes.map(() => share / 10),
  });
};

const RARE = statisticsOf(0, 0);
const COMMON = statisticsOf(3_000_000, 0.3);
/** What makes each way look the quickest: with words commoner than names and rarer, and with codes that are words. */
const KNOWN = [RARE, COMMON, ...[0.01, 0.0001].map((share) => statisticsOf(3_000_000, share))];
const WITH_WIDE_CODES = statisticsOf(3_000_000, 0.3, 3_000_000);

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
  maxNamedSuppliers: fc.constantFrom(0, 1, 1_000),
  known: fc.constantFrom(...KNOWN),
});

/** The terms, as if so many suppliers were too many to be named. */
async function termsOf(words: readonly string[], maxNamedSuppliers: number): Promise<FoundTerm[]> {
  const limit = jest.replaceProperty<any, any>(SEARCH_LIMITS, 'maxNamedSuppliers', maxNamedSuppliers);
  return findTerms(server.app, words.join(' ')).finally(() => limit.restore());
}

describe('a page that is found in order is the page that is found by index', () => {
  const baseOf = (parents: number[] | undefined): Pick<KeysetQuery, 'table' | 'conditions' | 'parent'> => ({
    table: 'sku',
    conditions: [() => `t.status = 'LISTED'`],
    ...(parents ? { parent: { column: 'belt_number', type: 'smallint' } as const } : {}),
  });
  const ofParent = (parents: number[] | undefined): Row[] =>
    rows.filter(({ belt }) => !parents || belt === parents[0]);
  const from = (places: Place[], skip: number, backward: boolean): Partial<Window> => {
    const place = places[Math.min(skip, places.length - 1)];
    if (!place || skip === 0) return {};
    return backward ? { before: place } : { after: place };
  };

  it('by price', async () => {
    const db = new Statements(server.database.dataSource);
    let found = 0;
    let inBelts = 0;
    let many = 0;
    const property = fc.asyncProperty(
      requests,
      async ({ words, direction, backward, limit, scan, parents, skip, maxNamedSuppliers, known }) => {
        const terms = await termsOf(words, maxNamedSuppliers);
        const query: KeysetQuery = {
          ...baseOf(parents),
          order: { column: 'live_price', type: 'integer', direction },
        };
        const sought = soughtFor(terms, RARE, true)!;
        expect(sought.scan).toBe(0);
        const keys = parents ?? [null];
        const [all] = await readPlaces(db, { ...query, sought }, keys, { limit: 1_000, backward: false });
        const ruled = ofParent(parents).filter((row) => rankOf(row, words));
        expect(all!.map(({ id }) => id).toSorted()).toEqual(ruled.map(({ id }) => id).toSorted());
        const window: Window = { limit, backward, ...from(all!, skip, backward) };
        const expected = await readPlaces(db, { ...query, sought }, keys, window);
        found += expected[0]!.length;
        const way = soughtFor(terms, known, true)!;
        const { each, ...whole } = way;
        inBelts += each ? 1 : 0;
        many += terms.some(({ suppliers }) => suppliers === 'many') ? 1 : 0;
        for (const other of [
          way,
          { ...whole, scan },
          { ...whole, scan, further: 3 * scan },
          { ...whole, scan: 0, ...(each ? { each: { ...each, scan } } : {}) },
        ])
          expect(await readPlaces(db, { ...query, sought: other }, keys, window)).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(found).toBeGreaterThan(300);
    expect(inBelts).toBeGreaterThan(20);
    expect(many).toBeGreaterThan(30);
  });

  it('by price, where goods of the belts that a word names are gone through, and given up anywhere', async () => {
    const db = new Statements(server.database.dataSource);
    const property = fc.asyncProperty(
      requests,
      fc.constantFrom('义乌', '翡翠'),
      fc.integer({ min: 1, max: 60 }),
      async ({ words, direction, backward, limit, skip }, belt, scan) => {
        const terms = await findTerms(server.app, [belt, ...words.slice(1)].join(' '));
        const query: KeysetQuery = {
          ...baseOf(undefined),
          order: { column: 'live_price', type: 'integer', direction },
        };
        const byIndex = soughtFor(terms, RARE, true)!;
        const [all] = await readPlaces(db, { ...query, sought: byIndex }, [null], {
          limit: 1_000,
          backward: false,
        });
        const window: Window = { limit, backward, ...from(all!, skip, backward) };
        const common = soughtFor(terms, COMMON, true)!;
        const sought = { ...common, scan: 0, each: { ...common.each!, scan } };
        const [places] = await readPlaces(db, { ...query, sought }, [null], window);
        const [expected] = await readPlaces(db, { ...query, sought: byIndex }, [null], window);
        expect(places).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it('by relevance, and the page that the rule makes of the rows', async () => {
    const db = new Statements(server.database.dataSource);
    let found = 0;
    let besideTitle = 0;
    const property = fc.asyncProperty(
      requests,
      async ({ words, direction, backward, limit, parents, skip, maxNamedSuppliers, known }) => {
        const text = words.join(' ');
        const terms = await termsOf(words, maxNamedSuppliers);
        const query: KeysetQuery = {
          ...baseOf(parents),
          order: { column: 'supplier_quality', type: 'integer', direction },
        };
        const keys = parents ?? [null];
        const read = (statistics: TextStatistics, window: Window): Promise<Place[][]> =>
          readByRelevance(db, query, tiersOf(text, terms, statistics), keys, window);
        const [all] = await read(RARE, { limit: 1_000, backward: false });
        const ruled = ofParent(parents)
          .flatMap((row) => rankOf(row, words) ?? [])
          .toSorted(byRank(direction));
        expect(all!.map(({ id }) => id)).toEqual(ruled.map(({ id }) => id));
        besideTitle += ruled.filter(({ rank }) => rank === 1).length;
        const window: Window = { limit, backward, ...from(all!, skip, backward) };
        const expected = await read(RARE, window);
        found += expected[0]!.length;
        for (const statistics of [known, WITH_WIDE_CODES])
          expect(await read(statistics, window)).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(found).toBeGreaterThan(300);
    expect(besideTitle).toBeGreaterThan(300);
  });
});

describe('statistics', () => {
  it('make rare terms be found by index, and common ones in order, through no more rows than a limit', () => {
    const { minScanned, maxScanned } = SEARCH_LIMITS;
    expect(scanFor(0, COMMON)).toBe(0);
    expect(scanFor(0.002, COMMON)).toBe(0);
    expect(scanFor(0.5, COMMON)).toBe(minScanned);
    expect(scanFor(0.01, COMMON)).toBe(minScanned);
    expect(scanFor(0.5, COMMON, 0.08)).toBe(30_000);
    expect(scanFor(0.5, COMMON, 0.004)).toBe(minScanned);
    expect(scanFor(0.5, COMMON, 0.5)).toBe(maxScanned);
    expect(scanFor(0, COMMON, 0.5)).toBe(0);
  });

  it('take a term for as rare as its rarest pair, and several terms for rarer than each', () => {
    const statistics = new TextStatistics({
      skus: 1_000_000,
      suppliers: 10_000,
      belts: 10,
      wideCodes: 10_000,
      lexemes: ['翡翠', '翠手', '手镯', '女', '女装'],
      shares: [0.2, 0.05, 0.1, 0.02, 0.03],
      nameLexemes: ['有限', '公司', '限公'],
      nameShares: [0.4, 0.5, 0.3],
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
    expect(statistics.share([term('翡翠王', { belts: [1], suppliers: ['a', 'b'] })])).toBeCloseTo(0.1002);
    expect(statistics.share([term('有限公司', { suppliers: 'many' })])).toBeCloseTo(0.3);
    // At least as many as are too many to be named.
    expect(statistics.share([term('商行', { suppliers: 'many' })])).toBeCloseTo(0.1);
    expect(statistics.wideOrNamedShare([term('有限', { suppliers: 'many' })])).toBeCloseTo(0.41);
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
