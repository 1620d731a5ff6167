import { normalised } from './column-set';

/** Slips of the pen in a name: one in a short name, two in one of eight letters or more. */
const slipsIn = (name: string): number => (name.length >= 8 ? 2 : 1);

/** Which of the headers may have been meant to be a column of these names. */
export const similarTo = (names: readonly string[], headers: readonly string[]): string[] =>
  headers.filter((header) => {
    const written = normalised(header);
    return names.some(
      (name) =>
        (name.length >= 2 && written.includes(name)) ||
        (name.length >= 3 && distance(written, name) <= slipsIn(name)),
    );
  });

/** Characters to replace, insert or take out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
