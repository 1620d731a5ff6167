import { IMPORT_LIMITS } from '../../config/limits';

type Name = { name: string; characters: readonly string[]; /** As bits of a word. */ letters: number };
/** Their letters again, side by side: thousands of them are looked at for each misspelt name. */
type Names = { names: readonly Name[]; letters: Int32Array };

const NO_NAMES: Names = { names: [], letters: new Int32Array() };

const MOST_EDITS = 3;

/** Finds, among many names, the one that a misspelt one was most likely meant to be. */
export class NearestName {
  private readonly byLength = new Map<number, Names>();

  /** Names that are the same once normalised are told as the first of them. */
  constructor(names: readonly string[], normalised: (name: string) => string = (name) => name) {
    const spellings = new Map(names.toReversed().map((name) => [normalised(name), name]));
    const ordered = [...spellings]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, name]) => nameOf(key, name));
    for (const length of new Set(ordered.map(({ characters }) => characters.length))) {
      const alike = ordered.filter(({ characters }) => characters.length === length);
      this.byLength.set(length, { names: alike, letters: Int32Array.from(alike, ({ letters }) => letters) });
    }
  }

  /**
   * To a normalised text: the name that takes the fewest edits, at most one for every three characters, so that
   * 连衣群 finds 连衣裙 and 手环
   * nothing; of several that whose length is nearest, then the first by its characters. Null where there is none.
   */
  find(text: string): string | null {
    const wanted = nameOf(text, text);
    const { length } = wanted.characters;
    if (length > IMPORT_LIMITS.suggestedCharacters) return null;
    let best: { name: string; edits: number } | undefined;
    for (const nearLength of lengthsNear(length)) {
      const allowed = Math.min(Math.floor(Math.max(length, nearLength) / 3), MOST_EDITS);
      const { names, letters } = this.byLength.get(nearLength) ?? NO_NAMES;
      for (let i = 0; i < names.length; i++) {
        const most = best ? Math.min(allowed, best.edits - 1) : allowed;
        if (most < Math.abs(length - nearLength)) break;
        if (!mayBeWithin(most, wanted.letters, letters[i]!)) continue;
        const edits = editsBetween(wanted.characters, names[i]!.characters, most);
        if (edits !== undefined) best = { name: names[i]!.name, edits };
      }
    }
    return best?.name ?? null;
  }
}

/** For the parameters of a problem. */
export const suggested = (name: string | null): { suggestion?: string } =>
  name === null ? {} : { suggestion: name };

const lengthsNear = (length: number): number[] =>
  [0, 1, 2, 3].flatMap((more) => (more === 0 ? [length] : [length - more, length + more]));

function nameOf(normalised: string, name: string): Name {
  const characters = [...normalised];
  const letters = characters.reduce((bits, character) => bits | (1 << (character.codePointAt(0)! & 31)), 0);
  return { name, characters, letters };
}

/** Tells most names apart at a glance: each letter that only one of two names has takes an edit. */
const mayBeWithin = (most: number, a: number, b: number): boolean =>
  hasAtMost(most, a & ~b) && hasAtMost(most, b & ~a);

function hasAtMost(most: number, bits: number): boolean {
  let left = bits;
  for (let count = 0; count < most && left !== 0; count++) left &= left - 1;
  return left === 0;
}

/** Characters inserted, left out, replaced or swapped with their neighbour; undefined where it takes more than that. */
function editsBetween(a: readonly string[], b: readonly string[], most: number): number | undefined {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, character] of a.entries()) {
    const row = [i + 1];
    for (const [j, other] of b.entries()) {
      const replaced = last[j]! + (character === other ? 0 : 1);
      const isSwap = character === b[j - 1] && other === a[i - 1];
      const swapped = isSwap ? before[j - 1]! + 1 : Infinity;
      row.push(Math.min(replaced, last[j + 1]! + 1, row[j]! + 1, swapped));
    }
    [before, last] = [last, row];
    if (Math.min(...row, ...before) > most) return undefined;
  }
  return last.at(-1)! <= most ? last.at(-1) : undefined;
}
