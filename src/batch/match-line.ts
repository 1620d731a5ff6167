import type { DataSource } from 'typeorm';
import type { App } from '../app';
import { toNodeId } from '../graphql/node-id';
import { unpackCell } from '../matching/cell';
import { componentsOf, factorValues } from '../matching/explain';
import { MILLION, type Weights } from '../matching/factors';
import { basisOf } from '../matching/match.service';
import { scoreOf } from '../matching/rank-key';
import type { MatchOutcome } from '../matching/rank-streamers';
import type { Candidate } from '../matching/ranking';
import type { Streamer } from '../streamers/streamer.entity';

/** What people call a SKU and its supplier by. */
export type SkuNames = { id: string; code: string; supplier: string; beltNumber: number };

/** The names of all these SKUs, by one statement. */
export async function skuNamesOf(
  dataSource: DataSource,
  outcomes: readonly MatchOutcome[],
): Promise<Map<string, SkuNames>> {
  const ids = new Set(outcomes.flatMap(({ ranked }) => ranked.map(({ id }) => id)));
  const rows: SkuNames[] = await dataSource.query(
    `SELECT k.id, k.code, s.code AS supplier, k.belt_number AS "beltNumber"
       FROM sku k JOIN supplier s ON s.id = k.supplier_id
      WHERE k.id = ANY ($1::uuid[])`,
    [[...ids]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export type LineLabels = { weights: Weights; fingerprint: string; names: ReadonlyMap<string, SkuNames> };

/** One streamer's matches as a line of JSON; docs/batch.md describes it. */
export function matchLine(
  app: App,
  streamer: Streamer,
  outcome: MatchOutcome,
  { weights, fingerprint, names }: LineLabels,
): string {
  return JSON.stringify({
    streamer: streamer.handle,
    id: streamer.id,
    request: fingerprint,
    basis: Object.fromEntries(basisOf(outcome).map(({ dimension, source }) => [dimension, source])),
    exact: outcome.exact,
    matches: outcome.ranked.flatMap((candidate, i) => {
      const named = names.get(candidate.id);
      // Deleted since the ranking read it.
      if (!named) return [];
      return [
        {
          rank: i + 1,
          sku: toNodeId('Sku', candidate.id),
          code: named.code,
          supplier: named.supplier,
          belt: app.reference.belts.get(named.beltNumber)?.slug,
          score: scoreOf(candidate.key) / MILLION,
          components: contributionsOf(outcome, candidate, weights),
          ...(candidate.newcomer ? { newcomer: true } : {}),
        },
      ];
    }),
  });
}

/** In the order of MatchFactor, without the names: they are the same in millions of matches. */
const contributionsOf = (
  { values }: MatchOutcome,
  { cell, factors }: Candidate,
  weights: Weights,
): number[] =>
  componentsOf(factorValues(values, unpackCell(cell), factors), weights).map(
    ({ contribution }) => contribution,
  );
