import { parseArgs } from 'node:util';
import { CATALOGUE_LIMITS, catalogueSizeOf, type CatalogueSize } from '../seed/catalogue-size';
import { generateCatalogue } from '../seed/generate';
import { runCommand, UsageError } from './run-command';

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

function readArguments(): CatalogueSize | 'help' {
  const option = { type: 'string' } as const;
  const options = { skus: option, suppliers: option, streamers: option, seed: option } as const;
  const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return 'help';
  if (values.skus === undefined) throw new UsageError(`--skus N is missing\n\n${USAGE}`);
  const numbers = Object.entries(values).map(([key, text]) => [key, /^\d+$/.test(text) ? Number(text) : NaN]);
  const size = catalogueSizeOf({ skus: Number.NaN, ...Object.fromEntries(numbers) });
  if ('problem' in size) throw new UsageError(`--${size.problem}`);
  return size;
}

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
