import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root';
import { readOperations } from '../documents/known-documents';
import { manifestOf } from '../documents/manifest';

const FILE = join(packageRoot(), 'schema', 'documents.json');

/** Writes schema/documents.json, or with --check fails where the file is not what schema/operations says. */
const text = `${JSON.stringify(manifestOf(readOperations()), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  process.stderr.write('schema/documents.json is stale: run npm run documents and commit the result.\n');
  process.exitCode = 1;
}
