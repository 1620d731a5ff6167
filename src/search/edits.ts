import { pairsOf } from './text';

/** A character that is not known: what stands there in goods that have all the others. */
export const ANY = '\0';

export type Edit = {
  /** The terms after the edit; one of them may hold ANY. */
  terms: string[];
};

/** What a slip of the finger makes of a word, undone: each kind in the order of the word's characters. */
const KINDS: ((term: string[]) => string[][])[] = [
  // Two neighbours exchanged.
  (term) => term.slice(1).map((c, i) => term.toSpliced(i, 2, c, term[i]!)),
  // A wrong character. At either end a word without it finds the same and more.
  (term) => term.slice(1, -1).map((_c, i) => term.toSpliced(i + 1, 1, ANY)),
  // One that is missing, likewise.
  (term) => term.slice(1).map((_c, i) => term.toSpliced(i + 1, 0, ANY)),
  // One too many.
  (term) => (term.length > 1 ? term.map((_c, i) => term.toSpliced(i, 1)) : []),
];

/**
 * All that one edit of one character, or a dropped term, makes of a query, kind by kind: the likeliest slip first, and
 * what changes the meaning most at the end. Long terms are not edited.
 */
export function editsOf(terms: readonly string[], maxCharacters: number): Edit[][] {
  const original = terms.join(' ');
  const edited = KINDS.map((kind) =>
    terms.flatMap((term, i) => {
      const characters = [...term];
      if (characters.length > maxCharacters) return [];
      return kind(characters)
        .filter((variant) => !variant.includes(ANY) || hasPair(variant))
        .map((variant): Edit => ({ terms: terms.toSpliced(i, 1, variant.join('')) }));
    }),
  );
  const dropped = terms.length > 1 ? terms.map((_term, i): Edit => ({ terms: terms.toSpliced(i, 1) })) : [];
  return [...edited, dropped].map((kind) => {
    const distinct = new Map(kind.map((edit) => [edit.terms.join(' '), edit]));
    distinct.delete(original);
    return [...distinct.values()];
  });
}

/** Without two known neighbours an index would have to look at everything that has the one character. */
const hasPair = (variant: string[]): boolean =>
  variant
    .join('')
    .split(ANY)
    .some((piece) => pairsOf(piece).length > 0);
