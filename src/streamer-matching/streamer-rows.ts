import type { EntityManager } from 'typeorm';
import { type Condition, Parameters } from '../database/parameters';
import type { StreamerRow } from './streamer-table';

/** Lists come as JSON, which is read many times faster than arrays are. */
const COLUMNS = `
  t.id, t.follower_count AS "followerCount", t.home_belt_number AS "homeBeltNumber",
  t.session_demand AS "sessionDemand",
  to_json(ARRAY(SELECT n.category_number FROM streamer_niche n WHERE n.streamer_id = t.id)) AS niche,
  p.sample_size AS "sampleSize", to_json(p.gender_shares) AS "genderShares", to_json(p.age_shares) AS "ageShares",
  to_json(p.price_band_shares) AS "priceBandShares", p.region_shares AS "regionShares",
  p.category_shares AS "categoryShares", p.category_price_band_shares AS "categoryPriceBandShares"`;

type Profile = NonNullable<StreamerRow['profile']>;
type ReadRow = Omit<StreamerRow, 'profile'> & Omit<Profile, 'sampleSize'> & { sampleSize: number | null };

/**
 * The first streamers, by id, that fulfil a condition. They are chosen first: joined to begin with, all profiles up to
 * theirs would be read.
 */
export async function readStreamers(
  db: EntityManager,
  condition: Condition,
  limit: number,
): Promise<StreamerRow[]> {
  const parameters = new Parameters();
  const rows: ReadRow[] = await db.query(
    `SELECT ${COLUMNS}
       FROM (SELECT * FROM streamer t WHERE ${condition(parameters.add)}
              ORDER BY t.id LIMIT ${parameters.add(limit)}) t
       LEFT JOIN fan_profile p ON p.streamer_id = t.id
      ORDER BY t.id`,
    parameters.values,
  );
  return rows.map((row) => ({ profile: row.sampleSize === null ? null : (row as Profile), ...row }));
}
