import { execFile } from 'node:child_process';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { Oracle } from '../support/oracle';
import type { OracleSku } from '../support/oracle-data';
import { withPlaces } from '../support/oracle-newcomers';

const FIRST = 20;

/** Each run starts a process; a machine that is shared may take several times as long as it should. */
jest.setTimeout(120_000);

let database: TestDatabase;
let oracle: Oracle;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  oracle = await Oracle.load(database.dataSource);
});
afterAll(() => database?.drop());

type Outcome = { code: number; output: string; errors: string };

const command = (name: string, ...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['-r', './tools/typescript.cjs', `src/cli/${name}.ts`, ...args],
      { env: { ...process.env, DATABASE_URL: database.url } },
      (_, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });

type Counts = Map<string, number>;

/** How often each supplier's goods are shown, by brute force. */
function shownBy(share: number, newcomers = new Set<string>(), streamers = oracle.data.streamers): Counts {
  const counts: Counts = new Map();
  for (const { handle } of streamers) {
    const { matches } = oracle.rank(handle);
    const isNewcomer = ({ sku }: { sku: OracleSku }): boolean => newcomers.has(sku.supplier);
    for (const { sku } of withPlaces(matches, isNewcomer, share, FIRST))
      counts.set(sku.supplier, (counts.get(sku.supplier) ?? 0) + 1);
  }
  return counts;
}

/** Suppliers with eligible goods: how many of those, and their quality. */
function market(): { id: string; skus: number; quality: number }[] {
  const found = new Map<string, { id: string; skus: number; quality: number }>();
  for (const { supplier, supplier_status, status, flagged, stock, quality } of oracle.data.skus) {
    if (supplier_status !== 'ACTIVE' || status !== 'LISTED' || flagged || stock === 0) continue;
    const known = found.get(supplier) ?? { id: supplier, skus: 0, quality };
    found.set(supplier, { ...known, skus: known.skus + 1 });
  }
  return [...found.values()];
}

function distribution(counts: Counts): unknown {
  const suppliers = market();
  const values = suppliers.map(({ id }) => counts.get(id) ?? 0);
  const shown = values.reduce((sum, value) => sum + value, 0);
  let differences = 0;
  for (const one of values) for (const other of values) differences += Math.abs(one - other);
  const small = suppliers
    .toSorted((a, b) => a.skus - b.skus || (a.id < b.id ? -1 : 1))
    .slice(0, Math.floor(suppliers.length / 2));
  return {
    suppliers: suppliers.length,
    shown,
    gini: expect.closeTo(differences / (2 * suppliers.length * shown), 9),
    coverage: expect.closeTo(values.filter((value) => value > 0).length / suppliers.length, 9),
    smallShare: expect.closeTo(small.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0) / shown, 9),
  };
}

const uuidOf = (id: string): string => Buffer.from(id, 'base64url').toString().split(':')[1]!;

test('before anything was recorded, tells who would be newcomers, and changes nothing', async () => {
  const { code, output, errors } = await command(
    'exposure',
    '--first',
    String(FIRST),
    '--simulate',
    '--json',
  );
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const counts = shownBy(0);
  const quarter = (40 * FIRST) / market().length / 4;
  const expected = market()
    .filter(({ id, quality }) => quality >= 600_000 && (counts.get(id) ?? 0) < quarter)
    .map(({ id }) => id);
  const { wouldBe, ...report } = JSON.parse(output);
  expect(wouldBe.map(({ id }: { id: string }) => uuidOf(id)).toSorted()).toEqual(expected.toSorted());
  expect(report).toEqual({
    streamers: 40,
    first: FIRST,
    newcomers: 0,
    recorded: expect.objectContaining({ shown: 0, gini: 0, coverage: 0, smallShare: 0 }),
    without: distribution(counts),
    with: distribution(counts),
  });
  expect(
    await database.dataSource.query('SELECT FROM supplier_exposure UNION ALL SELECT FROM newcomer_day'),
  ).toEqual([]);
});

describe('once goods were shown', () => {
  let newcomers: Set<string>;
  let recorded: Counts;
  beforeAll(async () => {
    recorded = shownBy(0);
    await database.dataSource.query(
      `INSERT INTO supplier_exposure
       SELECT id, (now() AT TIME ZONE 'Asia/Shanghai')::date - 2, shown
         FROM unnest($1::uuid[], $2::integer[]) AS given (id, shown)`,
      [[...recorded.keys()], [...recorded.values()]],
    );
  });

  test('the command chooses the newcomers of the day, once', async () => {
    const first = await command('newcomers');
    expect(first.output).toMatch(/^\d{4}-\d\d-\d\d: \d+ newcomers\n$/);
    await database.dataSource.query('DELETE FROM supplier_exposure WHERE shown > 2');
    expect(await command('newcomers')).toEqual(first);
    const rows: { id: string }[] = await database.dataSource.query('SELECT id FROM supplier WHERE newcomer');
    newcomers = new Set(rows.map(({ id }) => id));
    expect(first.output).toContain(`: ${newcomers.size} newcomers`);
    const quarter = (40 * FIRST) / market().length / 4;
    expect([...newcomers].every((id) => (recorded.get(id) ?? 0) < quarter)).toBe(true);
  });

  test('compares the rankings with and without newcomers’ places', async () => {
    const { output } = await command('exposure', '--first', String(FIRST), '--json');
    const few = new Map([...recorded].filter(([, shown]) => shown <= 2));
    expect(JSON.parse(output)).toEqual({
      streamers: 40,
      first: FIRST,
      newcomers: newcomers.size,
      recorded: distribution(few),
      without: distribution(shownBy(0)),
      with: distribution(shownBy(100_000, newcomers)),
    });
  });

  test('ranks for as many streamers as are asked for, those with the first ids', async () => {
    const { output } = await command('exposure', '--first', String(FIRST), '--streamers', '7', '--json');
    const streamers = oracle.data.streamers.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 7);
    expect(JSON.parse(output)).toMatchObject({
      streamers: 7,
      without: distribution(shownBy(0, undefined, streamers)),
    });
  });

  test('prints a table for people', async () => {
    const { output } = await command('exposure', '--first', String(FIRST), '--streamers', '7', '--simulate');
    const lines = output.split('\n');
    expect(lines[0]).toMatch(
      /^7 streamers, the best 20 for each; \d+ suppliers with eligible goods, \d+ of them/,
    );
    expect(lines[2]).toMatch(/^ +recorded, 30 days +without newcomers’ places +with them$/);
    expect(lines[3]).toMatch(/^goods shown +\d+ +140 +140$/);
    expect(lines[4]).toMatch(/^Gini coefficient over suppliers +0\.\d{4} +0\.\d{4} +0\.\d{4}$/);
    expect(lines[5]).toMatch(/^suppliers shown at least once +\d+\.\d % +\d+\.\d % +\d+\.\d %$/);
    expect(lines[6]).toMatch(/^shown of the smaller half of the suppliers +\d+\.\d %/);
    expect(lines[8]).toMatch(/^Were this all that had been shown, \d+ suppliers would be newcomers\.$/);
    expect(lines.at(-2)).toMatch(/^ {2}and \d+ more/);
  });
});

test.each([
  [['--streamers', '0'], '--streamers: expected a whole number, 1 or more'],
  [['--first', '1001'], '--first: expected a whole number, 1 to 1000'],
  [['file'], 'file'],
])('wrong usage: %j', async (args, message) => {
  const { code, output, errors } = await command('exposure', ...args);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(message);
});
