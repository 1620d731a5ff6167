export type Keyword = { keyword: string; number: number };

/** Two characters as one number; a keyword of one character would be found in anything, and there is none. */
const beginningOf = (first: number, second: number): number => (first << 16) | second;

const beginningAt = (text: string, at: number): number =>
  beginningOf(text.charCodeAt(at), text.charCodeAt(at + 1));

/**
 * Finds the longest of many keywords that a text contains. Keywords are kept by their beginning, so a text of 40
 * characters takes 40 looks into a map and a handful of comparisons, not one for each of thousands of keywords.
 */
export class KeywordMatcher {
  private readonly byBeginning = new Map<number, Keyword[]>();
  /** The first characters alone: most of a text's are none, which an array tells sooner than a map. */
  private readonly isFirst = new Uint8Array(65_536);

  constructor(keywords: readonly Keyword[]) {
    // Longest first, then the lower number: the first that fits is the best.
    const ordered = keywords.toSorted((a, b) => b.keyword.length - a.keyword.length || a.number - b.number);
    for (const entry of ordered) {
      const beginning = beginningAt(entry.keyword, 0);
      this.isFirst[entry.keyword.charCodeAt(0)] = 1;
      const others = this.byBeginning.get(beginning);
      if (others) others.push(entry);
      else this.byBeginning.set(beginning, [entry]);
    }
  }

  /** The number of the best keyword; of the numbers within, where given. */
  find(text: string, within?: ReadonlySet<number>): number | undefined {
    let best: Keyword | undefined;
    for (let at = 0; at + 1 < text.length; at++) {
      const candidates = this.byBeginning.get(beginningAt(text, at));
      const found = candidates?.find(
        ({ keyword, number }) => text.startsWith(keyword, at) && (within?.has(number) ?? true),
      );
      if (found && (!best || isBetter(found, best))) best = found;
    }
    return best?.number;
  }

  /** Whether a keyword begins with these two UTF-16 units. */
  begins(first: number, second: number): boolean {
    return this.isFirst[first] === 1 && this.byBeginning.has(beginningOf(first, second));
  }

  /** All keywords that count where they stand, from left to right; of those that overlap, the first and longest. */
  findAll(text: string, counts: (keyword: Keyword, at: number) => boolean): Keyword[] {
    const all: Keyword[] = [];
    for (let at = 0; at + 1 < text.length; at++) {
      const candidates = this.byBeginning.get(beginningAt(text, at));
      const found = candidates?.find((entry) => text.startsWith(entry.keyword, at) && counts(entry, at));
      if (!found) continue;
      all.push(found);
      at += found.keyword.length - 1;
    }
    return all;
  }
}

const isBetter = (a: Keyword, b: Keyword): boolean =>
  a.keyword.length > b.keyword.length || (a.keyword.length === b.keyword.length && a.number < b.number);
