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

/** Best first; of each supplier at most so many. A SKU's place thus never depends on which page asks for it. */
export function bestFirst(found: Iterable<Candidate>, maxPerSupplier: number): Candidate[] {
  const ordered = [...found].toSorted((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1));
  const taken = new Map<string, number>();
  return ordered.filter(({ supplierId }) => {
    const count = (taken.get(supplierId) ?? 0) + 1;
    taken.set(supplierId, count);
    return count <= maxPerSupplier;
  });
}
