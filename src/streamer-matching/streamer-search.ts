import type { MatchFactor, Weights } from '../matching/factors';
import type { Assortment } from './assortment';
import { type BestGoods, CategoryScorer } from './category-scorer';
import type { Pauses } from './pauses';
import { factorValuesOf } from './single-values';
import type { StreamerTable } from './streamer-table';
import { type Scored, Top } from './top';

/** Streamers looked at before others may have their turn: a fraction of a millisecond. */
const BLOCK = 2_048;

export type StreamerRequest = {
  assortment: Assortment;
  weights: Weights;
  /** Whether the filter lets the streamer at an index pass; left out, all do. */
  passes?: (index: number) => boolean;
  /** How many are needed, from the best on; 1 or more. */
  wanted: number;
};

/** What is in categories under one top. */
type Near = { ceiling: number; scorers: readonly CategoryScorer[] };

/** A streamer whom goods suit. */
export type Suited = {
  streamerId: string;
  followers: number;
  /** Millionths. */
  score: number;
  /** The SKU that decides the score, and the values that make it. */
  skuId: string;
  values: Record<MatchFactor, number>;
};

export type StreamersFound = {
  /** Best first: by score, then followers, then id. */
  ranked: Suited[];
  streamersConsidered: number;
  /** The others were bounded too low. */
  streamersScored: number;
};

/**
 * Finds the streamers whom an assortment suits best. Each is bounded, and scored only where the bound would bring the
 * streamer among the best so far. It lets others have their turn now and then; a streamer who changes meanwhile counts
 * as before or after, as it happens.
 */
export class StreamerSearch {
  private readonly scorers: readonly CategoryScorer[];
  /** Those of categories under the same top, which one look at a streamer may rule out together. */
  private readonly near: readonly Near[];
  private readonly top: Top;
  private streamersConsidered = 0;
  private streamersScored = 0;

  constructor(
    private readonly table: StreamerTable,
    private readonly request: StreamerRequest,
  ) {
    const { assortment, weights, wanted } = request;
    this.scorers = assortment.categories.map((category) => new CategoryScorer(table, category, weights));
    this.near = [...new Set(this.scorers.map(({ affinityNear }) => affinityNear))].map((column) => {
      const scorers = this.scorers.filter(({ affinityNear }) => affinityNear === column);
      return { ceiling: Math.max(...scorers.map(({ ceiling }) => ceiling)), scorers };
    });
    this.top = new Top(wanted, this.isBefore);
  }

  async run(pauses: Pauses): Promise<StreamersFound> {
    const end = this.scorers.length === 0 ? 0 : this.table.size;
    for (let from = 0; from < end; from += BLOCK) {
      this.look(from, Math.min(from + BLOCK, end));
      await pauses.whenDue();
    }
    const { streamersConsidered, streamersScored } = this;
    return { ranked: this.ranked(), streamersConsidered, streamersScored };
  }

  private look(from: number, to: number): void {
    const { table, request } = this;
    const { passes } = request;
    for (let index = from; index < to; index++) {
      if (!table.holds(index) || (passes && !passes(index))) continue;
      this.streamersConsidered++;
      this.lookAt(index);
    }
  }

  private lookAt(index: number): void {
    const { top } = this;
    let score = -1;
    for (const { ceiling, scorers } of this.near) {
      const lackingNear = scorers[0]!.lackingNear(index);
      if (ceiling - lackingNear < top.leastScore) continue;
      for (const scorer of scorers) {
        const bound = scorer.bound(index, lackingNear, top.leastScore);
        if (bound >= top.leastScore && top.wants(index, bound)) {
          score = Math.max(score, scorer.best(index).score);
        }
      }
    }
    if (score < 0) return;
    this.streamersScored++;
    top.offer(index, score);
  }

  /** Scored once more, without a pause: what is told of a streamer must be of one moment. */
  private ranked(): Suited[] {
    const { table, request } = this;
    return this.top.items
      .filter(({ index }) => table.holds(index) && (request.passes?.(index) ?? true))
      .map(({ index }) => ({ index, ...this.bestFor(index) }))
      .toSorted((a, b) => (this.isBefore(a, b) ? -1 : 1))
      .map(({ index, score, category, cell }) => ({
        streamerId: table.ids[index]!,
        followers: table.followers.values[index]!,
        score,
        skuId: cell.skuId,
        values: factorValuesOf(table, index, category, cell),
      }));
  }

  private bestFor(index: number): BestGoods {
    return this.scorers
      .map((scorer) => scorer.best(index))
      .reduce((a, b) => (b.key > a.key || (b.key === a.key && b.cell.skuId < a.cell.skuId) ? b : a));
  }

  /** Score falling, then followers falling, then id rising: no two streamers stand in the same place. */
  private readonly isBefore = (a: Scored, b: Scored): boolean => {
    if (a.score !== b.score) return a.score > b.score;
    const { followers, ids } = this.table;
    const difference = followers.values[a.index]! - followers.values[b.index]!;
    return difference === 0 ? ids[a.index]! < ids[b.index]! : difference > 0;
  };
}
