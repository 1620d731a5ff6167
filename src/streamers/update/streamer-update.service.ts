import { isDeepStrictEqual } from 'node:util';
import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../../audit/audited-transaction';
import { authorOf } from '../../audit/author';
import { changesOf, updateAtVersion } from '../../database/versioned-update';
import { conflict, type Update } from '../../graphql/conflict';
import type { RequestContext } from '../../graphql/context';
import { failure, success } from '../../graphql/user-errors';
import { streamerToWriteFor } from '../own-streamer';
import { Streamer } from '../streamer.entity';
import { checkStreamerUpdate } from './check-streamer';
import type { StreamerUpdateInput } from './streamer-update.types';

/**
 * Changes what is named of a streamer's card, if it still has the version that was seen.
 * @throws FORBIDDEN for another streamer
 */
export async function updateStreamer(
  context: RequestContext,
  input: StreamerUpdateInput,
): Promise<Update<{ streamer: Streamer }>> {
  const { app, loaders } = context;
  const { streamer, wrong } = await streamerToWriteFor(context, input.streamer, 'Mutation.streamerUpdate');
  if (wrong) return failure(wrong);
  if (streamer.version !== input.expectedVersion) return conflict(context, { streamer }, streamer.version);

  const { errors, wanted, niche } = checkStreamerUpdate(context, input);
  const [first, ...others] = errors;
  if (first) return failure(first, ...others);
  const changes = changesOf<Streamer>(streamer, wanted);
  const isOtherNiche = niche && !isDeepStrictEqual(niche, await loaders.niche.load(streamer.uuid));
  if (Object.keys(changes).length === 0 && !isOtherNiche) return success({ streamer });
  const isDone = await auditedTransaction(
    app.dataSource,
    authorOf(context, 'streamerUpdate'),
    async (runner) => {
      const isUpdated = await updateAtVersion(runner, Streamer, streamer, changes);
      if (isUpdated && isOtherNiche) await replaceNiche(runner, streamer.uuid, niche);
      return isUpdated;
    },
  );
  await app.streamerTable.refresh();
  loaders.niche.clear(streamer.uuid);
  const now = (await loaders.streamer.clear(streamer.uuid).load(streamer.uuid)) ?? streamer;
  return isDone ? success({ streamer: now }) : conflict(context, { streamer: now }, now.version);
}

/** What stays is not written, so that the audit log tells what came and what went. */
async function replaceNiche(runner: QueryRunner, streamerId: string, niche: number[]): Promise<void> {
  await runner.query(
    'DELETE FROM streamer_niche WHERE streamer_id = $1 AND category_number <> ALL ($2::smallint[])',
    [streamerId, niche],
  );
  await runner.query(
    `INSERT INTO streamer_niche (streamer_id, category_number) SELECT $1, unnest($2::smallint[]) ON CONFLICT DO NOTHING`,
    [streamerId, niche],
  );
}
