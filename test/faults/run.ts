/** What headwater does when something goes wrong, in figures: npm run -s faults. Takes some minutes. */
import { startServerOn } from '../support/graphql-server';
import { canMount, fullDisk } from './disk';
import { quantile } from './load';
import { outage } from './outage';
import { OwnPostgres } from './own-postgres';
import { exhaustion, figures, nuisances } from './pressure';

const OUTAGE_SECONDS = 10;

const print = (title: string, rows: Record<string, unknown>): void => {
  process.stdout.write(`\n${title}\n`);
  for (const [name, value] of Object.entries(rows))
    process.stdout.write(`  ${name.padEnd(44)} ${String(value)}\n`);
};

async function main(): Promise<void> {
  const postgres = await OwnPostgres.start();
  for (const kind of ['crash', 'freeze'] as const) {
    const found = await outage(postgres, kind, OUTAGE_SECONDS);
    print(`Postgres ${kind === 'crash' ? 'crashes' : 'freezes'} for ${OUTAGE_SECONDS} s at 25 requests/s`, {
      'answered, refused with 503': `${found.served}, ${found.refused}`,
      'answered otherwise': found.unexpected.length,
      'slowest request, p99 of refused ones (ms)': `${found.slowestMs}, ${found.refusedP99Ms}`,
      '/readyz is 503 after (ms)': found.noticedMs,
      'back: /readyz is 200 after (ms)': found.backMs,
      'back: the directory follows after (ms)': found.directoryMs,
      'back: the import is done after (ms)': found.importMs,
      'goods imported once, shown goods recorded': `${found.imported} of ${found.ofRows}, ${found.exposed} of ${found.ofExposed}`,
    });
  }
  const server = await startServerOn({ url: postgres.url } as never);
  const { served, refused, others, heldMs } = await exhaustion(server, 800);
  print('800 requests at once while the pool is blocked', {
    'answered, refused with 503, otherwise': `${served.length}, ${refused.length}, ${others.length}`,
    'the block lasted (ms)': Math.round(heldMs),
    'p50, p99 of the answered (ms)': `${quantile(served, 0.5)}, ${quantile(served, 0.99)}`,
    'p99 of the refused (ms)': quantile(refused, 0.99),
  });
  const pressed = await nuisances(server, 1_000);
  const [before, during] = [figures(pressed.before), figures(pressed.during)];
  print(
    `${pressed.idle} idle sockets, ${pressed.slow} that read nothing, ${pressed.stalled} uploads that stall`,
    {
      'others before: p50, p99 (ms)': `${before.p50}, ${before.p99}`,
      'others meanwhile: p50, p99 (ms), failed': `${during.p50}, ${during.p99}, ${during.failed}`,
    },
  );
  await server.close();
  await postgres.remove();
  if (!canMount())
    return print('The disk is full: left out, since only root can make a small file system', {});
  const disk = await fullDisk();
  print('The disk is full', {
    'an upload, a page of goods': `${disk.upload}, ${disk.reading}`,
    'Postgres ended': disk.ended,
    'what the log says': disk.lastWords,
    'goods before, after, in the file sent again': `${disk.before}, ${disk.after}, ${disk.ofRows}`,
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
