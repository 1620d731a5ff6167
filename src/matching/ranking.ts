import type { StaticFactors } from './static-bound';

/** A SKU with its place in a ranking. */
export type Candidate = {
  id: string;
  supplierId: string;
  /** Orders candidates; see rank-key. */
  key: number;
  /** The SKU's matching cell. */
  cell: number;
  factors: StaticFactors;
};

export type Ranked = {
  /** Best first, as many as were wanted or as there are. */
  ranked: Candidate[];
  /** Those that would be among them but for the limit per supplier. */
  passedOver: Candidate[];
};

/**
 * The first so many; of each supplier at most so many, the others apart. A SKU's place thus never depends on which
 * page asks for it.
 */
export function bestFirst(
  found: Iterable<Candidate>,
  { maxPerSupplier, wanted }: { maxPerSupplier: number; wanted: number },
): Ranked {
  const ordered = [...found].toSorted((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1));
  const taken = new Map<string, number>();
  const ranked: Candidate[] = [];
  const passedOver: Candidate[] = [];
  for (const candidate of ordered) {
    if (ranked.length === wanted) break;
    const count = taken.get(candidate.supplierId) ?? 0;
    taken.set(candidate.supplierId, count + 1);
    (count < maxPerSupplier ? ranked : passedOver).push(candidate);
  }
  return { ranked, passedOver };
}
