import type { EntityManager } from 'typeorm';
import type { CellDirectory } from './directory';
import type { ResidualFilter } from './filter';
import { probe } from './probe';
import { Search, type SearchRequest, type SearchResult } from './search';

/** Rows of one range in one statement; it bounds a round's memory, not the result: a longer range is read on. */
const FIRST_LIMIT = 64;
const LATER_LIMIT = 4_096;

/**
 * Ranks for many streamers at once, under one filter: each round of all searches is one statement.
 * Usually there is one round.
 */
export async function rank(
  db: EntityManager,
  directory: CellDirectory,
  requests: readonly SearchRequest[],
  residual: ResidualFilter,
): Promise<SearchResult[]> {
  const searches = requests.map((request) => new Search(directory, request));
  for (let round = 0; ; round++) {
    const ranges = searches.map((search) => search.nextRanges());
    const all = ranges.flat();
    if (all.length === 0) break;
    const limit = round === 0 ? FIRST_LIMIT : LATER_LIMIT;
    const probed = await probe(db, all, limit, residual);
    let from = 0;
    searches.forEach((search, i) => {
      search.take(probed.slice(from, (from += ranges[i]!.length)), limit);
    });
  }
  return searches.map((search) => search.result);
}
