import { IMPORT_LIMITS } from '../../src/config/limits';
import { fromNodeId } from '../../src/graphql/node-id';
import { dropOldRows } from '../../src/imports/running/drop-rows';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, OPERATOR, type Row, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
  // Many transactions, some of which end within an import.
  jest.replaceProperty<any, any>(IMPORT_LIMITS, 'dropRows', 7);
  jest.replaceProperty<any, any>(IMPORT_LIMITS, 'dropImports', 2);
});
afterAll(() => closeHealthy(server));

const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  server.database.dataSource.query<T[]>(sql, parameters);
const uuidOf = (id: string): string => fromNodeId(id, 'SkuImport').uuid;
const drop = (signal?: AbortSignal) => dropOldRows(server.database.dataSource, signal);
const kept = (id: string) =>
  query('SELECT row_no, outcome, raw FROM sku_import_row WHERE import_id = $1 ORDER BY row_no', [uuidOf(id)]);

/** As if it had ended some minutes more than the days for which rows are kept ago, or less. */
const age = (id: string, minutesMore: number) =>
  query(`UPDATE sku_import SET finished_at = now() - make_interval(hours => $2, mins => $3) WHERE id = $1`, [
    uuidOf(id),
    IMPORT_LIMITS.rowsKeptDays * 24,
    minutesMore,
  ]);
const REST = `query ($id: ID!) { node(id: $id) { ... on SkuImport {
  rejectedRowsUntil
  problems(first: 100) { totalCount nodes { row code value message } }
} } }`;
const restOf = async (id: string) =>
  (await server.query(REST, { variables: { id }, as: OPERATOR })).data.node;

/** Rows that land with a note (a category that nobody knows), and rows without a price. */
const FILE = fileOf([
  ...rowsOf(0, 20),
  ...rowsOf(20, 40, () => ({ category: '没有这种' })),
  ...rowsOf(40, 60, (): Row => ({ price: null })),
]);
const done = async (): Promise<string> => {
  const { id } = await client.upload(FILE, { autoConfirm: true });
  await client.reaches(id, 'DONE');
  return id;
};

describe('the rows of an ended import', () => {
  it('are kept for some days; then the record stays, with the first problems', async () => {
    const id = await done();
    const other = await client.upload(FILE);
    await client.reaches(other.id, 'CHECKED');
    await age(id, -5);
    const before = await client.get(id);
    expect(Date.parse((await restOf(id)).rejectedRowsUntil)).toBeGreaterThan(Date.now());
    expect(await drop()).toBe(0);
    expect((await fetch(before.rejectedFileUrl)).status).toBe(200);
    expect(await kept(id)).toHaveLength(40);
    const problemsBefore = (await restOf(id)).problems.nodes;

    await age(id, 5);
    const gone = { ...before, rejectedFileUrl: null, finishedAt: expect.any(String) };
    // Told of by the clock, whether they are dropped yet or not.
    expect(await client.get(id)).toEqual(gone);
    const answers = [await fetch(before.rejectedFileUrl)];
    expect(await drop()).toBe(1);
    answers.push(await fetch(before.rejectedFileUrl));
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        410,
        expect.stringContaining('problem+json'),
      ]);
      expect(await answer.json()).toMatchObject({ code: 'ROWS_DROPPED', detail: expect.any(String) });
    }
    expect(await client.get(id)).toEqual(gone);
    const { rejectedRowsUntil, problems } = await restOf(id);
    expect(Date.parse(rejectedRowsUntil)).toBeLessThan(Date.now());
    expect(problems).toEqual({ totalCount: 20, nodes: problemsBefore.slice(0, 20) });
    expect(await kept(id)).toEqual(
      Array.from({ length: 20 }, (_, i) => ({ row_no: 21 + i, outcome: 'WRITTEN', raw: null })),
    );
    // Neither twice, nor of one that still waits, nor anything that the audit log would keep.
    expect(await drop()).toBe(0);
    expect(await kept(other.id)).toHaveLength(60);
    expect(
      await query(
        `SELECT FROM audit_entry WHERE subject_id = $1 AND coalesce(before, after)::jsonb ?| '{attempts,rows_dropped_at}'`,
        [uuidOf(id)],
      ),
    ).toEqual([]);
    await client.cancel(other.id);
  });

  it('are dropped once, by whichever process, of as many imports as there are', async () => {
    const ids = [await done(), await done(), await done(), await done(), await done()];
    await Promise.all(ids.map((id, i) => age(id, 5 + i)));
    const stopped = new AbortController();
    stopped.abort();
    expect(await drop(stopped.signal)).toBe(0);
    const counts = await Promise.all([drop(), drop(), drop()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(5);
    for (const id of ids) expect(await kept(id)).toHaveLength(20);
  });

  it('of one that was given up while it was written, and what can be done with it, too', async () => {
    const { id } = await client.upload(FILE);
    await client.reaches(id, 'CHECKED');
    const failed = (minutesMore: number) =>
      query(
        `UPDATE sku_import SET status = 'FAILED', confirmed_at = now(), failure = '{"code": "WRITING_FAILED"}',
                finished_at = now() - make_interval(hours => $2, mins => $3)
          WHERE id = $1`,
        [uuidOf(id), IMPORT_LIMITS.rowsKeptDays * 24, minutesMore],
      );
    await failed(5);
    expect((await client.confirm(id)).userErrors).toMatchObject([{ code: 'WRONG_STATE' }]);
    await failed(-5);
    expect(await drop()).toBe(0);
    expect(await client.confirm(id)).toMatchObject({ userErrors: [] });
    expect(await client.reaches(id, 'DONE')).toMatchObject({ rowsRead: 60, rowsRejected: 20 });
    await age(id, 5);
    expect(await drop()).toBe(1);
    expect((await kept(id)).map(({ row_no }) => row_no)).toEqual(
      Array.from({ length: 20 }, (_, i) => 21 + i),
    );
  });
});
