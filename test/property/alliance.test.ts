import * as fc from 'fast-check';
import { verdictsOn, type VerdictRow } from '../../src/alliance/verdicts';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { daysBefore, LICENCE, recordDay } from '../support/alliance-rows';
import { insertRow, insertSku, insertSupplier } from '../support/rows';
import { rolledBack } from '../support/rolled-back';

/*
 * The rules in plain TypeScript over plain rows, apart from the SQL that decides. It is asked of random suppliers, rules
 * and categories; the edges stand by themselves in test/integration/alliance.test.ts.
 */

const DAY = '2026-11-20';

/** Categories: 1 top, 2 below it, 3 a leaf. What they are called does not matter. */
type Category = { number: number; parent_number: number | null };

type World = {
  licensed: boolean;
  openedDaysAgo: number | null;
  createdDaysAgo: number;
  days: { ago: number; source: string; ratings: number; stars: number; sales: number }[];
  said: { level: number; isOpen: boolean | null; hoursAgo: number }[];
  rules: {
    kind: 'RATING' | 'SALES' | 'NEWCOMER_FEE' | 'STANDARD_FEE';
    fromDaysAgo: number;
    untilDaysAgo: number | null;
    value: number;
    window: number;
    newcomerDays: number;
    rate: number;
  }[];
};

const ago = fc.integer({ min: -2, max: 120 });
const worlds: fc.Arbitrary<World> = fc.record({
  licensed: fc.boolean(),
  openedDaysAgo: fc.option(fc.integer({ min: -1, max: 100 })),
  createdDaysAgo: fc.integer({ min: 0, max: 100 }),
  days: fc.uniqueArray(
    fc.record({
      ago,
      source: fc.constantFrom('shop', 'live'),
      ratings: fc.integer({ min: 0, max: 5 }),
      stars: fc.integer({ min: 0, max: 100 }),
      sales: fc.integer({ min: 0, max: 60_000 }),
    }),
    { selector: ({ ago: days, source }) => `${days} ${source}`, maxLength: 12 },
  ),
  said: fc.array(
    fc.record({
      level: fc.integer({ min: 0, max: 2 }),
      isOpen: fc.option(fc.boolean()),
      hoursAgo: fc.integer({ min: -5, max: 50 }),
    }),
    { maxLength: 4 },
  ),
  rules: fc.array(
    fc.record({
      kind: fc.constantFrom(
        'RATING' as const,
        'SALES' as const,
        'NEWCOMER_FEE' as const,
        'STANDARD_FEE' as const,
      ),
      fromDaysAgo: fc.integer({ min: -3, max: 10 }),
      untilDaysAgo: fc.option(fc.integer({ min: -20, max: 5 })),
      value: fc.constantFrom(0, 50_000, 100_000, 4_000_000, 4_700_000, 5_000_000),
      window: fc.integer({ min: 1, max: 100 }),
      newcomerDays: fc.integer({ min: 0, max: 100 }),
      rate: fc.constantFrom(0, 7, 250_000),
    }),
    { maxLength: 4 },
  ),
});

let database: TestDatabase;
let tree: Category[];

beforeAll(async () => {
  database = await createTestDatabase();
  const all: Category[] = await database.dataSource.query('SELECT number, parent_number FROM category');
  const parent = (of: Category): Category | undefined =>
    all.find(({ number }) => number === of.parent_number);
  const leaf = all.find((one) => parent(one) && parent(parent(one)!))!;
  tree = [parent(parent(leaf)!)!, parent(leaf)!, leaf];
});
afterAll(() => database.drop());

const fromToday = (days: number): string => daysBefore(DAY, days);
const NOW = Date.parse(`${DAY}T15:00:00+08:00`);

/** Of those that hold on the day, the one that began last; the ones of the migration began long ago. */
function ruleOf(rules: World['rules'], kind: string): World['rules'][number] | undefined {
  const holding = rules
    .map((rule, order) => ({ ...rule, order }))
    .filter(
      (rule) =>
        rule.kind === kind &&
        rule.fromDaysAgo >= 0 &&
        !(rule.untilDaysAgo !== null && rule.untilDaysAgo >= 0),
    );
  return holding.toSorted((a, b) => a.fromDaysAgo - b.fromDaysAgo || b.order - a.order)[0];
}

/** The valid ones: a rule ends after it begins, and RATING has stars. */
const validRules = ({ rules }: World): World['rules'] =>
  rules.filter(({ untilDaysAgo, fromDaysAgo }) => untilDaysAgo === null || untilDaysAgo < fromDaysAgo);

