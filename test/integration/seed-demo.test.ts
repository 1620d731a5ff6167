import { lexemesOf, searchTextOf } from '../../src/search/text';
import { createTestDatabase, type TestDatabase } from '../support/database';

let demo: TestDatabase;
const one = async <T = number>(expression: string): Promise<T> => {
  const [row] = await demo.dataSource.query<{ value: T }[]>(`SELECT ${expression} AS value`);
  return row!.value;
};
const share = (condition: string, table = 'sku'): Promise<number> =>
  one(`(SELECT avg((${condition})::integer)::double precision FROM ${table})`);
beforeAll(async () => {
  demo = await createTestDatabase({ template: 'demo' });
});
afterAll(() => demo.drop());

describe('the demo catalogue', () => {
  it('has a cell directory that equals counting the goods', async () => {
    const columns = 'cell, sku_count, max_static, max_quality, max_advantage, max_commission, max_momentum';
    const counted = `
    SELECT cell, count(*)::integer, max(static_score), max(supplier_quality), max(price_advantage),
           max(commission_value), max(momentum) FROM sku WHERE cell IS NOT NULL GROUP BY cell`;
    const difference = await demo.dataSource.query(`
    (SELECT ${columns} FROM matching_cell EXCEPT ${counted})
    UNION ALL (${counted} EXCEPT SELECT ${columns} FROM matching_cell)`);
    expect(difference).toEqual([]);
    expect(await one('(SELECT count(DISTINCT version)::integer FROM matching_cell)')).toBe(1);
    expect(await one('(SELECT count(*)::integer FROM matching_cell_change)')).toBe(0);
  });

  it('is searchable: text and vector of every good are what its title and code make', async () => {
    type Row = { title: string; code: string; search_text: string };
    const goods = await demo.dataSource.query<Row[]>('SELECT title, code, search_text FROM sku ORDER BY id');
    expect(goods.filter(({ title, code, search_text }) => search_text !== searchTextOf(title, code))).toEqual(
      [],
    );
    const lexemes = goods.map(({ search_text }) => lexemesOf(search_text));
    const [{ wrong }] = await demo.dataSource.query<[{ wrong: number }]>(
      `SELECT count(*)::integer AS wrong
       FROM (SELECT search_vector, row_number() OVER (ORDER BY id) AS position FROM sku) AS stored
       JOIN jsonb_array_elements($1::jsonb) WITH ORDINALITY AS expected (lexemes, position) USING (position)
      WHERE search_vector <> array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(lexemes)))`,
      [JSON.stringify(lexemes)],
    );
    expect(wrong).toBe(0);
  });

  it('has titles of 1 to 200 characters, at least 95 % of them distinct', async () => {
    expect(await share('length(title) BETWEEN 1 AND 200')).toBe(1);
    expect(await share('length(title) BETWEEN 6 AND 60')).toBeGreaterThan(0.99);
    const distinct = await one('(SELECT count(DISTINCT title) / count(*)::double precision FROM sku)');
    expect(distinct).toBeGreaterThan(0.95);
  });

  it('has goods of which about nine in ten are eligible', async () => {
    expect(await share('cell IS NOT NULL')).toBeGreaterThan(0.85);
    expect(await share('cell IS NOT NULL')).toBeLessThan(0.95);
    expect(await share(`status = 'LISTED'`)).toBeCloseTo(0.96, 2);
    expect(await share('stock = 0')).toBeCloseTo(0.04, 1);
    expect(await share('flagged')).toBeGreaterThan(0);
    expect(await share('market_price IS NULL')).toBeCloseTo(0.2, 1);
    expect(await share(`status = 'ACTIVE'`, 'supplier')).toBeGreaterThan(0.95);
    expect(await share('commission_rate % 50 = 0 AND commission_rate <= 4000')).toBe(1);
    expect(await share('supply_price BETWEEN live_price * 0.4 AND live_price * 0.9')).toBeGreaterThan(0.99);
    expect(await share(`updated_at BETWEEN created_at AND '2026-11-01' AND created_at > '2025-09-25'`)).toBe(
      1,
    );
  });

  it('has goods in every belt, of what the belt makes, in all but the rarest price bands', async () => {
    expect(await one('(SELECT count(DISTINCT belt_number) = (SELECT count(*) FROM belt) FROM sku)')).toBe(
      true,
    );
    expect(await one('(SELECT count(DISTINCT price_band)::integer FROM sku)')).toBeGreaterThanOrEqual(16);
    expect(await one('(SELECT count(DISTINCT category_number)::integer FROM sku)')).toBeGreaterThan(200);
    const grapes = `category_number = (SELECT number FROM category WHERE slug = 'grapes')`;
    const ofDalian = `belt_number = (SELECT number FROM belt WHERE slug = 'dalian-grape')`;
    expect(await share(grapes, `sku WHERE ${ofDalian}`)).toBeGreaterThan(0.3);
  });

  it('sells more of what better suppliers offer', async () => {
    const correlation = '(SELECT corr(supplier_quality, ln(1 + sales_recent)) FROM sku)';
    expect(await one(correlation)).toBeGreaterThan(0.1);
    expect(await one('(SELECT count(DISTINCT quality)::integer FROM supplier)')).toBeGreaterThan(350);
  });

  it('has 40 streamers, no two alike', async () => {
    const profiles = await demo.dataSource.query<Record<string, unknown>[]>(`
    SELECT handle, gender_shares, age_shares, price_band_shares, region_shares, category_shares,
           ARRAY(SELECT category_number FROM streamer_niche n WHERE n.streamer_id = id ORDER BY 1) AS niche
      FROM streamer JOIN fan_profile ON streamer_id = id`);
    expect(profiles).toHaveLength(40);
    const different = (of: (profile: Record<string, unknown>) => unknown): number =>
      new Set(profiles.map((profile) => JSON.stringify(of(profile)))).size;
    // Of three nothing is known yet, of a fourth no purchases: each empty value counts as one.
    expect(different(({ gender_shares }) => gender_shares)).toBe(38);
    expect(different(({ age_shares }) => age_shares)).toBe(38);
    expect(different(({ region_shares }) => region_shares)).toBe(38);
    expect(different(({ price_band_shares }) => price_band_shares)).toBe(37);
    expect(different(({ category_shares }) => category_shares)).toBe(37);
    expect(different((profile) => ({ ...profile, handle: undefined }))).toBe(40);
  });
});
