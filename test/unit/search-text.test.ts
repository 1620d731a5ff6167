import * as fc from 'fast-check';
import { containsPattern, fold, lexemesOf, searchTextOf, termsOf, tsqueryOf } from '../../src/search/text';

describe('folding', () => {
  it.each([
    ['ＬＶ款　Ａ１２', 'lv款 a12'],
    ['㎏ ① ﬁ ㈱', 'kg 1 fi (株)'],
    ['ＡＢＣ％', 'abc%'],
    ['cafe\u0301', 'café'],
    ['ｶﾞ', 'ガ'],
    ['手镯', '手镯'],
    ['𠮷😀', '𠮷😀'],
    ['', ''],
  ])('makes %j the same text as %j', (text, same) => {
    expect(fold(text)).toBe(same);
  });

  it('changes nothing that is folded already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the terms of a search', () => {
  it.each([
    ['手镯 A12', ['手镯', 'a12']],
    ['  手镯　Ａ１２\t\n', ['手镯', 'a12']],
    ['a A ａ', ['a']],
    ['50%_off', ['50%_off']],
    [' 　', []],
    ['', []],
  ])('of %j are %j', (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });
});

describe('the text that is searched', () => {
  it('keeps its fields apart, so that no term is found across two of them', () => {
    expect(searchTextOf('手镯', 'ＡＢ')).toBe('手镯\nab');
  });
});

describe('lexemes', () => {
  it.each([
    ['手镯', ['手镯', '镯']],
    ['手', ['手']],
    ['手镯款', ['手镯', '镯款', '款']],
    ['a12 b', ['a1', '12', '2', 'b']],
    ['手镯\nab', ['手镯', '镯', 'ab', 'b']],
    ['😀😀', ['😀😀', '😀']],
    ['𠮷野', ['𠮷野', '野']],
    ['aaa', ['aa', 'a']],
    [' ', []],
    ['', []],
  ])('of %j are %j', (text, lexemes) => {
    expect(lexemesOf(text)).toEqual(lexemes);
  });

  const texts = fc.string({ unit: fc.constantFrom('手', '镯', 'a', '1', '😀', '𠮷', ' ', '%', "'", '\\') });

  it('have every pair of neighbours of the text, and begin with every one of its characters', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const lexemes = lexemesOf(text);
        expect(new Set(lexemes).size).toBe(lexemes.length);
        for (const run of text.split(' ').filter(Boolean)) {
          const characters = [...run];
          characters.forEach((character, i) => {
            expect(lexemes.some((lexeme) => lexeme.startsWith(character))).toBe(true);
            const pair = characters.slice(i, i + 2).join('');
            expect(lexemes).toContain(pair);
          });
        }
      }),
    );
  });
});

describe('the condition that a term is contained', () => {
  it.each([
    [['手'], `'手':*`],
    [['手镯'], `'手镯'`],
    [['手镯款', 'a1'], `'手镯' & '镯款' & 'a1'`],
    [['aaa'], `'aa'`],
    [["o'n"], `'o''' & '''n'`],
    [['\\n'], `'\\\\n'`],
    [['😀笑'], `'😀笑'`],
    [[':*'], `':*'`],
  ])('asks for %j as %s', (terms, tsquery) => {
    expect(tsqueryOf(terms)).toBe(tsquery);
  });

  it.each([
    ['手镯', '%手镯%'],
    ['50%_off', String.raw`%50\%\_off%`],
    ['\\', String.raw`%\\%`],
  ])('takes what LIKE gives a meaning to for itself: %j', (term, pattern) => {
    expect(containsPattern(term)).toBe(pattern);
  });
});
