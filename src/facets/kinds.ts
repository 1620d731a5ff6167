import { guaranteeBits } from '../skus/guarantee-bits';
import { type Guarantee, Provenance } from '../skus/sku.enums';
import type { SkuCriteria } from '../skus/sku-criteria';

/**
 * What goods are counted by beside belt, category and price: a small number made of all that filters ask of many goods
 * at once. The SQL function sku_kind has the same.
 */
const GUARANTEES = 3;
const PROVENANCES = Object.values(Provenance);
export const KINDS = PROVENANCES.length << GUARANTEES;

export const kindOf = (guarantees: readonly Guarantee[], provenance: Provenance): number =>
  guaranteeBits(guarantees) | (PROVENANCES.indexOf(provenance) << GUARANTEES);

/** 1 at the kinds that a filter lets through, 0 at others. */
export function kindsOf({
  guarantees,
  provenances,
}: Pick<SkuCriteria, 'guarantees' | 'provenances'>): Uint8Array {
  const asked = guaranteeBits(guarantees ?? []);
  return Uint8Array.from({ length: KINDS }, (_, kind) => {
    const provenance = PROVENANCES[kind >> GUARANTEES]!;
    return (kind & asked) === asked && (!provenances || provenances.includes(provenance)) ? 1 : 0;
  });
}
