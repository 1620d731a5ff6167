import { pairsOf } from './text';

/** A character that is not known: what stands there in goods that have all the others. */
export const ANY = '\0';

export type Edit = {
  /** The terms after the edit; one of them may hold ANY. */
  terms: string[];
};

/** A wrong character. At either end a word without it finds the same and more. */
const wrong = (term: string[]): string[][] => term.slice(1, -1).map((_c, i) => term.toSpliced(i + 1, 1, ANY));

/** What a slip of the finger makes of a word, undone: each kind in the order of the word's characters. */
const KINDS: ((term: string[]) => string[][])[] = [
  // Two neighbours exchanged.
  (term) => term.slice(1).map((c, i) => term.toSpliced(i, 2, c, term[i]!)),
  wrong,
  // One that is missing, likewise.
  (term) => term.slice(1).map((_c, i) => term.toSpliced(i + 1, 0, ANY)),
  // One too many.
  (term) => (term.length > 1 ? term.map((_c, i) => term.toSpliced(i, 1)) : []),
];

/**
 * All that one edit of one character, or a dropped term, makes of a query, kind by kind: the likeliest slip first, then
 * what changes the meaning most, and at the end what takes long to find. Long terms are not edited.
 */
export function editsOf(terms: readonly string[], maxCharacters: number): Edit[][] {
  const original = terms.join(' ');
  const edited = (kind: (term: string[]) => string[][], isTried: (variant: string[]) => boolean): Edit[] =>
    terms.flatMap((term, i) => {
      const characters = [...term];
      if (characters.length > maxCharacters) return [];
      return kind(characters)
        .filter(isTried)
        .map((variant): Edit => ({ terms: terms.toSpliced(i, 1, variant.join('')) }));
    });
  const likely = KINDS.map((kind) => edited(kind, (variant) => !variant.includes(ANY) || hasPair(variant)));
  const dropped = terms.length > 1 ? terms.map((_term, i): Edit => ({ terms: terms.toSpliced(i, 1) })) : [];
  // The last ones, since they may take all the time that there is.
  const slow = edited(wrong, (variant) => variant.length === 3 && !hasPair(variant));
  return [...likely, dropped, slow].map((kind) => {
    const distinct = new Map(kind.map((edit) => [edit.terms.join(' '), edit]));
    distinct.delete(original);
    return [...distinct.values()];
  });
}

/**
 * Without two known neighbours an index has to look at everything that has the one character, or both: of three, those
 * beside the middle one.
 */
const hasPair = (variant: string[]): boolean =>
  variant
    .join('')
    .split(ANY)
    .some((piece) => pairsOf(piece).length > 0);