function expected(world: World): {
  admissible: boolean;
  met: boolean[];
  waived: boolean[];
  rate: number;
  used: number | null;
} {
  const rules = validRules(world);
  const [rating, sales, newcomer, standard] = ['RATING', 'SALES', 'NEWCOMER_FEE', 'STANDARD_FEE'].map(
    (kind) => ruleOf(rules, kind),
  );
  const { days } = world;
  const firstKnown = Math.max(world.createdDaysAgo, ...days.map((day) => day.ago));
  const age = world.openedDaysAgo ?? firstKnown;
  const within = (window: number): World['days'] => days.filter((day) => day.ago >= 1 && day.ago <= window);
  let [stars, count, fen] = [0, 0, 0];
  for (const day of within(rating?.window ?? 90)) {
    count += day.ratings;
    stars += starsOf(day);
  }
  for (const day of within(sales?.window ?? 30)) fen += day.sales;
  const least = (rating?.value ?? 4_700_000) / 1_000_000;
  const isWaived = (newcomerDays = 30): boolean => age < newcomerDays;
  let open: boolean = true;
  for (const level of [2, 1, 0]) {
    const last = world.said
      .map((one, order) => ({ ...one, order }))
      .filter((one) => one.level === level && one.hoursAgo >= 0)
      .toSorted((a, b) => a.hoursAgo - b.hoursAgo || b.order - a.order)[0];
    if (last && last.isOpen !== null) {
      open = last.isOpen;
      break;
    }
  }
  const met = [
    world.licensed,
    count > 0 && stars * 1_000_000 >= Math.round(least * 1_000_000) * count,
    fen >= (sales?.value ?? 100_000),
    open,
  ];
  const waived = [false, isWaived(rating?.newcomerDays), isWaived(sales?.newcomerDays), false];
  const isNew = isWaived(newcomer?.newcomerDays);
  const limit = newcomer?.value ?? 100_000_000;
  let sold = 0;
  for (const day of days) if (day.ago >= 1 && day.ago <= age) sold += day.sales;
  const rate = isNew && sold < limit ? (newcomer?.rate ?? 10_000) : (standard?.rate ?? 50_000);
  return {
    admissible: met.every((one, i) => one || waived[i]),
    met,
    waived,
    rate,
    used: isNew ? Math.min(sold, limit) : null,
  };
}

/** Between one star and five for each rating. */
const starsOf = ({ ratings, stars }: { ratings: number; stars: number }): number =>
  ratings + (ratings === 0 ? 0 : stars % (4 * ratings + 1));

async function decided(world: World): Promise<unknown> {
  return rolledBack(database.dataSource, async (db) => {
    const supplier = await insertSupplier(db, {
      licence: world.licensed ? LICENCE : null,
      opened_on: world.openedDaysAgo === null ? null : fromToday(world.openedDaysAgo),
      created_at: `${fromToday(world.createdDaysAgo)}T01:00:00+08:00`,
    });
    const { id } = await insertSku(db, supplier, { category_number: tree[2]!.number });
    // Another supplier's days must not count.
    const other = await insertSupplier(db);
    await recordDay(db, other.id, fromToday(1), { ratings: [9, 45], sales: 9_999_999 });
    for (const day of world.days) {
      await recordDay(db, supplier.id, fromToday(day.ago), {
        source: day.source,
        ratings: [day.ratings, starsOf(day)],
        sales: day.sales,
      });
    }
    // Words of the same hour: the later one is said a second later.
    for (const [i, { level, isOpen, hoursAgo }] of world.said.entries())
      await insertRow(db, 'alliance_category', {
        category_number: tree[level]!.number,
        is_open: isOpen,
        at: new Date(NOW - hoursAgo * 3_600_000 - 60_000 + i * 1_000),
      });
    for (const [i, rule] of validRules(world).entries()) {
      const { kind } = rule;
      const isFee = kind.endsWith('_FEE');
      const isStandard = kind === 'STANDARD_FEE';
      await insertRow(db, 'alliance_rule', {
        kind,
        threshold: isStandard ? null : rule.value,
        window_days: isFee ? null : rule.window,
        newcomer_days: isStandard ? null : rule.newcomerDays,
        rate: isFee ? rule.rate : null,
        valid_from: fromToday(rule.fromDaysAgo),
        valid_until: rule.untilDaysAgo === null ? null : fromToday(rule.untilDaysAgo),
        added_at: new Date(NOW - 60_000 + i * 1_000),
      });
    }
    const [row] = (await db.query(verdictsOn('k.id = $3'), [new Date(NOW), DAY, id])) as [VerdictRow];
    return {
      admissible: row.admissible,
      met: row.checks.map(({ met }) => met),
      waived: row.checks.map(({ waived }) => waived),
      rate: row.fee_rate,
      used: row.used,
    };
  });
}

test('the SQL decides as plain TypeScript does, on random suppliers, rules and categories', async () => {
  const seen = { admitted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const wanted = expected(world);
      seen[wanted.admissible ? 'admitted' : 'refused']++;
      expect(await decided(world)).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
  // Both came up, often enough to mean something.
  expect(Math.min(seen.admitted, seen.refused)).toBeGreaterThan(20);
}, 120_000);
