import { COST_LIMITS } from '../config/limits';
import type { BucketTerms } from './bucket';
import { type BucketLedger, OwnLedger } from './bucket-ledger';

/** The part of a bucket that this process holds. */
type Held = {
  terms: BucketTerms;
  points: number;
  /** What was left in the ledger when it was last asked. */
  left: number;
  askedAt: number;
  /** Not asked again before. */
  askAgainAt: number;
  usedAt: number;
  leasing: Promise<void> | undefined;
};

export type Spending = { granted: true } | { granted: false; retryAfterS: number };

const { leaseSeconds, leasePauseMs, idleMs, sweepMs, leaseTimeoutMs, leaseRetryMs } = COST_LIMITS;

/**
 * Lets each key spend no faster than its bucket fills, whichever process it asks. A process takes some seconds' worth of
 * points from the ledger, spends them without asking anybody, and asks for more before they are gone; what is not spent
 * goes back. So most requests send no statement, and never is more spent than a bucket has given. The price: points
 * that one process holds are not there for another, at most leaseSeconds' worth for each process and idleMs after the
 * last request. A process that dies takes them with it; the bucket fills up again in the same seconds.
 *
 * Where the ledger does not answer, requests are let through as far as a bucket of this process's own allows: if the
 * database is down they fail by themselves, and if it is slow, to refuse everybody would make of that an outage.
 */
export class CostBuckets {
  private readonly held = new Map<string, Held>();
  private readonly own: OwnLedger;
  private askAgainAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: BucketLedger,
    private readonly onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.own = new OwnLedger(now);
  }

  /** Takes the points away, or says when there will be as many. */
  async spend(key: string, points: number, terms: BucketTerms): Promise<Spending> {
    const held = this.heldOf(key, terms);
    held.usedAt = this.now();
    while (held.points < points) {
      if (this.isPausing(held)) return this.refusal(held, points);
      // Another request may have asked for less than is wanted here.
      await (held.leasing ??= this.lease(key, held, points));
    }
    held.points -= points;
    if (held.points < (terms.perSecond * leaseSeconds) / 2 && !this.isPausing(held))
      held.leasing ??= this.lease(key, held, 0);
    return { granted: true };
  }

  private isPausing({ leasing, askAgainAt }: Held): boolean {
    return !leasing && this.now() < askAgainAt;
  }

  private refusal(held: Held, points: number): Spending {
    const missing = points - held.points - this.leftOf(held);
    return { granted: false, retryAfterS: Math.max(1, Math.ceil(missing / held.terms.perSecond)) };
  }

  /** What there is in the ledger now, if nobody else takes from it. */
  private leftOf({ left, askedAt, terms }: Held): number {
    return Math.min(terms.capacity, left + ((this.now() - askedAt) / 1000) * terms.perSecond);
  }

  /** Gives points back that were taken and not needed, or takes those that were needed beyond: below zero, if need be. */
  settle(key: string, points: number): void {
    const held = this.held.get(key);
    if (held) held.points += points;
  }

  /** What could be spent at once, as far as this process knows. */
  available(key: string, { capacity }: BucketTerms): number {
    const held = this.held.get(key);
    return held ? Math.floor(Math.min(capacity, Math.max(0, held.points + this.leftOf(held)))) : capacity;
  }

  start(): void {
    this.timer = setInterval(() => void this.sweep().catch(this.onError), sweepMs).unref();
  }

  /** Gives everything back. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sweep(0).catch(this.onError);
  }

  /** Gives back what nobody has asked for of late, and what is more than a process should hold. */
  sweep(maxIdleMs: number = idleMs): Promise<void> {
    const next = this.running.then(() => this.sweepNow(maxIdleMs));
    this.running = next.catch(() => undefined);
    return next;
  }

  private async sweepNow(maxIdleMs: number): Promise<void> {
    await this.own.forgetFull();
    const returned = new Map<BucketTerms, Map<string, number>>();
    for (const [key, held] of this.held) {
      const { terms, points, usedAt, leasing } = held;
      const isIdle = !leasing && this.now() - usedAt >= maxIdleMs;
      const kept = isIdle ? 0 : terms.perSecond * leaseSeconds;
      if (isIdle) this.held.delete(key);
      if (points <= kept && !isIdle) continue;
      held.points = kept;
      // Below zero it is a debt, which the bucket pays.
      let ofTerms = returned.get(terms);
      if (!ofTerms) returned.set(terms, (ofTerms = new Map()));
      if (points !== kept) ofTerms.set(key, points - kept);
    }
    for (const [terms, points] of returned) if (points.size > 0) await this.ledger.giveBack(points, terms);
    await this.ledger.forgetFull();
  }

  private heldOf(key: string, terms: BucketTerms): Held {
    let held = this.held.get(key);
    if (held) return held;
    if (this.held.size >= COST_LIMITS.buckets) {
      // What it held is spent, as if this process had died: it comes back with time.
      const [first] = this.held.keys();
      this.held.delete(first!);
    }
    held = {
      terms,
      points: 0,
      left: terms.capacity,
      askedAt: 0,
      askAgainAt: 0,
      usedAt: 0,
      leasing: undefined,
    };
    this.held.set(key, held);
    return held;
  }

  /** Never fails. */
  private async lease(key: string, held: Held, points: number): Promise<void> {
    const { terms } = held;
    const wanted = Math.max(points, terms.perSecond * leaseSeconds) - held.points;
    try {
      const { granted, fullAt } = await this.take(key, wanted, terms);
      held.points += granted;
      held.askedAt = this.now();
      held.left = Math.max(0, terms.capacity - (Math.max(0, fullAt - held.askedAt) / 1000) * terms.perSecond);
      if (granted < wanted) held.askAgainAt = held.askedAt + leasePauseMs;
    } finally {
      held.leasing = undefined;
    }
  }

  private async take(...request: Parameters<BucketLedger['take']>): ReturnType<BucketLedger['take']> {
    if (this.now() < this.askAgainAt) return this.own.take(...request);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('The database does not hand out points.')), leaseTimeoutMs);
    });
    try {
      return await Promise.race([this.ledger.take(...request), late]);
    } catch (error) {
      this.askAgainAt = this.now() + leaseRetryMs;
      this.onError(error);
      return this.own.take(...request);
    } finally {
      clearTimeout(timer);
    }
  }
}
