import { parseArgs } from 'node:util';
import { IMPORT_LIMITS } from '../config/limits';
import type { ImportRequest } from '../imports/life-cycle';
import { IMPORT_OPTIONS, IMPORT_USAGE, importFile, importSettings } from './file-import';
import { runCommand } from './run-command';

const USAGE = `npm run -s import -- FILE --belt SLUG [--dry-run]
npm run -s import -- --resume ID
Brings the goods of a file into the catalogue: CSV (.csv, .tsv, .txt), XLSX or JSON Lines (any other ending), also
gzipped (.gz). See docs/imports.md for its columns.

  --belt SLUG         the belt that the goods belong to, e.g. yiwu
  --assume-stock N    stock of new goods of which the file does not say it; ${IMPORT_LIMITS.assumedStock} where left out
  --no-new-suppliers  rejects rows of suppliers that the belt does not have, instead of creating them
${IMPORT_USAGE}`;

function stockOf(text: string | undefined): number {
  if (text === undefined) return IMPORT_LIMITS.assumedStock;
  const stock = /^\d{1,10}$/.test(text) ? Number(text) : Infinity;
  if (stock > IMPORT_LIMITS.pieces) throw new Error(`--assume-stock: expected 0 to ${IMPORT_LIMITS.pieces}`);
  return stock;
}

// Before the database is opened, which may start one: neither help nor a slip of the pen is worth that.
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...IMPORT_OPTIONS,
      'assume-stock': { type: 'string' },
      'no-new-suppliers': { type: 'boolean', default: false },
    },
  });
  if (values.help) process.stdout.write(`${USAGE}\n`);
  else {
    const settings = importSettings(values, positionals);
    const ofGoods: Partial<ImportRequest> = {
      assumedStock: stockOf(values['assume-stock']),
      createSuppliers: !values['no-new-suppliers'],
    };
    void runCommand((tools) => importFile(tools, settings, ofGoods));
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
