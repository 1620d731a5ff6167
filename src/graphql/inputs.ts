import { INPUT_LIMITS } from '../config/limits';
import type { Reference } from '../reference/reference';
import { HeadwaterError } from './errors';
import { fromNodeId } from './node-id';

/**
 * Reading filters: each function takes what a client sent and gives what queries need, or throws what is wrong. How long
 * lists and texts may be at most is seen to before (src/limits/input-bounds.ts).
 */

type Maybe<T> = T | null | undefined;

/** The nearest of the known names by how many characters they share in place; enough to point out a slip. */
function nearest(key: string, known: readonly string[]): string | undefined {
  const pairs = (text: string): Set<string> => new Set([...text].map((c, i) => c + (text[i + 1] ?? '')));
  const wanted = pairs(key);
  const likeness = (name: string): number => [...pairs(name)].filter((pair) => wanted.has(pair)).length;
  return known
    .map((name) => ({ name, like: likeness(name) }))
    .filter(({ like }) => like > 1)
    .toSorted((a, b) => b.like - a.like)[0]?.name;
}

const notFound = (type: string, key: string, known: readonly string[]): HeadwaterError => {
  const hint = nearest(key, known);
  return new HeadwaterError('NOT_FOUND', { type, key, ...(hint ? { hint: `→ "${hint}"?` } : {}) });
};

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Belt numbers by slug. @throws NOT_FOUND */
export const beltNumbers = (reference: Reference, slugs: Maybe<string[]>): number[] | undefined => {
  const numbers = slugs?.map((slug) => {
    const belt = reference.beltsBySlug.get(slug);
    if (!belt) throw notFound('Belt', slug, [...reference.beltsBySlug.keys()]);
    return belt.number;
  });
  return numbers && distinct(numbers);
};

/** Category numbers by slug, with all below them, each once. @throws NOT_FOUND */
export const categoryNumbers = (reference: Reference, slugs: Maybe<string[]>): number[] | undefined => {
  const tree = reference.categories;
  const numbers = slugs?.flatMap((slug) => {
    const category = tree.bySlug(slug);
    if (!category)
      throw notFound(
        'Category',
        slug,
        tree.all.map((known) => known.slug),
      );
    return tree.subtree(category).map(({ number }) => number);
  });
  return numbers && distinct(numbers);
};

/** Price band numbers by code. @throws NOT_FOUND */
export const priceBandNumbers = (reference: Reference, codes: Maybe<string[]>): number[] | undefined =>
  codes?.map((code) => {
    const band = reference.priceBands.find((known) => known.code === code);
    if (!band)
      throw notFound(
        'PriceBand',
        code,
        reference.priceBands.map((known) => known.code),
      );
    return band.number;
  });

/** @throws INVALID_ID */
export const supplierUuids = (ids: Maybe<string[]>): string[] | undefined =>
  ids?.map((id) => fromNodeId(id, 'Supplier').uuid);

/** A whole number from `min` on. @throws INVALID_INPUT */
export function atLeast(value: Maybe<number>, min: number, field: string): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (value < min) {
    const expected = { en: `${min} or more`, 'zh-CN': `不小于 ${min} 的整数` };
    throw new HeadwaterError('INVALID_INPUT', { field, expected });
  }
  return value;
}

/**
 * The least number of millionths that is at least a share in 0..max. A share that is a whole number of millionths, as
 * scores are, means that number: 0.000123 × 1,000,000 comes out a hair above 123.
 * @throws INVALID_INPUT
 */
export function share(value: Maybe<number>, field: string, max = 1): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (!(value >= 0 && value <= max)) {
    const expected = { en: `0 to ${max}`, 'zh-CN': `0 到 ${max} 之间的数` };
    throw new HeadwaterError('INVALID_INPUT', { field, expected });
  }
  return Math.max(0, Math.ceil(value * 1_000_000 - 1e-6));
}

/** @throws INVALID_INPUT where the text is longer than the limit, or has the one character that Postgres cannot hold */
export function searchText(text: Maybe<string>): string | undefined {
  if (!text?.trim()) return undefined;
  const max = INPUT_LIMITS.maxSearchText;
  if ([...text].length > max || text.includes('\0')) {
    const expected = {
      en: `at most ${max} characters, none of them U+0000`,
      'zh-CN': `至多 ${max} 个字符，且不含 U+0000`,
    };
    throw new HeadwaterError('INVALID_INPUT', { field: 'text', expected });
  }
  return text;
}
