import * as fc from 'fast-check';
import { enoughNewcomers, placesAmong, withNewcomers } from '../../src/matching/newcomers';
import { indexBehind, placeAt } from '../../src/matching/place';
import { withPlaces } from '../support/oracle-newcomers';

/** Goods in the order of their scores: whose they are, and whether that supplier is a newcomer. */
type Good = { id: string; key: number; supplierId: string; isNewcomers: boolean };
type World = { goods: Good[]; maxPerSupplier: number; share: number };

const idOf = (n: number): string => `good-${String(n).padStart(3, '0')}`;

/** Small worlds, in which suppliers have several goods and scores tie. */
const world: fc.Arbitrary<World> = fc
  .record({
    goods: fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 12 })), {
      maxLength: 60,
    }),
    newcomers: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]),
    maxPerSupplier: fc.constantFrom(1, 2, 3, 1_000),
    share: fc.constantFrom(0, 1, 33_333, 100_000, 142_857, 300_000, 333_334, 400_000, 499_999, 500_000),
  })
  .map(({ goods, newcomers, ...rest }) => ({
    ...rest,
    goods: goods
      .map(([supplier, key], i) => ({
        id: idOf((i * 37) % 61),
        key,
        supplierId: `supplier-${supplier}`,
        isNewcomers: newcomers.includes(supplier),
      }))
      .toSorted((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1)),
  }));

/** At most so many of each supplier, the best ones. */
function capped(goods: Good[], most: number): Good[] {
  return goods.filter(
    (good, i) => goods.slice(0, i).filter(({ supplierId }) => supplierId === good.supplierId).length < most,
  );
}

/** The rule read out: rank by rank, over all goods, each time from the top. */
const readOut = ({ goods, maxPerSupplier, share }: World): { id: string; newcomer: boolean }[] =>
  withPlaces(capped(goods, maxPerSupplier), ({ isNewcomers }) => isNewcomers, share);

/** As the server has it: two searches, neither of which looks further than asked, and that for newcomers no further than enough. */
function ranked({ goods, maxPerSupplier, share }: World, wanted: number) {
  const all = capped(goods, maxPerSupplier).slice(0, wanted);
  const newcomers = capped(
    goods.filter(({ isNewcomers }) => isNewcomers),
    maxPerSupplier,
  );
  const cells = all.map(({ isNewcomers }) => ({ cell: isNewcomers ? -1 : 1 }));
  const places = placesAmong(wanted, share);
  const sought = places > 0 ? newcomers.slice(0, enoughNewcomers(places, cells)) : [];
  return withNewcomers(all, sought, { share, maxPerSupplier, wanted });
}

const brief = (list: { id: string; newcomer: boolean }[]): string[] =>
  list.map(({ id, newcomer }) => (newcomer ? `${id} given` : id));

test('the ranking is the rule’s, however little of it is asked for', () => {
  fc.assert(
    fc.property(world, fc.integer({ min: 0, max: 70 }), (given, wanted) => {
      expect(brief(ranked(given, wanted))).toEqual(brief(readOut(given)).slice(0, wanted));
    }),
    { numRuns: 3_000 },
  );
});

test('no supplier has more than its most, and all goods come once', () => {
  fc.assert(
    fc.property(world, (given) => {
      const list = ranked(given, 1_000);
      expect(list.map(({ id }) => id).toSorted()).toEqual(
        capped(given.goods, given.maxPerSupplier)
          .map(({ id }) => id)
          .toSorted(),
      );
    }),
    { numRuns: 500 },
  );
});

test('pages of any sizes are the ranking', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(world, sizes, (given, turns) => {
      const paged: string[] = [];
      let place: ReturnType<typeof placeAt> | undefined;
      for (let turn = 0; ; turn++) {
        const size = turns[turn % turns.length]!;
        const list = ranked(given, (place?.rank ?? 0) + size + 1);
        const from = place ? indexBehind(list, place) : 0;
        const page = list.slice(from, from + size);
        if (page.length === 0) break;
        paged.push(...brief(page));
        place = placeAt(list, from + page.length - 1);
      }
      expect(paged).toEqual(brief(readOut(given)));
    }),
    { numRuns: 1_000 },
  );
});

test('where goods come and go between pages, none in order is left out, and none comes again', () => {
  const change = fc.record({
    gone: fc.array(fc.integer({ min: 0, max: 60 })),
    size: fc.integer({ min: 1, max: 12 }),
    newcomersGone: fc.boolean(),
  });
  fc.assert(
    fc.property(world, change, (given, { gone, size, newcomersGone }) => {
      const free = { ...given, maxPerSupplier: 1_000 };
      const before = ranked(free, 1_000);
      const page = before.slice(0, size);
      fc.pre(page.length > 0);
      const after: World = {
        ...free,
        goods: free.goods
          .filter(({ id }) => !gone.some((n) => idOf(n) === id))
          .map((good) => ({ ...good, isNewcomers: good.isNewcomers && !newcomersGone })),
      };
      const list = ranked(after, 1_000);
      const rest = list.slice(indexBehind(list, placeAt(before, page.length - 1)));
      const seen = new Set([...page, ...rest].map(({ id }) => id));
      const inOrder = rest.filter(({ newcomer }) => !newcomer).map(({ id }) => id);
      const shownInOrder = page.filter(({ newcomer }) => !newcomer).map(({ id }) => id);
      expect(inOrder.filter((id) => shownInOrder.includes(id))).toEqual([]);
      const missed = list.filter(({ id, newcomer }) => !newcomer && !seen.has(id));
      expect(missed).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
