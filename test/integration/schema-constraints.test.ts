import type { QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { rolledBack } from '../support/rolled-back';
import { insertRow, insertSku, insertSupplier, type Row } from '../support/rows';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const tried = <T>(work: (db: QueryRunner) => Promise<T>): Promise<T> => rolledBack(database.dataSource, work);

describe('the CHECKs, keys and foreign keys', () => {
  const ID = '00000000-0000-4000-8000-00000000000';
  const NOBODY = `${ID}f`;

  /** A row of each table that Postgres takes; the bad rows below differ from it in what the constraint forbids. */
  const GOOD: Record<string, Row> = {
    region: { code: '990000', name: '测试省', short_name: '测试', level: 'PROVINCE' },
    belt: { number: 900, slug: 'test', name: '测试', name_en: 'Test', kind: 'OTHER', region_code: '330000' },
    base: { slug: 'test-base', name: '测试', name_en: 'Test', belt_number: 13, region_code: '330000' },
    audience: {
      number: 250,
      slug: 'test',
      name: '测试',
      name_en: 'Test',
      gender_shares: [400_000, 600_000],
      age_shares: [0, 0, 0, 0, 0, 1_000_000],
    },
    shipping_class: {
      number: 4000,
      slug: 'test',
      name: '测试',
      name_en: 'Test',
      free_provinces: ['33'],
      dispatch_hours: 48,
    },
    category: { number: 16_000, slug: 'test', name: '测试', parent_number: 1, audience_number: 1 },
    price_band: { number: 31, code: 'TEST', min_fen: 123, max_fen: 124 },
    supplier: {
      belt_number: 13,
      code: 'GOOD',
      name: '测试',
      kind: 'BRAND',
      quality: 1,
      region_code: '330000',
    },
    supplier_metric: { supplier_id: `${ID}1`, metric: 'RATING', observed: 5, sample_size: 1, estimate: 4.7 },
    supplier_metric_day: {
      supplier_id: `${ID}1`,
      day: '2026-11-21',
      source: 'shop',
      orders: 10,
      sales_fen: 1,
      ratings: 2,
      rating_sum: 10,
      dispatched_in_time: 10,
      enquiries: 3,
      replies: 3,
      quality_returns: 10,
      disputes: 10,
      disputes_settled_in_time: 10,
    },
    supplier_exposure: { supplier_id: `${ID}1`, day: '2026-11-22', shown: 1 },
    sku: {
      supplier_id: `${ID}1`,
      belt_number: 13,
      supplier_status: 'ACTIVE',
      supplier_quality: 500_000,
      code: 'GOOD',
      title: '测试',
      search_text: '测试',
      search_vector: ['测试', '试'],
      category_number: 3,
      audience_number: 1,
      shipping_number: 1,
      provenance: 'ORIGIN',
      supply_price: 1,
      live_price: 1,
      market_price: 1,
      commission_rate: 9000,
      stock: 0,
    },
    streamer: { handle: 'a-1', name: '测', follower_count: 0, session_demand: 1, home_belt_number: 13 },
    streamer_niche: { streamer_id: `${ID}2`, category_number: 3 },
    fan_profile: {
      streamer_id: `${ID}2`,
      gender_shares: [1_000_000, 0],
      age_shares: [],
      price_band_shares: [250_000, 750_000],
      region_shares: { 33: 400_000, 44: 600_000 },
      category_shares: {},
      sample_size: 0,
    },
  };

  const SPOILT_SLUGS = ['Test', 'te st', '-test', 'test-', 'te--st', ''];

  /** [constraint, table, how the good row is spoilt] */
  const BAD: [constraint: string, table: string, spoilt: Row][] = [
    ...['99000', '99000a', '９９００００'].map(
      (code) => ['region_code_ck', 'region', { code }] as [string, string, Row],
    ),
    ['region_top_ck', 'region', { level: 'CITY' }],
    ['region_top_ck', 'region', { parent_code: '330000' }],
    ['region_parent_code_fk', 'region', { level: 'CITY', parent_code: '980000' }],
    ['belt_number_ck', 'belt', { number: 0 }],
    ['belt_number_ck', 'belt', { number: 1024 }],
    ...SPOILT_SLUGS.map((slug) => ['belt_slug_ck', 'belt', { slug }] as [string, string, Row]),
    ['belt_number_uq', 'belt', { number: 13 }],
    ['belt_slug_uq', 'belt', { slug: 'yiwu' }],
    ['belt_region_code_fk', 'belt', { region_code: '980000' }],
    ...SPOILT_SLUGS.map((slug) => ['base_slug_ck', 'base', { slug }] as [string, string, Row]),
    ['base_slug_uq', 'base', { slug: 'taken' }],
    ['base_belt_number_fk', 'base', { belt_number: 901 }],
    ['base_region_code_fk', 'base', { region_code: '980000' }],
    ['audience_number_ck', 'audience', { number: 0 }],
    ['audience_number_ck', 'audience', { number: 256 }],
    ['audience_slug_uq', 'audience', { slug: 'everyone' }],
    ['audience_genders_ck', 'audience', { gender_shares: [400_000, 599_999] }],
    ['audience_genders_ck', 'audience', { gender_shares: [-1, 1_000_001] }],
    ['audience_genders_ck', 'audience', { gender_shares: [1_000_000] }],
    ['audience_genders_ck', 'audience', { gender_shares: [] }],
    ['audience_ages_ck', 'audience', { age_shares: [500_000, 500_000] }],
    ['audience_ages_ck', 'audience', { age_shares: [1, 1, 1, 1, 1, 1] }],
    ['shipping_class_number_ck', 'shipping_class', { number: 0 }],
    ['shipping_class_number_ck', 'shipping_class', { number: 4096 }],
    ['shipping_class_slug_uq', 'shipping_class', { slug: 'nationwide' }],
    ['shipping_class_dispatch_ck', 'shipping_class', { dispatch_hours: 0 }],
    ['shipping_class_dispatch_ck', 'shipping_class', { dispatch_hours: 721 }],
    ['category_number_ck', 'category', { number: 0 }],
    ['category_number_ck', 'category', { number: 16_384 }],
    ...SPOILT_SLUGS.map((slug) => ['category_slug_ck', 'category', { slug }] as [string, string, Row]),
    ['category_number_uq', 'category', { number: 3 }],
    ['category_slug_uq', 'category', { slug: 'dresses' }],
    ['category_parent_number_fk', 'category', { parent_number: 16_001 }],
    ['category_audience_number_fk', 'category', { audience_number: 251 }],
    ['price_band_number_ck', 'price_band', { number: 0 }],
    ['price_band_number_ck', 'price_band', { number: 32 }],
    ['price_band_range_ck', 'price_band', { max_fen: 123 }],
    ['price_band_range_ck', 'price_band', { min_fen: -1 }],
    ['price_band_code_uq', 'price_band', { code: 'P50_70' }],
    ['price_band_min_fen_uq', 'price_band', { min_fen: 5000, max_fen: 7000 }],
    ['supplier_quality_ck', 'supplier', { quality: -1 }],
    ['supplier_quality_ck', 'supplier', { quality: 1_000_001 }],
    ['supplier_code_ck', 'supplier', { code: '' }],
    ['supplier_code_ck', 'supplier', { code: 'x'.repeat(65) }],
    ['supplier_name_ck', 'supplier', { name: '' }],
    ['supplier_name_ck', 'supplier', { name: '字'.repeat(201) }],
    ['supplier_belt_number_fk', 'supplier', { belt_number: 901 }],
    ['supplier_region_code_fk', 'supplier', { region_code: '980000' }],
    ['supplier_belt_number_code_uq', 'supplier', { code: 'TAKEN' }],
    ['supplier_metric_sample_ck', 'supplier_metric', { sample_size: -1 }],
    ['supplier_metric_sample_ck', 'supplier_metric', { observed: null }],
    ['supplier_metric_supplier_id_fk', 'supplier_metric', { supplier_id: NOBODY }],
    ['supplier_licence_ck', 'supplier', { licence: '91330782MA28ABCI0X' }],
    ['supplier_licence_ck', 'supplier', { licence: '91330782MA28ABC10' }],
    ['supplier_metric_day_supplier_id_fk', 'supplier_metric_day', { supplier_id: NOBODY }],
    ['supplier_metric_day_source_ck', 'supplier_metric_day', { source: '' }],
    ['supplier_metric_day_sales_ck', 'supplier_metric_day', { sales_fen: -1 }],
    ['supplier_metric_day_ratings_ck', 'supplier_metric_day', { rating_sum: 11 }],
    ['supplier_metric_day_ratings_ck', 'supplier_metric_day', { rating_sum: 1 }],
    ['supplier_metric_day_orders_ck', 'supplier_metric_day', { dispatched_in_time: 11 }],
    ['supplier_metric_day_orders_ck', 'supplier_metric_day', { quality_returns: 11 }],
    ['supplier_metric_day_replies_ck', 'supplier_metric_day', { replies: 4 }],
    ['supplier_metric_day_settled_ck', 'supplier_metric_day', { disputes_settled_in_time: 11 }],
    ['supplier_exposure_shown_ck', 'supplier_exposure', { shown: 0 }],
    ['supplier_exposure_supplier_id_fk', 'supplier_exposure', { supplier_id: NOBODY }],
    ['sku_code_ck', 'sku', { code: '' }],
    ['sku_code_ck', 'sku', { code: 'x'.repeat(65) }],
    ['sku_title_ck', 'sku', { title: '' }],
    ['sku_title_ck', 'sku', { title: '字'.repeat(201) }],
    ['sku_price_ck', 'sku', { supply_price: 0 }],
    ['sku_price_ck', 'sku', { supply_price: 2 }],
    ['sku_price_ck', 'sku', { market_price: 0 }],
    ['sku_price_limit_ck', 'sku', { live_price: 2_000_000_001 }],
    ['sku_price_limit_ck', 'sku', { market_price: 2_000_000_001 }],
    ['sku_commission_ck', 'sku', { commission_rate: -1 }],
    ['sku_commission_ck', 'sku', { commission_rate: 9001 }],
    ['sku_counts_ck', 'sku', { stock: -1 }],
    ['sku_counts_ck', 'sku', { sales_total: -1 }],
    ['sku_counts_ck', 'sku', { sales_recent: -1 }],
    ['sku_counts_ck', 'sku', { sales_previous: -1 }],
    ['sku_supplier_id_code_uq', 'sku', { code: 'TAKEN' }],
    ['sku_supplier_fk', 'sku', { supplier_id: NOBODY }],
    ['sku_supplier_fk', 'sku', { belt_number: 14 }],
    ['sku_supplier_fk', 'sku', { supplier_status: 'FROZEN' }],
    ['sku_supplier_fk', 'sku', { supplier_quality: 500_001 }],
    ['sku_supplier_fk', 'sku', { supplier_newcomer: true }],
    ['sku_category_number_fk', 'sku', { category_number: 16_001 }],
    ['sku_audience_number_fk', 'sku', { audience_number: 251 }],
    ['sku_shipping_number_fk', 'sku', { shipping_number: 4001 }],
    ...[...SPOILT_SLUGS, 'x'.repeat(65)].map(
      (handle) => ['streamer_handle_ck', 'streamer', { handle }] as [string, string, Row],
    ),
    ['streamer_name_ck', 'streamer', { name: '' }],
    ['streamer_name_ck', 'streamer', { name: '字'.repeat(101) }],
    ['streamer_counts_ck', 'streamer', { follower_count: -1 }],
    ['streamer_counts_ck', 'streamer', { session_demand: 0 }],
    ['streamer_handle_uq', 'streamer', { handle: 'taken' }],
    ['streamer_home_belt_number_fk', 'streamer', { home_belt_number: 901 }],
    ['streamer_niche_streamer_id_fk', 'streamer_niche', { streamer_id: NOBODY }],
    ['streamer_niche_category_number_fk', 'streamer_niche', { category_number: 16_001 }],
    ['fan_profile_streamer_id_fk', 'fan_profile', { streamer_id: NOBODY }],
    ['fan_profile_genders_ck', 'fan_profile', { gender_shares: [1_000_000] }],
    ['fan_profile_genders_ck', 'fan_profile', { gender_shares: [1, 1] }],
    ['fan_profile_ages_ck', 'fan_profile', { age_shares: [500_000, 500_000] }],
    ['fan_profile_ages_ck', 'fan_profile', { age_shares: [-1, 1, 0, 0, 0, 1_000_000] }],
    ['fan_profile_price_bands_ck', 'fan_profile', { price_band_shares: [999_999] }],
    ['fan_profile_regions_ck', 'fan_profile', { region_shares: { 33: 999_999 } }],
    ['fan_profile_regions_ck', 'fan_profile', { region_shares: { 33: 1_000_001, 44: -1 } }],
    ['fan_profile_categories_ck', 'fan_profile', { category_shares: { 3: 1 } }],
    ['fan_profile_sample_ck', 'fan_profile', { sample_size: -1 }],
  ];

  /** What the rows above refer to, or collide with. */
  async function insertNeighbours(db: QueryRunner): Promise<void> {
    const taken = { id: `${ID}1`, code: 'TAKEN', quality: 500_000 };
    await insertSku(db, await insertSupplier(db, taken), { code: 'TAKEN' });
    await insertRow(db, 'streamer', { id: `${ID}2`, handle: 'taken', name: '测试' });
    await insertRow(db, 'base', { ...GOOD.base, slug: 'taken' });
  }

  it.each(Object.keys(GOOD))('let a good row into %s', async (table) => {
    await tried(async (db) => {
      await insertNeighbours(db);
      await expect(insertRow(db, table, GOOD[table]!)).resolves.toBeDefined();
    });
  });

  it.each(BAD)('%s keeps a row out of %s that has %j', async (constraint, table, spoilt) => {
    await tried(async (db) => {
      await insertNeighbours(db);
      await expect(insertRow(db, table, { ...GOOD[table], ...spoilt })).rejects.toMatchObject({ constraint });
    });
  });

  it('have a bad row here each', async () => {
    // A key over columns of which one is the primary key: no row can break it alone.
    const unbreakable = ['supplier_copied_uq'];
    const rows: { conname: string }[] = await database.dataSource.query(
      `SELECT conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u') AND conrelid::regclass::text = ANY ($1)`,
      [Object.keys(GOOD)],
    );
    const known = new Set([...BAD.map(([constraint]) => constraint), ...unbreakable]);
    expect(rows.map(({ conname }) => conname).filter((name) => !known.has(name))).toEqual([]);
  });

  it('keep a supplier that has SKUs, and take what belongs to a streamer along with the streamer', async () => {
    await tried(async (db) => {
      await insertNeighbours(db);
      await insertRow(db, 'streamer_niche', GOOD.streamer_niche!);
      await insertRow(db, 'fan_profile', GOOD.fan_profile!);
      await db.query('DELETE FROM streamer WHERE id = $1', [`${ID}2`]);
      expect(
        await db.query('SELECT streamer_id FROM streamer_niche UNION SELECT streamer_id FROM fan_profile'),
      ).toEqual([]);

      await expect(db.query('DELETE FROM supplier WHERE id = $1', [`${ID}1`])).rejects.toMatchObject({
        constraint: 'sku_supplier_fk',
      });
    });
  });
});
