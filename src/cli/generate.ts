import { parseArgs } from 'node:util';
import { CATALOGUE_LIMITS, catalogueSizeOf, type CatalogueSize } from '../seed/catalogue-size';
import { generateCatalogue } from '../seed/generate';
import { runCommand } from './run-command';

const range = (key: keyof CatalogueSize): string => CATALOGUE_LIMITS[key].map(grouped).join(' to ');

const USAGE = `npm run -s generate -- --skus N [--suppliers N] [--streamers N] [--seed N]
Fills an empty database with a made-up catalogue: the same numbers and seed give the same rows.

  --skus N        goods, ${range('skus')}
  --suppliers N   who offers them, ${range('suppliers')}; one for 50 SKUs where left out
  --streamers N   who sells them, ${range('streamers')}; the 40 of the demo where left out
  --seed N        another catalogue of the same size, ${range('seed')}; 1 where left out
  --help          this text

It goes to DATABASE_URL, or to the embedded Postgres under DATA_DIR (.data) where that is unset.`;

function grouped(number: number): string {
  return number.toLocaleString('en');
}

/** @throws Error where the arguments make no sense; its message says why. */
function readArguments(): CatalogueSize | 'help' {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      skus: option,
      suppliers: option,
      streamers: option,
      seed: option,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const size = catalogueSizeOf({
    skus: numberOf(values.skus),
    suppliers: numberOf(values.suppliers),
    streamers: numberOf(values.streamers),
    seed: numberOf(values.seed),
  });
  if ('problem' in size) throw new Error(`--${size.problem}`);
  return size;
}

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : Number.NaN;

/** One line that is written over and over, where somebody is looking. */
function progressLine(total: number): (step: string, skus: number) => void {
  if (!process.stderr.isTTY) return () => {};
  let shown = 0;
  return (step, skus) => {
    if (skus < total && Date.now() - shown < 100) return;
    shown = Date.now();
    const percent = Math.floor((skus / total) * 100);
    process.stderr.write(`\r\u001B[K${grouped(skus)} of ${grouped(total)} SKUs (${percent} %): ${step} `);
  };
}

async function generate(size: CatalogueSize): Promise<void> {
  await runCommand(async ({ dataSource, print }) => {
    const started = performance.now();
    const cells = await generateCatalogue(dataSource, size, progressLine(size.skus));
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    print(
      `${grouped(size.skus)} SKUs of ${grouped(size.suppliers)} suppliers in ${grouped(cells)} matching cells, ` +
        `${grouped(size.streamers)} streamers, seed ${size.seed}: ${seconds} s`,
    );
  });
}

// Before the database is opened, which may start one: neither help nor a slip of the pen is worth that.
try {
  const wanted = readArguments();
  if (wanted === 'help') process.stdout.write(`${USAGE}\n`);
  else void generate(wanted);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
