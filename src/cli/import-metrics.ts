import { parseArgs } from 'node:util';
import { ImportKind } from '../imports/import-kind';
import type { ImportRequest } from '../imports/life-cycle';
import { messageOf } from '../imports/problems';
import { checkSource } from '../quality/recording/metric-day';
import { IMPORT_OPTIONS, IMPORT_USAGE, importFile, importSettings } from './file-import';
import { runCommand } from './run-command';

const USAGE = `npm run -s import-metrics -- FILE --belt SLUG [--dry-run]
npm run -s import-metrics -- --resume ID
Records how suppliers did, day by day: CSV (.csv, .tsv, .txt), XLSX or JSON Lines (any other ending), also gzipped (.gz).
See docs/quality.md for its columns. The same file again changes nothing.

  --belt SLUG         the belt that the suppliers belong to, e.g. yiwu
  --source NAME       who counted, where a row does not say it; such rows are rejected where left out
${IMPORT_USAGE}`;

// Before the database is opened, which may start one: neither help nor a slip of the pen is worth that.
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ...IMPORT_OPTIONS, source: { type: 'string' } },
  });
  if (values.help) process.stdout.write(`${USAGE}\n`);
  else {
    const settings = importSettings(values, positionals);
    const [wrong] = values.source === undefined ? [] : checkSource(values.source);
    if (wrong) throw new Error(`--source: ${messageOf(wrong, settings.language)}`);
    const ofDays: Partial<ImportRequest> = {
      kind: ImportKind.SUPPLIER_METRICS,
      createSuppliers: false,
      source: values.source,
    };
    void runCommand((tools) => importFile(tools, settings, ofDays));
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
