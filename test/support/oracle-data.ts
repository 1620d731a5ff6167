import type { DataSource } from 'typeorm';

/**
 * What the oracle knows: every row of the tables that a ranking depends on, as they stand. Nothing that Postgres
 * computes for the ranking (cells, static scores, generated columns, the supplier's columns copied into sku) is read.
 */
export type OracleData = {
  categories: { number: number; slug: string; parent: number | null }[];
  priceBands: { number: number; min_fen: number }[];
  audiences: { number: number; gender_shares: number[]; age_shares: number[] }[];
  shippingClasses: { number: number; free_provinces: string[]; dispatch_hours: number }[];
  streamers: OracleStreamer[];
  skus: OracleSku[];
};

export type OracleStreamer = {
  id: string;
  handle: string;
  name: string;
  follower_count: number;
  home_belt: string | null;
  session_demand: number;
  niche: number[];
  profile: OracleProfile | null;
};

export type OracleProfile = {
  gender_shares: number[];
  age_shares: number[];
  price_band_shares: number[];
  region_shares: Record<string, number>;
  category_shares: Record<string, number>;
  category_price_band_shares: Record<string, number[]>;
  sample_size: number;
};

export type OracleSku = {
  id: string;
  supplier: string;
  supplier_status: string;
  quality: number;
  reliable: boolean;
  belt: string;
  /** Names of supplier and belt, which are searched as title and code are. */
  names: string[];
  code: string;
  title: string;
  category: number;
  audience: number;
  shipping: number;
  live_price: number;
  market_price: number | null;
  commission_rate: number;
  stock: number;
  guarantees: string[];
  in_alliance: boolean;
  status: string;
  flagged: boolean;
  sales_recent: number;
  sales_previous: number;
};

/** Reads all rows by plain SQL. */
export async function loadOracleData(db: DataSource): Promise<OracleData> {
  return {
    categories: await db.query(`SELECT number, slug, parent_number AS parent FROM category ORDER BY number`),
    priceBands: await db.query(`SELECT number, min_fen FROM price_band ORDER BY number`),
    audiences: await db.query(`SELECT number, gender_shares, age_shares FROM audience`),
    shippingClasses: await db.query(`SELECT number, free_provinces, dispatch_hours FROM shipping_class`),
    streamers: await db.query(`
      SELECT s.id, s.handle, s.name, s.follower_count, b.slug AS home_belt, s.session_demand,
             ARRAY(SELECT n.category_number::int FROM streamer_niche n
                    WHERE n.streamer_id = s.id ORDER BY 1) AS niche,
             (SELECT to_jsonb(p) FROM fan_profile p WHERE p.streamer_id = s.id) AS profile
        FROM streamer s LEFT JOIN belt b ON b.number = s.home_belt_number ORDER BY s.handle`),
    skus: await db.query(`
      SELECT k.id, k.supplier_id AS supplier, p.status AS supplier_status, p.quality, p.reliable, b.slug AS belt,
             ARRAY[p.name, b.name] AS names, k.code, k.title,
             k.category_number AS category, k.audience_number AS audience, k.shipping_number AS shipping,
             k.live_price, k.market_price, k.commission_rate, k.stock, k.guarantees::text[] AS guarantees,
             k.in_alliance, k.status, k.flagged, k.sales_recent, k.sales_previous
        FROM sku k JOIN supplier p ON p.id = k.supplier_id JOIN belt b ON b.number = p.belt_number`),
  };
}
