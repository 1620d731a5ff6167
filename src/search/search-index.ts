import type { QueryRunner } from 'typeorm';
import { SEARCH_LIMITS } from '../config/limits';

/**
 * Has what the rest of a transaction writes stand on the search index's list of what is still to be sorted in. Searches
 * read that list as well, so they find the same, and take some milliseconds longer until it is sorted in. For transactions
 * that rewrite very many goods: sorting in is a third of that.
 */
export const deferSearchIndex = (runner: QueryRunner): Promise<unknown> =>
  runner.query(`SELECT set_config('gin_pending_list_limit', $1, true)`, [
    String(SEARCH_LIMITS.deferredKilobytes),
  ]);

/** Sorts in what was put off. */
export const sortSearchIndex = (runner: QueryRunner): Promise<unknown> =>
  runner.query('SELECT sort_search_index()');
