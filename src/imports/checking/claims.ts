import type { ClaimBasis } from '../claim-bases';
import type { ProblemCode } from '../problems';
import type { Cell } from '../reading/columns';
import type { Findings } from './findings';
import { KeywordMatcher } from './keyword-matcher';
import { saysPair, SpelledText } from './spelled-text';

/** A record of data/reference/advertising-claims.json. */
export type ClaimRule = {
  /** Lower case, in simplified characters, without spaces or punctuation. */
  term: string;
  level: 'BLOCK' | 'WARN' | 'NOTE';
  basis: ClaimBasis;
  /** Longer texts that contain the term, in which it says something else or is exempt. */
  except: readonly string[];
};

type Rule = ClaimRule & { excuses: { text: string; offset: number }[] };

const CODES = {
  BLOCK: 'CLAIM_FORBIDDEN',
  WARN: 'CLAIM_DOUBTFUL',
  NOTE: 'CLAIM_TO_PROVE',
} as const satisfies Record<ClaimRule['level'], ProblemCode>;

/** Finds the claims in a text that the law forbids, or that somebody has to be able to prove. */
export class ClaimFinder {
  private readonly rules: readonly Rule[];
  private readonly terms: KeywordMatcher;
  private readonly isBeginning = (first: number, second: number): boolean => this.terms.begins(first, second);

  constructor(rules: readonly ClaimRule[]) {
    this.rules = rules.map((rule) => ({
      ...rule,
      excuses: rule.except.map((text) => ({ text, offset: text.indexOf(rule.term) })),
    }));
    this.terms = new KeywordMatcher(rules.map(({ term }, number) => ({ keyword: term, number })));
  }

  /** One finding a cell for each level and basis, which names all its claims. */
  check(cell: Cell | undefined, findings: Findings): void {
    const found = cell ? this.find(cell.value) : [];
    const groups = new Map<string, [ClaimRule, ...ClaimRule[]]>();
    for (const rule of found) {
      const key = `${rule.level} ${rule.basis}`;
      const group = groups.get(key);
      if (group) group.push(rule);
      else groups.set(key, [rule]);
    }
    for (const group of groups.values()) {
      const [{ level, basis }] = group;
      const claims = [...new Set(group.map(({ term }) => term))].join(', ');
      findings.add(CODES[level], cell!, { claims, basis });
    }
  }

  /** The rules that the text falls under, from left to right; of terms that overlap, the first and longest. */
  find(text: string): ClaimRule[] {
    // Nine texts out of ten end here, after one look at each character.
    if (!saysPair(text, this.isBeginning)) return [];
    const spelled = new SpelledText(text);
    return this.terms
      .findAll(spelled.said, ({ number, keyword }, at) => {
        const isExcused = this.rules[number]!.excuses.some(({ text: excuse, offset }) =>
          spelled.said.startsWith(excuse, at - offset),
        );
        // A name is exempt, and 《》 say that it is one.
        return !isExcused && !spelled.isInTitle(at, keyword.length) && spelled.isOneWord(at, keyword.length);
      })
      .map(({ number }) => this.rules[number]!);
  }
}
