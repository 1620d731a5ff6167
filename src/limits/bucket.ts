/** How fast a bucket fills, and how much it holds, in points. */
export type BucketTerms = { perSecond: number; capacity: number };

/** What a bucket gave, and when it is full again (milliseconds) if nothing more is taken. */
export type Lease = { granted: number; fullAt: number };

/**
 * A token bucket, kept as the one moment at which it is full again: whatever lies in the past is a full bucket, which
 * nobody needs to remember. Gives what there is, at most what is wanted; less than nothing gives back.
 */
export function lease(
  fullAt: number | undefined,
  now: number,
  wanted: number,
  { perSecond, capacity }: BucketTerms,
): Lease {
  const from = Math.max(fullAt ?? now, now);
  const available = capacity - ((from - now) / 1000) * perSecond;
  const granted = Math.min(wanted, Math.max(0, available));
  return { granted, fullAt: from + (granted / perSecond) * 1000 };
}
