import { IMPORT_LIMITS } from '../../src/config/limits';
import { fromNodeId } from '../../src/graphql/node-id';
import { fileOf, IMPORT, importClient, OPERATOR, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

/* What a step meets in the database that fails it: a trigger that raises, for one row. */

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  // So that eight attempts take no minutes.
  for (const name of ['retryMs', 'maxRetryMs', 'sweepMs'])
    jest.replaceProperty<any, any>(IMPORT_LIMITS, name, 5);
  jest.replaceProperty<any, any>(IMPORT_LIMITS, 'chunkRows', 50);
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => server.close());
afterEach(() => query('DROP FUNCTION IF EXISTS fault CASCADE'));

const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  server.database.dataSource.query<T[]>(sql, parameters);

/** From now on a table's rows that are so cannot be written. */
const breakTable = async (table: string, event: string, when: string, code: string): Promise<void> => {
  server.faults.length = 0;
  await query(`
    CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'a fault of the test' USING ERRCODE = '${code}'; END $$;
    CREATE TRIGGER fault BEFORE ${event} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION fault()`);
};
const faults = (): string[] => server.faults.map((error) => (error as Error).message);
const written = (prefix: string) =>
  query<{ code: string; version: number }>(
    'SELECT code, version FROM sku WHERE starts_with(code, $1) ORDER BY length(code), code',
    [prefix],
  );
const goods = (prefix: string, rows: number) =>
  fileOf(rowsOf(0, rows, (i) => ({ code: `${prefix}-${i}`, title: `${prefix} ${i}` })));
const inEnglish = async (id: string) =>
  (
    await server.query(IMPORT, {
      variables: { id },
      as: OPERATOR,
      headers: { 'accept-language': 'en' },
    })
  ).data.node.failure.message;

describe('an import that cannot be written', () => {
  it('fails after as many attempts as may be, lets others by, and goes on once it is confirmed again', async () => {
    const bad = await client.upload(goods('BAD', 120));
    const good = await client.upload(goods('GOOD', 60));
    for (const { id } of [bad, good]) await client.reaches(id, 'CHECKED');
    // The second of three chunks.
    await breakTable('sku', 'INSERT', `NEW.code = 'BAD-77'`, 'P0001');
    for (const { id } of [bad, good]) expect(await client.confirm(id)).toMatchObject({ userErrors: [] });

    expect(await client.reaches(bad.id, 'FAILED', 'DONE')).toMatchObject({
      status: 'FAILED',
      rowsRead: 120,
      rowsToInsert: 120,
      rowsInserted: 50,
      rowsWritten: 50,
      finishedAt: expect.any(String),
      failure: {
        row: 0,
        code: 'WRITING_FAILED',
        level: 'BLOCK',
        message: expect.stringMatching(/连续出错 8 次，已停止：已写入 50 行，尚有 70 行未处理/),
      },
    });
    expect(await inEnglish(bad.id)).toMatch(/failed 8 times .* 50 rows are written, 70 are left\./);
    expect(faults()).toEqual(Array.from({ length: 8 }, () => 'a fault of the test'));
    expect(await written('BAD-')).toHaveLength(50);
    expect(await client.reaches(good.id, 'DONE')).toMatchObject({ rowsInserted: 60, failure: null });

    await query('DROP FUNCTION fault CASCADE');
    expect(await client.confirm(bad.id)).toMatchObject({ userErrors: [], skuImport: { status: 'WRITING' } });
    expect(await client.reaches(bad.id, 'DONE')).toMatchObject({
      rowsInserted: 120,
      rowsUpdated: 0,
      rowsUnchanged: 0,
      failure: null,
    });
    expect(await written('BAD-')).toEqual(
      Array.from({ length: 120 }, (_, i) => ({ code: `BAD-${i}`, version: 1 })),
    );
    expect((await client.confirm(bad.id)).userErrors).toMatchObject([{ code: 'WRONG_STATE' }]);
    expect((await client.cancel(bad.id)).userErrors).toMatchObject([{ code: 'WRONG_STATE' }]);
  });

  it.each(['57P01', '53100', '55P03'])('for want of the database (%s) never does', async (code) => {
    const { id } = await client.upload(goods(code, 20));
    await client.reaches(id, 'CHECKED');
    await breakTable('sku', 'INSERT', `starts_with(NEW.code, '${code}')`, code);
    await client.confirm(id);
    await until(() => faults().length >= 3 * IMPORT_LIMITS.stepAttempts, 'it has been tried often');
    expect(await client.get(id)).toMatchObject({ status: 'WRITING', rowsWritten: 0 });
    await query('DROP FUNCTION fault CASCADE');
    expect(await client.reaches(id, 'DONE', 'FAILED')).toMatchObject({ status: 'DONE', rowsInserted: 20 });
  });

  it('begins to count anew with each confirmation', async () => {
    const { id } = await client.upload(goods('TWICE', 20));
    await client.reaches(id, 'CHECKED');
    await breakTable('sku', 'INSERT', `NEW.code = 'TWICE-7'`, 'P0001');
    for (const attempts of [8, 16]) {
      await client.confirm(id);
      await client.reaches(id, 'FAILED');
      expect(faults()).toHaveLength(attempts);
    }
  });
});

describe('an import that cannot be compared', () => {
  it('has failed, keeps its rejected rows, and leaves the file to be imported anew', async () => {
    const [twin] = rowsOf(500, 501);
    const file = fileOf([...rowsOf(400, 440), twin!, twin!, { title: '' }]);
    await breakTable('sku_import_row', 'UPDATE', `NEW.code = 'K-500'`, 'P0001');
    const { id, uploadUrl } = await client.upload(file);
    expect(await client.reaches(id, 'FAILED', 'CHECKED')).toMatchObject({
      status: 'FAILED',
      rowsRead: 43,
      rowsWritten: 0,
      failure: {
        code: 'CHECKING_FAILED',
        message: expect.stringMatching(/核对时服务器连续出错 8 次，已停止，未写入任何数据/),
      },
      rejectedFileUrl: expect.any(String),
    });
    expect(await inEnglish(id)).toMatch(/failed 8 times to check it/);
    expect(
      await query('SELECT outcome FROM sku_import_row WHERE import_id = $1', [fromNodeId(id).uuid]),
    ).toEqual([{ outcome: 'REJECTED' }]);
    expect((await client.confirm(id)).userErrors).toMatchObject([{ code: 'WRONG_STATE' }]);
    expect((await fetch(uploadUrl, { method: 'PUT', body: file })).status).toBe(409);

    await query('DROP FUNCTION fault CASCADE');
    const again = await client.upload(file);
    expect(await client.reaches(again.id, 'CHECKED')).toMatchObject({ rowsToInsert: 40, rowsRejected: 3 });
  });
});
