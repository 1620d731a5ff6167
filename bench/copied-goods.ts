import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Shop } from './goods-file';
import type { StepFigures } from './measured-import';
import type { OwnDatabase } from './own-database';
import { postgresCpu } from './postgres-cpu';
import { timed } from './statistics';

/** What the file's goods are known by in a catalogue that had others before. */
const IMPORTED = `code ~ '^N-[0-9]{9}$'`;

/** Does work with a connection to a database. */
export async function connected<T>({ url }: OwnDatabase, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'headwater-bench' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The shops that a belt has. */
export async function shopsOf(client: Client, belt: string): Promise<Shop[]> {
  const { rows } = await client.query<Shop>(
    'SELECT s.code, s.name FROM supplier s JOIN belt b ON b.number = s.belt_number WHERE b.slug = $1 ORDER BY s.code',
    [belt],
  );
  return rows;
}

/** The columns that COPY takes: all but those Postgres computes. */
async function columnsOf(client: Client, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `SELECT string_agg(attname, ', ' ORDER BY attnum) AS columns FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  return rows[0]!.columns;
}

type CopyFile = { table: string; columns: string; path: string };

/** What an import brought in, and whether the suppliers of its goods had the label of reliable goods in the end. */
export type Imported = { files: readonly CopyFile[]; labels: readonly { id: string; reliable: boolean }[] };

/** As files that COPY takes, in the order of the file. */
export async function saveImported(client: Client, directory: string): Promise<Imported> {
  const files: CopyFile[] = [];
  for (const [table, rows] of [
    ['supplier', `WHERE id IN (SELECT supplier_id FROM sku WHERE ${IMPORTED}) AND code LIKE 'N-%'`],
    ['sku', `WHERE ${IMPORTED} ORDER BY code`],
  ] as const) {
    const columns = await columnsOf(client, table);
    const path = join(directory, `${table}.copy`);
    const source = client.query(copyTo(`COPY (SELECT ${columns} FROM ${table} ${rows}) TO STDOUT`));
    await pipeline(source, createWriteStream(path));
    files.push({ table, columns, path });
  }
  const { rows } = await client.query<Imported['labels'][number]>(
    `SELECT DISTINCT supplier_id AS id, supplier_reliable AS reliable FROM sku WHERE ${IMPORTED}`,
  );
  return { files, labels: rows };
}

/**
 * The same rows into the same indexes, constraints and triggers by COPY alone: nothing checked, nothing compared. An
 * import settles the labels of suppliers it found, and its rows carry them: here they are given before the clock starts.
 */
export const runCopy = (database: OwnDatabase, { files, labels }: Imported): Promise<StepFigures> =>
  connected(database, async (client) => {
    await client.query(
      `UPDATE supplier s SET reliable = l.reliable FROM jsonb_to_recordset($1) AS l (id uuid, reliable boolean)
        WHERE s.id = l.id AND s.reliable <> l.reliable`,
      [JSON.stringify(labels)],
    );
    const before = await postgresCpu(client);
    const ms = await timed(async () => {
      for (const { table, columns, path } of files) {
        await pipeline(
          createReadStream(path),
          client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`)),
        );
      }
    });
    return { ms, nodeCpu: NaN, postgresCpu: (await postgresCpu(client)) - before };
  });
