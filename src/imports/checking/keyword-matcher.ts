export type Keyword = { keyword: string; number: number };

/**
 * Finds the longest of many keywords that a text contains. Keywords are kept by their first character, so a text of
 * 40 characters takes 40 looks into a map and a handful of comparisons, not one for each of thousands of keywords.
 */
export class KeywordMatcher {
  private readonly byFirst = new Map<string, Keyword[]>();

  constructor(keywords: readonly Keyword[]) {
    // Longest first, then the lower number: the first that fits is the best.
    const ordered = keywords.toSorted((a, b) => b.keyword.length - a.keyword.length || a.number - b.number);
    for (const entry of ordered) {
      const first = entry.keyword.charAt(0);
      if (first === '') continue;
      const others = this.byFirst.get(first);
      if (others) others.push(entry);
      else this.byFirst.set(first, [entry]);
    }
  }

  /** The number of the best keyword; of the numbers within, where given. */
  find(text: string, within?: ReadonlySet<number>): number | undefined {
    let best: Keyword | undefined;
    for (let at = 0; at < text.length; at++) {
      for (const entry of this.byFirst.get(text.charAt(at)) ?? []) {
        if (best && !isBetter(entry, best)) break;
        if (within && !within.has(entry.number)) continue;
        if (text.startsWith(entry.keyword, at)) {
          best = entry;
          break;
        }
      }
    }
    return best?.number;
  }
}

const isBetter = (a: Keyword, b: Keyword): boolean =>
  a.keyword.length > b.keyword.length || (a.keyword.length === b.keyword.length && a.number < b.number);
