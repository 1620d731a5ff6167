import type { DataSource } from 'typeorm';
import { COST_LIMITS } from '../config/limits';
import type { Asker } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import type { BucketTerms } from './bucket';
import { DatabaseLedger } from './bucket-ledger';
import { CostBuckets } from './cost-buckets';

/** Points that a bucket takes up in a second; 0 for no bucket at all. */
export type CostRates = { perSecond: number; anonymousPerSecond: number };

/** As extensions.cost tells it. */
export type CostReport = {
  requestedQueryCost: number;
  /** Null where nothing was executed. */
  actualQueryCost: number | null;
  throttleStatus?: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
};

/** What was taken for a request, before it is known what it costs. */
export type Charge = { settle(actual: number): void; report(actual: number | null): CostReport };

/** Says who may spend what. */
export class CostControl {
  private readonly buckets: CostBuckets;
  private readonly known: BucketTerms;
  private readonly anonymous: BucketTerms;

  constructor(
    dataSource: DataSource,
    { perSecond, anonymousPerSecond }: CostRates = COST_LIMITS,
    onError: (error: unknown) => void = () => {},
  ) {
    this.buckets = new CostBuckets(new DatabaseLedger(dataSource), onError);
    this.known = termsOf(perSecond);
    this.anonymous = termsOf(anonymousPerSecond);
    this.buckets.start();
  }

  stop(): Promise<void> {
    return this.buckets.stop();
  }

  /** @throws QUERY_TOO_EXPENSIVE, RATE_LIMITED */
  async charge({ principal: { subject }, address }: Asker, requested: number): Promise<Charge> {
    const terms = subject === null ? this.anonymous : this.known;
    const key = subject === null ? `address:${address ?? ''}` : `subject:${subject}`;
    const hasBucket = terms.perSecond > 0;
    const max = hasBucket ? Math.min(COST_LIMITS.maxPerRequest, terms.capacity) : COST_LIMITS.maxPerRequest;
    if (requested > max) throw tooExpensive(requested, max);
    if (!hasBucket) return uncharged(requested);

    const report = (actual: number | null): CostReport => ({
      requestedQueryCost: requested,
      actualQueryCost: actual,
      throttleStatus: {
        maximumAvailable: terms.capacity,
        currentlyAvailable: this.buckets.available(key, terms),
        restoreRate: terms.perSecond,
      },
    });
    const spending = await this.buckets.spend(key, requested, terms);
    if (!spending.granted) throw new RateLimited(spending.retryAfterS, report(null));
    return { settle: (actual) => this.buckets.settle(key, requested - actual), report };
  }
}

/** RATE_LIMITED, and what is left. */
export class RateLimited extends HeadwaterError {
  constructor(
    readonly retryAfterS: number,
    readonly report: CostReport,
  ) {
    super('RATE_LIMITED', { seconds: retryAfterS });
  }
}

/** For programs, the numbers stand beside the code. */
function tooExpensive(cost: number, limit: number): HeadwaterError {
  const error = new HeadwaterError('QUERY_TOO_EXPENSIVE', { cost, max: limit });
  return Object.assign(error, { extensions: { ...error.extensions, cost, limit } });
}

const termsOf = (perSecond: number): BucketTerms => ({
  perSecond,
  capacity: perSecond * COST_LIMITS.burstSeconds,
});

const uncharged = (requested: number): Charge => ({
  settle: () => {},
  report: (actual) => ({ requestedQueryCost: requested, actualQueryCost: actual }),
});
