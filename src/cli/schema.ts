import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { packageRoot } from '../config/package-root';
import { buildSchema } from '../graphql/schema';

const FILE = join(packageRoot(), 'schema', 'schema.graphql');

/** Writes schema/schema.graphql, or with --check fails where the file is not what the code says. */
async function main(): Promise<void> {
  const text = `${printSchema(lexicographicSortSchema(await buildSchema()))}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, text);
  } else if (readFileSync(FILE, 'utf8') !== text) {
    process.stderr.write('schema/schema.graphql is stale: run npm run schema and commit the result.\n');
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
