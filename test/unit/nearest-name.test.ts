import * as fc from 'fast-check';
import { NearestName } from '../../src/imports/checking/nearest-name';

/** Optimal string alignment by its definition: slow, and plain to see. */
function edits(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const costs = [
    edits(a.slice(1), b) + 1,
    edits(a, b.slice(1)) + 1,
    edits(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
  ];
  if (a.length > 1 && a[0] === b[1] && a[1] === b[0]) costs.push(edits(a.slice(2), b.slice(2)) + 1);
  return Math.min(...costs);
}

describe('the nearest name', () => {
  it.each([
    ['连衣群', '连衣裙'],
    ['连衣', '连衣裙'],
    ['衣连裙', '连衣裙'],
    ['dreses', 'dresses'],
    ['womens-waer', 'womens-wear'],
    ['手环', null],
    ['', null],
    ['一'.repeat(41), null],
  ])('to %s is %s', (text, name) => {
    const names = new NearestName(['womens-wear', '手镯', '连衣裙', 'dresses', '半身裙', '一'.repeat(42)]);
    expect(names.find(text)).toBe(name);
  });

  it('is the same in whatever order the names come', () => {
    expect(new NearestName(['abd', 'abc']).find('abx')).toBe('abc');
    expect(new NearestName(['abc', 'abd']).find('abx')).toBe('abc');
    expect(new NearestName(['abcd', 'abd']).find('abx')).toBe('abd');
  });

  it('takes the fewest edits of all, and no more than one for three characters', () => {
    const word = fc.stringMatching(/^[abc连衣裙]{1,7}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), word, (names, text) => {
        const within = names
          .map((name) => ({ count: edits(text, name), most: Math.max(text.length, name.length) / 3 }))
          .filter(({ count, most }) => count <= most && count <= 3);
        const nearest = new NearestName(names).find(text);
        expect(nearest === null ? null : edits(text, nearest)).toBe(
          within.length === 0 ? null : Math.min(...within.map(({ count }) => count)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
