import { denied } from '../auth/guard';
import { isTrusted } from '../auth/principal';
import { speaksFor } from '../auth/rules';
import { notThere, uuidOf, wrongId } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import type { UserError } from '../graphql/user-errors';
import type { Streamer } from './streamer.entity';

/**
 * The streamer in whose name a mutation is to write, or what is wrong with the id. Whether another streamer exists is not
 * told.
 * @throws FORBIDDEN where it is not oneself, and one is not trusted
 */
export async function streamerToWriteFor(
  context: RequestContext,
  id: string,
  mutation: string,
): Promise<{ streamer: Streamer; wrong?: undefined } | { wrong: UserError; streamer?: undefined }> {
  const field = ['input', 'streamer'];
  const uuid = uuidOf(id, 'Streamer');
  if (uuid === undefined) return { wrong: wrongId(context, 'Streamer', field) };
  const streamer = await context.loaders.streamer.load(uuid);
  if (streamer && speaksFor(context, streamer)) return { streamer };
  if (!isTrusted(context.principal)) throw denied(context, mutation);
  return { wrong: notThere(context, 'Streamer', field) };
}
