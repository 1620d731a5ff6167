import type { EntityManager } from 'typeorm';
import { Parameters } from '../database/parameters';
import { nameContains } from '../streamers/streamer.service';
import type { StreamerTable } from './streamer-table';

/** A filter whose slugs are resolved; absent means "any". */
export type StreamerCriteria = {
  /** Category numbers, subtrees spelled out. */
  categories?: readonly number[];
  minFollowers?: number;
  text?: string;
};

/** The streamers whose name or handle contains every word: the one condition that the table cannot tell. */
export async function streamersNamed(db: EntityManager, text: string): Promise<ReadonlySet<string>> {
  const parameters = new Parameters();
  const conditions = nameContains(text).map((condition) => condition(parameters.add));
  const rows: { id: string }[] = await db.query(
    `SELECT t.id FROM streamer t WHERE ${conditions.join(' AND ')}`,
    parameters.values,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Whether the streamer at an index passes; `named` are those whom the text lets through. Undefined where all do. */
export function passing(
  table: StreamerTable,
  { categories, minFollowers = 0 }: StreamerCriteria,
  named: ReadonlySet<string> | undefined,
): ((index: number) => boolean) | undefined {
  if (!categories && minFollowers === 0 && !named) return undefined;
  const wanted = new Set(categories);
  const declares = (index: number): boolean => {
    const { numbers, from, to } = table.niche;
    return numbers.subarray(from[index], to[index]).some((number) => wanted.has(number));
  };
  return (index) =>
    table.followers.values[index]! >= minFollowers &&
    (!categories || declares(index)) &&
    (!named || named.has(table.ids[index]!));
}
