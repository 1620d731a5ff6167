import { execFile } from 'node:child_process';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { insertRow, insertSku, insertStreamer, insertSupplier } from '../support/rows';

/** Each run starts a process; a machine that is shared may take several times as long as it should. */
jest.setTimeout(120_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const command = (
  name: string,
  ...args: string[]
): Promise<{ code: number; output: string; errors: string }> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['-r', './tools/typescript.cjs', `src/cli/${name}.ts`, ...args],
      { env: { ...process.env, DATABASE_URL: database.url } },
      (_, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });

test('alliance takes out what does not meet the rules, and says how much, the same when asked again', async () => {
  const supplier = await insertSupplier(database.dataSource);
  for (let i = 0; i < 2; i++) await insertSku(database.dataSource, supplier, { in_alliance: true });
  const first = await command('alliance');
  expect(first).toEqual({
    code: 0,
    output: expect.stringMatching(/^\d{4}-\d\d-\d\d: 2 goods fell out of the alliance\n$/),
    errors: '',
  });
  expect(await database.dataSource.query('SELECT FROM sku WHERE in_alliance')).toEqual([]);
  expect((await command('alliance')).output).toContain(': 2 goods fell out');
});

test('boards settles what is due, or a week that is named, once', async () => {
  const supplier = await insertSupplier(database.dataSource);
  const pick = {
    streamer_id: (await insertStreamer(database.dataSource)).id,
    sku_id: (await insertSku(database.dataSource, supplier)).id,
  };
  expect(await command('boards')).toMatchObject({ code: 0, output: 'No week is due.\n' });
  await insertRow(database.dataSource, 'pick', {
    ...pick,
    picked_at: '2024-12-31T04:00:00Z',
    removed_at: '2025-01-01T00:00:00Z',
  });
  expect((await command('boards', '--week', '2025-W02')).output).toBe('2025-W02: settled\n');
  expect((await command('boards', '--week', '2025-W02')).output).toBe(
    '2025-W02: was settled before, and stays as it is\n',
  );
  expect((await command('boards')).output).toMatch(/^Settled: 2025-W01, 2025-W03, 2025-W04, /);
  const rows = await database.dataSource.query(
    `SELECT kind, belt_number AS belt, place, score FROM board_entry WHERE monday = '2024-12-30' ORDER BY 1, 2`,
  );
  expect(rows.map(Object.values)).toEqual(
    ['SKUS_PICKED', 'STREAMERS_ACTIVE', 'SUPPLIERS_ACTIVE'].flatMap((kind) => [
      [kind, 0, 1, 1],
      [kind, 13, 1, 1],
    ]),
  );
});

test.each([
  [['--week', '2025-W53'], '--week: expected a week such as 2026-W47, not 2025-W53'],
  [['--week', '2999-W01'], '--week: 2999-W01 is not over yet'],
  [['now'], 'now'],
])('wrong usage of boards: %j', async (args, message) => {
  const { code, output, errors } = await command('boards', ...args);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(message);
});
