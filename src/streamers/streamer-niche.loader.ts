import DataLoader from 'dataloader';
import { Any, type DataSource } from 'typeorm';
import { StreamerNiche } from './streamer-niche.entity';

/** The category numbers of a streamer's niche, by the streamer's UUID. */
export const nicheLoader = (dataSource: DataSource): DataLoader<string, number[]> =>
  new DataLoader(async (streamerIds) => {
    const rows = await dataSource
      .getRepository(StreamerNiche)
      .find({ where: { streamerId: Any([...streamerIds]) }, order: { categoryNumber: 'ASC' } });
    const byStreamer = new Map<string, number[]>(streamerIds.map((id) => [id, []]));
    for (const row of rows) byStreamer.get(row.streamerId)!.push(row.categoryNumber);
    return streamerIds.map((id) => byStreamer.get(id)!);
  });
