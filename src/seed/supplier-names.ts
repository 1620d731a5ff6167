import type { Random } from './random';
import type { SupplierData } from './supplier-data';

/** Where a supplier sits, as its name would say it. */
export type Seat = { beltSlug: string; beltKind: string; place: string; base: string };

/** The Chinese name of a supplier, after the manner of its kind and belt. */
export function supplierName(data: SupplierData, seat: Seat, kind: string, random: Random): string {
  const patterns = data.belts[seat.beltSlug]?.[kind] ?? data.kinds[seat.beltKind]?.patterns[kind];
  if (!patterns) throw new Error(`data/demo/suppliers.json: no names for ${kind} in "${seat.beltSlug}"`);
  const places: Record<string, () => string> = {
    place: () => seat.place,
    base: () => seat.base,
    word: () => random.pick(data.words),
    surname: () => random.pick(data.surnames),
    given: () => random.pick(data.givenNames),
    n: () => String(1 + random.below(5)),
    letter: () => random.pick(['A', 'B', 'C', 'D', 'E', 'F']),
    stall: () => String(1_001 + random.below(4_998)),
  };
  return random.pick(patterns).replaceAll(/\{(\w+)\}/g, (whole, name: string) => places[name]?.() ?? whole);
}

/**
 * The initials by which a belt's codes begin: those of the pinyin syllables of its slug's first word, so "YW" for
 * "yiwu" and "JDZ" for "jingdezhen".
 */
export function codePrefix(beltSlug: string): string {
  const place = beltSlug.split('-')[0]!;
  const syllables = place.match(
    /(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiou]+(?:ng?(?![aeiou])|r(?![aeiou]))?/g,
  );
  return (syllables ?? [place]).map((syllable) => syllable[0]!.toUpperCase()).join('');
}
