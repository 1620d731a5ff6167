/**
 * The tests that ask servers over HTTP, with reads on a replica: npm run -s replicas [-- what Jest is to be told]. PG_BIN
 * names the folder of the Postgres programs to use, where it is not to be that which npm brings.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGroup } from './cluster';
import type { Figures } from './figures';

const FOLDERS = ['test/e2e', 'test/race', 'test/property', 'test/integration'];

async function main(given: string[]): Promise<number> {
  const group = await startGroup();
  const figures = mkdtempSync(join(tmpdir(), 'headwater-replica-figures-'));
  try {
    const env = {
      ...process.env,
      TEST_DATABASE_URL: group.primary.url,
      TEST_DATABASE_REPLICA_URL: group.replicas[0]!.url,
      REPLICA_FIGURES: figures,
    };
    const jest = spawn(
      process.execPath,
      [require.resolve('jest/bin/jest'), ...(given.length > 0 ? given : FOLDERS)],
      {
        stdio: 'inherit',
        env,
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => jest.kill(signal));
    const code = await new Promise<number>((resolve) => jest.once('exit', (ended) => resolve(ended ?? 1)));
    tell(
      readdirSync(figures).map((file) => JSON.parse(readFileSync(join(figures, file), 'utf8')) as Figures),
    );
    return code;
  } finally {
    rmSync(figures, { recursive: true });
    await group.remove();
  }
}

function tell(all: Figures[]): void {
  const sum = (of: (figures: Figures) => number): number => all.reduce((total, each) => total + of(each), 0);
  const settled = all.flatMap(({ settledMs }) => settledMs).toSorted((a, b) => a - b);
  const at = (share: number): string => (settled[Math.floor(share * settled.length)] ?? 0).toFixed(1);
  const rows = {
    'servers that read from the replica': all.length,
    'queries on the replica, on the primary': `${sum(({ onReplica }) => onReplica)}, ${sum(({ onPrimary }) => onPrimary)}`,
    'changes that waited for the replica': settled.length,
    'their wait: p50, p99, longest (ms)': `${at(0.5)}, ${at(0.99)}, ${(settled.at(-1) ?? 0).toFixed(1)}`,
  };
  for (const [name, value] of Object.entries(rows)) process.stdout.write(`  ${name.padEnd(40)} ${value}\n`);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
