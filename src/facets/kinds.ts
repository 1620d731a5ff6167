import { guaranteeBits } from '../skus/guarantee-bits';
import { type Guarantee, Provenance } from '../skus/sku.enums';
import type { KindCriteria } from '../skus/sku-criteria';

/**
 * What goods are counted by beside belt, category and price: a small number made of all that filters ask of many goods
 * at once. The SQL function sku_kind has the same.
 */
const GUARANTEES = 3;
const PROVENANCES = Object.values(Provenance);
const RELIABLE = PROVENANCES.length << GUARANTEES;
const IN_ALLIANCE = 2 * RELIABLE;
export const KINDS = 2 * IN_ALLIANCE;

export const kindOf = (
  guarantees: readonly Guarantee[],
  provenance: Provenance,
  isReliable: boolean,
  isInAlliance: boolean,
): number =>
  guaranteeBits(guarantees) |
  (PROVENANCES.indexOf(provenance) << GUARANTEES) |
  (isReliable ? RELIABLE : 0) |
  (isInAlliance ? IN_ALLIANCE : 0);

/** 1 at the kinds that a filter lets through, 0 at others. */
export function kindsOf({ guarantees, provenances, isReliable, isInAlliance }: KindCriteria): Uint8Array {
  const asked = guaranteeBits(guarantees ?? []);
  const isAsked = (kind: number): boolean =>
    (kind & asked) === asked &&
    (!provenances || provenances.includes(PROVENANCES[(kind >> GUARANTEES) % PROVENANCES.length]!)) &&
    (isReliable === undefined || isReliable === (kind & RELIABLE) > 0) &&
    (isInAlliance === undefined || isInAlliance === (kind & IN_ALLIANCE) > 0);
  return Uint8Array.from({ length: KINDS }, (_, kind) => (isAsked(kind) ? 1 : 0));
}
