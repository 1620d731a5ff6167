import { newcomersDay, newcomersOf } from '../../src/exposure/newcomers';
import { withNewcomers } from '../../src/matching/newcomers';
import { indexBehind, placeAt } from '../../src/matching/place';

/** "a" to "z" of a supplier each, unless it is said whose: a2 is the second of supplier a. */
const goods = (names: string) => names.split(' ').map((id, i) => ({ id, supplierId: id[0]!, key: 100 - i }));
const RULE = { share: 100_000, maxPerSupplier: 3, wanted: 100 };

const shown = (list: { id: string; newcomer: boolean }[]): string =>
  list.map(({ id, newcomer }) => (newcomer ? id.toUpperCase() : id)).join(' ');

describe('the ranking with newcomers', () => {
  const all = goods('a b c d e f g h i j k l m n o p q r s t u v w x y z');

  it('gives them every tenth place', () => {
    expect(shown(withNewcomers(all, goods('v x z'), RULE))).toBe(
      'a b c d e f g h i V j k l m n o p q r X s t u w y z',
    );
  });

  it('passes over those that have come by their score, and gives the place back where none is left', () => {
    expect(shown(withNewcomers(all, goods('c k'), RULE))).toBe(
      'a b c d e f g h i K j l m n o p q r s t u v w x y z',
    );
  });

  it.each([
    [500_000, 'a X b Y c Z d e'],
    [400_000, 'a X b c Y d Z e'],
    [300_000, 'a b X c d Y e f'],
    [200_000, 'a b c d X e f g'],
    [0, 'a b c d e f g h'],
  ])('gives %i millionths of the places, rounded down rank by rank', (share, expected) => {
    expect(shown(withNewcomers(all, goods('x y z'), { ...RULE, share, wanted: 8 }))).toBe(expected);
  });

  it('counts all goods of a supplier together', () => {
    const list = goods('a1 b1 a2 c1 a3 d1');
    const rule = { ...RULE, share: 500_000 };
    expect(shown(withNewcomers(list, goods('a1 a2 a3'), rule))).toBe('a1 A2 b1 A3 c1 d1');
    expect(shown(withNewcomers(list, goods('a1 a2 a3'), { ...rule, maxPerSupplier: 2 }))).toBe(
      'a1 A2 b1 c1 d1',
    );
  });

  it('is without them while nobody is one', () => {
    expect(shown(withNewcomers(all, [], RULE))).toBe(shown(all.map((one) => ({ ...one, newcomer: false }))));
  });
});

describe('going on behind a page', () => {
  const all = goods('a b c d e f g h i j k l');
  const rule = { ...RULE, share: 250_000 };
  /** a b c X d e f Y g h i Z … */
  const before = withNewcomers(all, goods('x y z'), rule);
  const rest = (list: typeof before, index: number): string =>
    shown(list.slice(indexBehind(list, placeAt(before, index))));

  it('begins behind the place', () => {
    expect(rest(before, 2)).toBe('X d e f Y g h i Z j k l');
    expect(rest(before, 3)).toBe('d e f Y g h i Z j k l');
    expect(rest(before, 4)).toBe('e f Y g h i Z j k l');
  });

  it('whose newcomer is gone begins behind what stood before it', () => {
    // a b c Y d e f Z g …
    const changed = withNewcomers(all, goods('y z'), rule);
    expect(rest(changed, 3)).toBe('Y d e f Z g h i j k l');
    expect(rest(changed, 4)).toBe('e f Z g h i j k l');
  });

  it('whose newcomer has moved down leaves nothing out', () => {
    // a b c W d e f X g …
    const changed = withNewcomers(all, goods('w x'), rule);
    expect(rest(changed, 3)).toBe('W d e f X g h i j k l');
  });

  it('when all that came before is gone begins at the top', () => {
    const changed = withNewcomers(all.slice(4), [], rule);
    expect(rest(changed, 3)).toBe('e f g h i j k l');
  });
});

describe('who is a newcomer', () => {
  const market = (shownOf: Record<string, number>, quality = 600_000) =>
    Object.entries(shownOf).map(([id, times]) => ({ id, shown: times, quality, eligibleSkus: 1 }));
  const ids = (list: { id: string }[]): string => list.map(({ id }) => id).join(' ');

  it('whoever was shown less than a quarter of the mean', () => {
    // 120 over 3: the mean is 40, its quarter 10.
    expect(ids(newcomersOf(market({ a: 101, b: 10, c: 9 })))).toBe('c');
    expect(ids(newcomersOf(market({ a: 100, b: 10, c: 10 })))).toBe('');
  });

  it('without a quality below the floor', () => {
    expect(ids(newcomersOf([...market({ a: 100, b: 0 }), ...market({ c: 0 }, 599_999)]))).toBe('b');
  });

  it('nobody, where nothing was shown, or there is nobody', () => {
    expect(newcomersOf(market({ a: 0, b: 0 }))).toEqual([]);
    expect(newcomersOf([])).toEqual([]);
  });
});

test.each([
  ['2026-11-23T00:00:59.999+08:00', '2026-11-22'],
  ['2026-11-23T00:01:00+08:00', '2026-11-23'],
])('at %s the newcomers of %s are due', (time, day) => {
  expect(newcomersDay(Date.parse(time))).toBe(day);
});
