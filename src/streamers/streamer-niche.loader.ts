import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { isAmong, queryPrepared } from '../database/prepared';

type Niche = { streamerId: string; categoryNumbers: number[] };

const NICHES = `
  SELECT n.streamer_id AS "streamerId", array_agg(n.category_number ORDER BY n.category_number) AS "categoryNumbers"
    FROM streamer_niche n
   WHERE n.streamer_id ${isAmong('$1', 'uuid')}
   GROUP BY n.streamer_id`;

/** The category numbers of a streamer's niche, by the streamer's UUID. */
export const nicheLoader = (dataSource: DataSource): DataLoader<string, number[]> =>
  new DataLoader(async (streamerIds) => {
    const niches = await queryPrepared<Niche>(dataSource, NICHES, [streamerIds]);
    const byStreamer = new Map(
      niches.map(({ streamerId, categoryNumbers }) => [streamerId, categoryNumbers]),
    );
    return streamerIds.map((id) => byStreamer.get(id) ?? []);
  });
