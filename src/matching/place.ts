import { decodeCursor, encodeCursor } from '../graphql/cursor';
import { comesBefore } from './rank-key';

/** A rank's holder; newcomer is true where it has the place because newcomers are given some. */
type Ranked = { id: string; key: number; newcomer: boolean };

/** Where a page ended: enough to go on from when the ranking has changed meanwhile. */
export type Place = {
  rank: number;
  /** What stood there. */
  id: string;
  /** The last at or before it that stood in the order of keys; where newcomers have no places, that is itself. */
  ordered: { key: number; id: string };
};

/** The place at an index of a ranking. The first rank is never given to a newcomer, so there is one in order. */
export function placeAt(ranked: readonly Ranked[], index: number): Place {
  const { key, id } = ranked.findLast((candidate, i) => i <= index && !candidate.newcomer)!;
  return { rank: index + 1, id: ranked[index]!.id, ordered: { key, id } };
}

/**
 * The index in a ranking from which to go on behind a place: behind the last in order that is not behind the place's,
 * and behind the newcomer that stood there if it still follows. So no good in order is left out or comes again,
 * whatever newcomers have come and gone.
 */
export function indexBehind(ranked: readonly Ranked[], { id, ordered }: Place): number {
  const next = 1 + ranked.findLastIndex((one) => !one.newcomer && !comesBefore(ordered, one));
  return ranked[next]?.id === id ? next + 1 : next;
}

/** As a cursor of the list that the fingerprint stands for. */
export const encodePlace = ({ rank, id, ordered }: Place, fingerprint: string): string =>
  encodeCursor(fingerprint, [ordered.key, ordered.id, rank, id]);

/** @throws INVALID_CURSOR */
export function decodePlace(cursor: string, fingerprint: string): Place {
  const [key, ordered, rank, id] = decodeCursor(cursor, fingerprint, isPlace);
  return { rank, id, ordered: { key, id: ordered } };
}

const isPlace = (where: unknown[]): where is [number, string, number, string] =>
  where.length === 4 &&
  Number.isSafeInteger(where[0]) &&
  typeof where[1] === 'string' &&
  Number.isSafeInteger(where[2]) &&
  (where[2] as number) > 0 &&
  typeof where[3] === 'string';
