import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { chinaDay } from '../calendar/china-day';
import { verdictsOn, type VerdictRow } from './verdicts';

/** How goods stand at a moment: what the rules say, and the last decision until then. */
export type Standing = VerdictRow & { admitted: boolean; decidedAt: Date | null };

type Asked = { skuId: string; /** Null is now. */ asOf: Date | null };

export type StandingLoader = DataLoader<Asked, Standing | null, string>;

const STANDING = `
  SELECT v.*, coalesce(last.admitted, false) AS admitted, last.at AS "decidedAt"
    FROM (${verdictsOn('k.id = ANY ($3::uuid[])')}) v
    LEFT JOIN LATERAL (
      SELECT d.admitted, d.at FROM alliance_decision d
       WHERE d.sku_id = v.sku_id AND date_trunc('milliseconds', d.at) <= $1::timestamptz ORDER BY d.at DESC, d.id DESC LIMIT 1) last ON true`;

const keyOf = ({ skuId, asOf }: Asked): string => `${skuId} ${asOf?.toISOString() ?? ''}`;

/** One statement for each moment that the request asks about, however many goods. */
export const standingLoader = (dataSource: DataSource): StandingLoader =>
  new DataLoader(
    async (asked) => {
      const moments = new Map(asked.map(({ asOf }) => [asOf?.getTime() ?? null, asOf ?? new Date()]));
      const found = new Map<string, Standing>();
      for (const [moment, at] of moments) {
        const ofMoment = asked.filter(({ asOf }) => (asOf?.getTime() ?? null) === moment);
        const rows = await dataSource.query<Standing[]>(STANDING, [
          at,
          chinaDay(at.getTime()),
          ofMoment.map(({ skuId }) => skuId),
        ]);
        for (const row of rows)
          found.set(keyOf({ skuId: row.sku_id, asOf: moment === null ? null : at }), row);
      }
      return asked.map((each) => found.get(keyOf(each)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
