import type { RequestContext } from '../graphql/context';
import type { Sku } from '../skus/sku.entity';
import { unpackCell } from './cell';
import { componentsOf, factorValues, reasonsOf } from './explain';
import { MILLION, type Weights } from './factors';
import type { MatchEdge, ScoreComponent } from './match.types';
import { encodePlace, placeAt } from './place';
import { scoreOf } from './rank-key';
import type { MatchOutcome } from './rank-streamers';

/** A ranking, and what it was asked for. */
export type AskedRanking = { outcome: MatchOutcome; weights: Weights; fingerprint: string };

/** A place in a ranking. Its cursor and what explains it are made where they are asked for: they are most of a page. */
export class RankedEdge implements MatchEdge {
  constructor(
    private readonly context: RequestContext,
    private readonly ranking: AskedRanking,
    private readonly index: number,
    readonly node: Sku,
  ) {}

  get rank(): number {
    return this.index + 1;
  }

  get score(): number {
    return scoreOf(this.candidate.key) / MILLION;
  }

  get newcomer(): boolean {
    return this.candidate.newcomer;
  }

  get cursor(): string {
    const { outcome, fingerprint } = this.ranking;
    return encodePlace(placeAt(outcome.ranked, this.index), fingerprint);
  }

  components(): ScoreComponent[] {
    const { outcome, weights } = this.ranking;
    const { cell, factors } = this.candidate;
    return componentsOf(factorValues(outcome.values, unpackCell(cell), factors), weights);
  }

  reasons(): string[] {
    const { app, language } = this.context;
    return reasonsOf(this.components(), this.node, app.reference, language);
  }

  private get candidate(): MatchOutcome['ranked'][number] {
    return this.ranking.outcome.ranked[this.index]!;
  }
}
