import { MATCH_LIMITS } from '../config/limits';
import { fingerprintOf } from '../graphql/cursor';
import { fromNodeId } from '../graphql/node-id';
import type { Weights } from '../matching/factors';
import type { MatchRequest } from '../matching/rank-streamers';
import type { FileEnd } from './result-file';

/** What all streamers are ranked for. Lines of one fingerprint were made alike, and may stand in one file. */
export type BatchRequest = { request: MatchRequest; fingerprint: string };

export type BatchOptions = {
  /** Matches of each streamer. */
  first: number;
  weights: Weights;
  /** Millionths of the places. */
  newcomerShare: number;
};

export function batchRequest({ first, weights, newcomerShare }: BatchOptions): BatchRequest {
  const request: MatchRequest = {
    criteria: {},
    weights,
    maxPerSupplier: MATCH_LIMITS.defaultMaxPerSupplier,
    newcomerShare,
    wanted: first,
  };
  return { request, fingerprint: fingerprintOf('match-all', request) };
}

/** How each line begins. */
const LINE_START = '{"streamer":"';

/**
 * The streamer of a file's last complete line, after whom to go on; undefined where there is none yet.
 * @throws Error where the file is of another request, or none of ours
 */
export function lastStreamerOf(
  { lastLine, torn }: FileEnd,
  { fingerprint }: BatchRequest,
): { uuid: string; handle: string } | undefined {
  const isOurs = torn.startsWith(LINE_START) || LINE_START.startsWith(torn);
  if (!isOurs) throw new Error('its end was not written by this command');
  if (lastLine === undefined) return undefined;
  const { streamer, id, request } = parsed(lastLine);
  if (request !== fingerprint) {
    throw new Error('it was written for other options; give the same as then, or another FILE');
  }
  return { uuid: fromNodeId(id, 'Streamer').uuid, handle: streamer };
}

function parsed(line: string): { streamer: string; id: string; request: string } {
  try {
    const { streamer, id, request } = JSON.parse(line);
    return { streamer, id, request };
  } catch (error) {
    throw new Error('its last line was not written by this command', { cause: error });
  }
}
