import { readReferenceData } from '../../src/seed/reference-data';
import { loadReference } from '../../src/seed/reference';
import { stableUuid } from '../../src/seed/stable-uuid';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
});
afterAll(() => database.drop());

const rows = <T>(sql: string): Promise<T[]> => database.dataSource.query(sql);
const count = async (sql: string): Promise<number> =>
  Number((await rows<{ count: string }>(`SELECT count(*) ${sql}`))[0]!.count);

describe('the reference data', () => {
  it('holds the files, row by row', async () => {
    const data = readReferenceData();
    expect(await count('FROM region')).toBe(data.regions.length);
    expect(await count('FROM belt')).toBe(data.belts.length);
    expect(await count('FROM base')).toBe(data.belts.flatMap(({ bases }) => bases).length);
    expect(await count('FROM category')).toBe(data.categories.length);
    expect(await count('FROM audience')).toBe(data.audiences.length);
    expect(await count('FROM shipping_class')).toBe(data.shippingClasses.length);
    expect(await count('FROM price_band')).toBe(18);
  });

  it('gives things the same id in every database', async () => {
    for (const table of ['belt', 'base', 'category']) {
      const found = await rows<{ id: string; slug: string }>(`SELECT id, slug FROM ${table}`);
      for (const { id, slug } of found) expect(id).toBe(stableUuid(table, slug));
    }
  });

  it('has every belt that is promised', async () => {
    const wanted: Record<string, string[]> = {
      APPAREL: ['杭州', '郑州', '佟二堡', '常熟', '沧州'],
      JADE: ['瑞丽', '四会', '揭阳', '可塘', '镇平', '岫岩', '十堰'],
      SMALL_COMMODITY: ['义乌'],
      HOME: ['佛山'],
      PRODUCE: ['大连', '徐闻', '云南'],
    };
    const belts = await rows<{ name: string; kind: string }>('SELECT name, kind FROM belt');
    for (const [kind, places] of Object.entries(wanted)) {
      for (const place of places) {
        expect(belts.filter((belt) => belt.kind === kind && belt.name.includes(place))).toHaveLength(1);
      }
    }
    expect(await count('FROM belt WHERE NOT EXISTS (SELECT FROM base WHERE belt_number = belt.number)')).toBe(
      0,
    );
  });

  it('has at least 150 leaves, of three levels, each with an audience and nouns of its own', async () => {
    const leaves = await rows<{ slug: string; depth: number; audience: number | null; nouns: number }>(`
      WITH RECURSIVE tree AS (
        SELECT number, slug, audience_number, keywords, 1 AS depth FROM category WHERE parent_number IS NULL
        UNION ALL
        SELECT c.number, c.slug, c.audience_number, c.keywords, depth + 1
          FROM category c JOIN tree ON c.parent_number = tree.number)
      SELECT slug, depth, audience_number AS audience, cardinality(keywords) AS nouns
        FROM tree WHERE NOT EXISTS (SELECT FROM category WHERE parent_number = tree.number)`);
    expect(leaves.length).toBeGreaterThanOrEqual(150);
    expect(leaves.filter(({ depth, audience, nouns }) => depth !== 3 || !audience || nouns < 3)).toEqual([]);
  });

  it('has regions whose parents are one level up and share their code', async () => {
    expect(
      await count(`FROM region child LEFT JOIN region parent ON parent.code = child.parent_code
        WHERE child.level <> 'PROVINCE' AND (parent.code IS NULL OR parent.level >= child.level
           OR left(parent.code, 2) <> left(child.code, 2))`),
    ).toBe(0);
    expect(await count(`FROM region WHERE level = 'PROVINCE'`)).toBeGreaterThanOrEqual(31);
    expect(await count(`FROM region WHERE code = '330782' AND short_name = '义乌'`)).toBe(1);
  });

  it('ships to provinces that exist', async () => {
    expect(
      await count(`FROM shipping_class, unnest(free_provinces) AS province
        WHERE NOT EXISTS (SELECT FROM region WHERE code = province || '0000' AND level = 'PROVINCE')`),
    ).toBe(0);
  });

  it('has price bands that agree with price_band_number() at every edge and one fen below', async () => {
    const found = await rows(`
      SELECT number, code, max_fen, price_band_number(min_fen) AS at_min, price_band_number(max_fen - 1) AS below_max,
             price_band_number(max_fen) AS at_max
        FROM price_band ORDER BY number`);
    const edges = [0, 5, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 800, 1500, 3000, 8000, 20000];
    expect(found).toEqual(
      edges.map((edge, i) => {
        const next = edges[i + 1];
        return {
          number: i + 1,
          code: `P${edge}_${next ?? 'UP'}`,
          max_fen: next === undefined ? null : next * 100,
          at_min: i + 1,
          below_max: next === undefined ? null : i + 1,
          at_max: next === undefined ? null : i + 2,
        };
      }),
    );
  });
});

describe('loading it again', () => {
  const TABLES = ['region', 'belt', 'base', 'audience', 'shipping_class', 'category', 'price_band'];
  const versions = async (): Promise<unknown> =>
    Promise.all(TABLES.map((table) => rows(`SELECT ctid, xmin, * FROM ${table} ORDER BY ctid`)));

  it('touches no row', async () => {
    const before = await versions();
    expect(await loadReference(database.dataSource)).toBe(0);
    expect(await versions()).toEqual(before);
  });

  it('repairs what was changed, and leaves what was added', async () => {
    await rows(`UPDATE belt SET name = 'wrong' WHERE slug = 'yiwu'`);
    await rows(`UPDATE audience SET gender_shares = '{1000000,0}' WHERE number = 1`);
    await rows(`UPDATE category SET aliases = '{}' WHERE slug = 'dresses'`);
    await rows(`INSERT INTO region VALUES ('990000', '别处', '别处', 'PROVINCE', NULL)`);
    await rows(`UPDATE base SET id = gen_random_uuid() WHERE slug = 'yiwu-trade-city'`);
    expect(await loadReference(database.dataSource)).toBe(3);
    expect(await count(`FROM belt WHERE name = 'wrong'`)).toBe(0);
    expect(await count(`FROM region WHERE code = '990000'`)).toBe(1);
    expect(await loadReference(database.dataSource)).toBe(0);
  });
});
