import * as fc from 'fast-check';
import { COST_LIMITS } from '../../src/config/limits';
import { type BucketTerms, lease } from '../../src/limits/bucket';
import { OwnLedger } from '../../src/limits/bucket-ledger';
import { CostBuckets } from '../../src/limits/cost-buckets';

const TERMS: BucketTerms = { perSecond: 10, capacity: 600 };

/** Takes the time from a list of pauses. */
const clock = () => {
  let at = 1_000_000;
  return { now: () => at, pass: (ms: number) => (at += ms) };
};

const rethrow = (error: unknown): never => {
  throw error;
};

const takings = fc.array(
  fc.record({ pauseMs: fc.nat(20_000), points: fc.integer({ min: 1, max: 400 }), process: fc.nat(2) }),
  { minLength: 1, maxLength: 60 },
);

describe('a bucket', () => {
  it('gives what a bucket gives that is filled drop by drop', () => {
    fc.assert(
      fc.property(takings, (asked) => {
        let now = 0;
        let fullAt: number | undefined;
        // The same, as one would do it by hand: so many points, more with each millisecond.
        let points = TERMS.capacity;
        for (const { pauseMs, points: wanted } of asked) {
          now += pauseMs;
          points = Math.min(TERMS.capacity, points + (pauseMs * TERMS.perSecond) / 1000);
          const leased = lease(fullAt, now, wanted, TERMS);
          fullAt = leased.fullAt;
          expect(leased.granted).toBeCloseTo(Math.min(points, wanted), 6);
          points -= leased.granted;
        }
      }),
    );
  });

  it('is as full as before where all is given back at once', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.nat(600), (spent, points) => {
        const before = lease(undefined, 0, spent, TERMS);
        const taken = lease(before.fullAt, 0, points, TERMS);
        expect(lease(taken.fullAt, 0, -taken.granted, TERMS).fullAt).toBeCloseTo(before.fullAt, 6);
      }),
    );
  });
});

describe('processes that share a ledger', () => {
  const start = (time: { now: () => number }) => {
    const ledger = new OwnLedger(time.now);
    return Array.from({ length: 3 }, () => new CostBuckets(ledger, rethrow, time.now));
  };

  it('never spend more than the bucket has given, in whatever order they are asked', async () => {
    await fc.assert(
      fc.asyncProperty(takings, async (asked) => {
        const time = clock();
        const startedAt = time.now();
        const processes = start(time);
        let spent = 0;
        for (const { pauseMs, points, process } of asked) {
          time.pass(pauseMs);
          const { granted } = await processes[process]!.spend('a', points, TERMS);
          if (granted) spent += points;
          const ever = TERMS.capacity + ((time.now() - startedAt) / 1000) * TERMS.perSecond;
          expect(spent).toBeLessThanOrEqual(ever + 1e-6);
        }
      }),
    );
  });

  it('refuse nothing that there is, but for what the others hold', async () => {
    await fc.assert(
      fc.asyncProperty(takings, async (asked) => {
        const time = clock();
        const processes = start(time);
        let points = TERMS.capacity;
        for (const { pauseMs, points: wanted, process } of asked) {
          // Longer than a dry bucket is not asked again.
          const pause = pauseMs + COST_LIMITS.leasePauseMs;
          time.pass(pause);
          points = Math.min(TERMS.capacity, points + (pause * TERMS.perSecond) / 1000);
          const spending = await processes[process]!.spend('a', wanted, TERMS);
          if (spending.granted) points -= wanted;
          // A refusal is right where less than this is missing: the others may hold it.
          const heldByOthers = 2 * TERMS.perSecond * COST_LIMITS.leaseSeconds + 2 * 400;
          expect(spending.granted || wanted > points - heldByOthers).toBe(true);
        }
      }),
    );
  });

  it('give back what they did not spend: a second one can spend it all', async () => {
    const time = clock();
    const [first, second] = start(time);
    await first!.spend('a', 20, TERMS);
    await first!.stop();
    expect(await second!.spend('a', TERMS.capacity - 20, TERMS)).toEqual({ granted: true });
    expect(await second!.spend('a', 1, TERMS)).toMatchObject({ granted: false });
  });

  it('say after how many seconds it can be asked again, and then it can', async () => {
    const time = clock();
    const [only] = start(time);
    await only!.spend('a', 600, TERMS);
    const refused = await only!.spend('a', 95, TERMS);
    expect(refused).toEqual({ granted: false, retryAfterS: 10 });
    time.pass(10_000);
    expect(await only!.spend('a', 95, TERMS)).toEqual({ granted: true });
  });

  it('count what was needed beyond as a debt', async () => {
    const time = clock();
    const [only] = start(time);
    await only!.spend('a', 500, TERMS);
    only!.settle('a', -200);
    expect(await only!.spend('a', 50, TERMS)).toMatchObject({ granted: false });
    time.pass(20_000);
    expect(await only!.spend('a', 50, TERMS)).toEqual({ granted: true });
  });
});

describe('a ledger that does not answer', () => {
  it('leaves each process with a bucket of its own, and is not asked again at once', async () => {
    const time = clock();
    let asked = 0;
    const broken = {
      take: async () => {
        asked++;
        throw new Error('down');
      },
      giveBack: async () => {},
      forgetFull: async () => {},
    };
    const told: unknown[] = [];
    const buckets = new CostBuckets(broken, (error) => told.push(error), time.now);
    expect(await buckets.spend('a', 600, TERMS)).toEqual({ granted: true });
    expect(await buckets.spend('a', 10, TERMS)).toMatchObject({ granted: false });
    expect(await buckets.spend('b', 600, TERMS)).toEqual({ granted: true });
    expect({ asked, told: told.length }).toEqual({ asked: 1, told: 1 });
  });
});
