import type { DataSource } from 'typeorm';
import { forAll } from '../observability/request-record';
import { type BucketTerms, lease, type Lease } from './bucket';

/** Keeps buckets for everybody who takes from them. */
export type BucketLedger = {
  /** Takes what is wanted, or what there is of it. */
  take(key: string, wanted: number, terms: BucketTerms): Promise<Lease>;
  /** Gives back what was taken and not spent, by key. */
  giveBack(points: ReadonlyMap<string, number>, terms: BucketTerms): Promise<void>;
  /** Forgets what is full. */
  forgetFull(): Promise<void>;
};

/**
 * The arithmetic of src/limits/bucket.ts, under the lock of the row and by the clock of the database. In the order of
 * keys, so that two processes meet at the first common row instead of crosswise.
 */
const LEASE = `
  INSERT INTO cost_bucket AS bucket (key, full_at, granted)
  SELECT key, clock_timestamp() + least(wanted, $4) / $3 * interval '1 s', least(wanted, $4)
    FROM unnest($1::text[], $2::double precision[]) AS given (key, wanted)
   ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    (full_at, granted) = (
      SELECT since + given / $3 * interval '1 s', given
        FROM (SELECT since, least(excluded.granted,
                                  greatest(0, $4 - extract(epoch FROM since - at)::double precision * $3)) AS given
                FROM (SELECT at, greatest(bucket.full_at, at) AS since
                        FROM (SELECT clock_timestamp() AS at) clock) filled) leased)
  RETURNING granted, full_at AS "fullAt"`;

/** Buckets in the database, which all processes share. */
export class DatabaseLedger implements BucketLedger {
  constructor(private readonly dataSource: DataSource) {}

  async take(key: string, wanted: number, terms: BucketTerms): Promise<Lease> {
    const [row] = await this.send([key], [wanted], terms);
    return { granted: row!.granted, fullAt: row!.fullAt.getTime() };
  }

  async giveBack(points: ReadonlyMap<string, number>, terms: BucketTerms): Promise<void> {
    await this.send(
      [...points.keys()],
      [...points.values()].map((given) => -given),
      terms,
    );
  }

  async forgetFull(): Promise<void> {
    await this.dataSource.query('DELETE FROM cost_bucket WHERE full_at < clock_timestamp()');
  }

  private send(
    keys: string[],
    wanted: number[],
    { perSecond, capacity }: BucketTerms,
  ): Promise<{ granted: number; fullAt: Date }[]> {
    // On behalf of all who ask as the same one, not of the request that happens to be first.
    return forAll(() => this.dataSource.query(LEASE, [keys, wanted, perSecond, capacity]));
  }
}

/** Buckets of this process alone, for as long as the database does not answer. */
export class OwnLedger implements BucketLedger {
  private readonly fullAt = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  async take(key: string, wanted: number, terms: BucketTerms): Promise<Lease> {
    const leased = lease(this.fullAt.get(key), this.now(), wanted, terms);
    this.fullAt.set(key, leased.fullAt);
    return leased;
  }

  async giveBack(points: ReadonlyMap<string, number>, terms: BucketTerms): Promise<void> {
    for (const [key, given] of points) await this.take(key, -given, terms);
  }

  async forgetFull(): Promise<void> {
    for (const [key, fullAt] of this.fullAt) if (fullAt < this.now()) this.fullAt.delete(key);
  }
}
