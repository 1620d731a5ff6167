import { chinaDay } from '../../calendar/china-day';
import type { Kind } from '../../imports/kinds/kind';
import { problem } from '../../imports/problems';
import { Columns } from '../../imports/reading/columns';
import { rejectDuplicates, rejectUnknownSuppliers } from '../../imports/writing/compare';
import { checkRow } from './check-row';
import { forecastDays } from './forecast';
import { METRIC_COLUMNS } from './metric-columns';
import { EMPTIED_COLUMNS, stagedRow } from './staged-row';
import { writeDays } from './write-days';

/** What makes two rows rows of the same day. */
const DAY_KEY = {
  columns: ['supplier_code', 'day', 'source'],
  repeated: problem('DAY_DUPLICATE'),
  value: 'day',
};

/** Days of suppliers, as supplierMetricsRecord records them. */
export const METRICS: Kind = {
  columns: METRIC_COLUMNS,
  cells: EMPTIED_COLUMNS,
  stager({ uuid, source }) {
    const columns = new Columns(METRIC_COLUMNS);
    const circumstances = { today: chinaDay(Date.now()), source: source ?? '' };
    return {
      stage: (row) => stagedRow(uuid, checkRow(columns.map(row), circumstances)),
      assumptions: () => [],
    };
  },
  async compare(runner, id, _reference, signal) {
    await rejectDuplicates(runner, id, DAY_KEY);
    signal?.throwIfAborted();
    await rejectUnknownSuppliers(runner, id);
    return forecastDays(runner, id, signal);
  },
  writeChunk: writeDays,
};
