import { setTimeout as delay } from 'node:timers/promises';
import { startServerOn } from '../support/graphql-server';
import { fileOf, importClient, OPERATOR, rowsOf } from '../support/imports';
import type { TestServer } from '../support/server';
import { until } from '../support/started';
import { Load, quantile } from './load';
import type { OwnPostgres } from './own-postgres';

export type Outage = {
  /** Answered requests before and after, refused ones during the outage. */
  served: number;
  refused: number;
  /** Every code that was not expected, with how often. */
  unexpected: string[];
  /** The longest that any request waited, and the 99th percentile of those refused after the outage was known. */
  slowestMs: number;
  refusedP99Ms: number;
  /** From the fault until /readyz said so, */
  noticedMs: number;
  /** and from the moment when Postgres took connections again until /readyz said so, and goods were shown. */
  backMs: number;
  /** From that moment until a write by another session was in this process's directory; until the import was done. */
  directoryMs: number;
  importMs: number;
  /** Goods of the import in the catalogue, each once, of so many. */
  imported: number;
  ofRows: number;
  /** What was counted as shown and has arrived, of what was counted. */
  exposed: number;
  ofExposed: number;
  /** What was logged of work in the background while the database was away. */
  faults: number;
};

const ROWS = 1_500;
const EXPOSED = 7;

/** Postgres goes away under load, in the middle of an import, and comes back. */
export async function outage(
  postgres: OwnPostgres,
  kind: 'crash' | 'freeze',
  seconds: number,
): Promise<Outage> {
  const server = await startServerOn({ url: postgres.url } as never);
  const { dataSource } = server.app;
  const one = async <T>(sql: string, values: unknown[] = []): Promise<T> =>
    (await dataSource.query<T[]>(sql, values))[0]!;
  const ready = (): Promise<boolean> => fetch(`${server.url}/readyz`).then(({ status }) => status === 200);

  const load = new Load(server.url, 25);
  await until(() => load.samples.length > 25, 'there is load');
  const client = importClient(server as unknown as TestServer, { as: OPERATOR });
  const code = `FAULT-${kind}`;
  const rows = rowsOf(0, ROWS, (i) => ({ code: `${code}-${i}` }));
  const { id } = await client.upload(fileOf(rows), { autoConfirm: true });
  const { supplier } = await one<{ supplier: string }>(
    'SELECT id AS supplier FROM supplier ORDER BY id LIMIT 1',
  );
  server.app.exposure.count(Array.from({ length: EXPOSED }, () => supplier));
  const shownBefore = await shown();

  const brokeAt = performance.now();
  if (kind === 'crash') await postgres.crash();
  else postgres.freeze();
  await until(async () => !(await ready()), '/readyz says that it is away', 10_000);
  const noticedAt = performance.now();
  await delay(seconds * 1000 - (noticedAt - brokeAt));
  if (kind === 'crash') await postgres.startAgain();
  else postgres.thaw();
  const backAt = performance.now();
  const since = async (what: string, condition: () => Promise<boolean>): Promise<number> => {
    await until(condition, what, 60_000);
    return performance.now() - backAt;
  };
  const backMs = await since('/readyz is 200', ready);
  const importDone = since('the import is done', async () => (await client.get(id)).status === 'DONE');
  const [directoryMs, importMs] = await Promise.all([followed(), importDone]);
  await until(async () => (await shown()) - shownBefore === EXPOSED, 'what was shown is recorded');
  const samples = await load.end();

  const during = samples.filter(({ at }) => at >= noticedAt && at < backAt);
  const refused = samples.filter(
    ({ status, code: told }) => status === 503 && told === 'DATABASE_UNAVAILABLE',
  );
  const result: Outage = {
    served: samples.filter(({ code: told }) => told === undefined).length,
    refused: refused.length,
    unexpected: samples.filter((s) => s.code !== undefined && !refused.includes(s)).map((s) => s.code!),
    slowestMs: quantile(samples, 1),
    refusedP99Ms: quantile(during, 0.99),
    noticedMs: Math.round(noticedAt - brokeAt),
    backMs: Math.round(backMs),
    directoryMs: Math.round(directoryMs),
    importMs: Math.round(importMs),
    imported: (
      await one<{ n: number }>('SELECT count(*)::int AS n FROM sku WHERE code LIKE $1', [`${code}-%`])
    ).n,
    ofRows: ROWS,
    exposed: (await shown()) - shownBefore,
    ofExposed: EXPOSED,
    faults: server.faults.length,
  };
  await server.close();
  return result;

  async function shown(): Promise<number> {
    const sql = 'SELECT coalesce(sum(shown), 0)::int AS shown FROM supplier_exposure WHERE supplier_id = $1';
    return (await one<{ shown: number }>(sql, [supplier])).shown;
  }

  /** Goods of a cell run out, told to nobody but the database: how long until this process's directory has it. */
  async function followed(): Promise<number> {
    const [[{ cell }]] = (await dataSource.query(
      `UPDATE sku SET stock = 0
         FROM (SELECT id, cell FROM sku WHERE cell IS NOT NULL AND code NOT LIKE 'FAULT%' ORDER BY id LIMIT 1) gone
        WHERE sku.id = gone.id RETURNING gone.cell`,
    )) as [[{ cell: string }]];
    const { directory } = server.app.matching.sync;
    return since('the directory follows', async () => {
      const { left } = await one<{ left: number }>('SELECT count(*)::int AS left FROM sku WHERE cell = $1', [
        cell,
      ]);
      return directory.columns.skus[directory.find(Number(cell))!] === left;
    });
  }
}
