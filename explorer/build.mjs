// Bundles the explorer page into dist/explorer, unless what is there was made from the same inputs.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, 'dist/explorer');
const stamp = join(out, 'inputs.sha256');

const inputs = [
  join(root, 'package-lock.json'),
  ...[here, join(root, 'schema/operations')].flatMap((folder) =>
    readdirSync(folder)
      .toSorted()
      .map((name) => join(folder, name)),
  ),
];
const hash = createHash('sha256');
for (const file of inputs) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
const wanted = hash.digest('hex');

if (readOr(stamp) !== wanted) await bundle();

async function bundle() {
  const fresh = `${out}-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    await build({
      absWorkingDir: root,
      entryPoints: {
        main: 'explorer/main.tsx',
        'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
        'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
        'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
      },
      outdir: fresh,
      bundle: true,
      minify: true,
      format: 'iife',
      target: 'es2022',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      loader: { '.graphql': 'text', '.ttf': 'file' },
      legalComments: 'eof',
      logLevel: 'silent',
    });
    cpSync(join(here, 'index.html'), join(fresh, 'index.html'));
    writeFileSync(join(fresh, 'inputs.sha256'), wanted);
    rmSync(out, { recursive: true, force: true });
    renameSync(fresh, out);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
}

function readOr(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
