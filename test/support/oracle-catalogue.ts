import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { lexemesOf, searchTextOf } from '../../src/search/text';

/** Rows that a test puts in by plain SQL; what it does not say is ordinary. */

type Db = Pick<DataSource, 'query'>;

export type NewSku = {
  code?: string;
  title?: string;
  /** Slugs. */
  category?: string;
  audience?: string;
  shipping?: string;
  /** In fen. */
  live_price?: number;
  market_price?: number | null;
  /** Basis points. */
  commission_rate?: number;
  stock?: number;
  status?: string;
  flagged?: boolean;
  guarantees?: string[];
  sales_recent?: number;
  sales_previous?: number;
};

const ORDINARY = {
  category: 'dresses',
  audience: 'everyone',
  shipping: 'nationwide',
  live_price: 8_900,
  market_price: null,
  commission_rate: 2_000,
  stock: 500,
  status: 'LISTED',
  flagged: false,
  guarantees: [],
  sales_recent: 0,
  sales_previous: 0,
};

/** Puts a supplier in and returns its id; quality in millionths. */
export async function addSupplier(db: Db, { belt = 'yiwu', quality = 600_000 } = {}): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO supplier (id, belt_number, code, name, kind, quality)
     SELECT $1::uuid, number, 'T-' || $1, 'Test supplier', 'FACTORY', $3 FROM belt WHERE slug = $2`,
    [id, belt, quality],
  );
  return id;
}

/** Puts SKUs of one supplier in, by one statement, and returns their ids in the order given. */
export async function addSkus(db: Db, supplier: string, skus: NewSku[]): Promise<string[]> {
  const rows = skus.map((sku) => {
    const id = randomUUID();
    const { code = `C-${id}`, title = '测试货品' } = sku;
    const search_text = searchTextOf(title, code);
    return { ...ORDINARY, ...sku, id, code, title, search_text, lexemes: lexemesOf(search_text) };
  });
  await db.query(
    `INSERT INTO sku (id, supplier_id, belt_number, supplier_status, supplier_quality, supplier_newcomer, code, title,
       search_text, search_vector, category_number, audience_number, shipping_number, provenance, supply_price, live_price,
       market_price, commission_rate, stock, status, flagged, guarantees, sales_recent, sales_previous)
     SELECT r.id, s.id, s.belt_number, s.status, s.quality, s.newcomer, r.code, r.title, r.search_text,
            array_to_tsvector(r.lexemes), c.number, a.number, h.number, 'BELT', 1, r.live_price, r.market_price,
            r.commission_rate, r.stock, r.status::sku_status, r.flagged, r.guarantees::guarantee[], r.sales_recent,
            r.sales_previous
       FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, code text, title text, search_text text, lexemes text[],
              category text, audience text, shipping text, live_price int, market_price int, commission_rate int,
              stock int, status text, flagged boolean, guarantees text[], sales_recent int, sales_previous int)
       JOIN supplier s ON s.id = $1
       JOIN category c ON c.slug = r.category
       JOIN audience a ON a.slug = r.audience
       JOIN shipping_class h ON h.slug = r.shipping`,
    [supplier, JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
}

export type NewStreamer = {
  handle: string;
  home_belt?: string;
  session_demand?: number;
  /** Slugs. */
  niche?: string[];
  profile?: NewProfile;
};

/** Shares in millionths; the keys of categories are slugs. */
export type NewProfile = {
  genders?: number[];
  ages?: number[];
  price_bands?: number[];
  regions?: Record<string, number>;
  categories?: Record<string, number>;
  category_price_bands?: Record<string, number[]>;
  sample_size?: number;
};

/** Puts a streamer in, with a profile where one is given. */
export async function addStreamer(db: Db, streamer: NewStreamer): Promise<void> {
  const { handle, home_belt = null, session_demand = 100, niche = [], profile } = streamer;
  const [{ id }] = await db.query(
    `INSERT INTO streamer (handle, name, home_belt_number, session_demand)
     VALUES ($1, $1, (SELECT number FROM belt WHERE slug = $2), $3) RETURNING id`,
    [handle, home_belt, session_demand],
  );
  await db.query(`INSERT INTO streamer_niche SELECT $1, number FROM category WHERE slug = ANY ($2::text[])`, [
    id,
    niche,
  ]);
  if (!profile) return;
  const { genders = [], ages = [], price_bands = [], regions = {}, sample_size = 0 } = profile;
  await db.query(
    `INSERT INTO fan_profile (streamer_id, gender_shares, age_shares, price_band_shares, region_shares,
       category_shares, category_price_band_shares, sample_size)
     VALUES ($1, $2, $3, $4, $5, ${BY_NUMBER('$6')}, ${BY_NUMBER('$7')}, $8)`,
    [
      id,
      genders,
      ages,
      price_bands,
      regions,
      JSON.stringify(profile.categories ?? {}),
      JSON.stringify(profile.category_price_bands ?? {}),
      sample_size,
    ],
  );
}

/** An object by category slugs, by category numbers. */
const BY_NUMBER = (parameter: string): string => `
  (SELECT coalesce(jsonb_object_agg(c.number::text, given.value), '{}')
     FROM jsonb_each(${parameter}::jsonb) AS given JOIN category c ON c.slug = given.key)`;
