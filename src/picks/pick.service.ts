import { seesPick } from '../auth/rules';
import type { Connection, ForwardArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import type { Streamer } from '../streamers/streamer.entity';
import type { Pick } from './pick.entity';

/** What is on a streamer's shelf, newest first. @throws INVALID_PAGE, INVALID_CURSOR */
export const listPicks = (
  { pages, loaders }: RequestContext,
  streamer: Streamer,
  args: ForwardArgs,
): Promise<Connection<Pick>> =>
  pages.page<Pick>(
    {
      identity: ['streamer.picks'],
      query: {
        table: 'pick',
        conditions: [() => 't.removed_at IS NULL'],
        order: { column: 'picked_at', type: 'timestamptz', direction: 'DESC' },
        parent: { column: 'streamer_id', type: 'uuid' },
      },
      parent: streamer.uuid,
      load: (ids) => loaders.pick.loadMany(ids),
    },
    args,
  );

/** What is on another streamer's shelf is not told from what does not exist. */
export async function visiblePick(context: RequestContext, uuid: string): Promise<Pick | null> {
  const pick = await context.loaders.pick.load(uuid);
  return pick && seesPick(context, pick) ? pick : null;
}
