import { settleLabelsOfBelt } from '../../governance/label/after-imports';
import { AssumptionTally } from '../assumptions';
import { checkRow } from '../checking/check-row';
import { problem } from '../problems';
import { SKU_COLUMNS } from '../reading/column-names';
import { Columns } from '../reading/columns';
import { forecast, type RowKey, rejectDuplicates, rejectUnknownSuppliers } from '../writing/compare';
import { mergeConstantsOf } from '../writing/merged-rows';
import { EMPTIED_COLUMNS, stagedRow } from '../writing/staged-columns';
import { createSuppliers } from '../writing/suppliers';
import { writeChunk } from '../writing/write-chunk';
import type { Kind } from './kind';

/** What makes two rows rows of the same goods. */
export const GOODS_KEY: RowKey = {
  columns: ['supplier_code', 'code'],
  repeated: problem('ROW_DUPLICATE'),
  value: 'code',
};

/** Goods on their way into the catalogue. */
export const GOODS: Kind = {
  columns: SKU_COLUMNS,
  cells: EMPTIED_COLUMNS,
  stager({ uuid }, reference) {
    const columns = new Columns(SKU_COLUMNS);
    const tally = new AssumptionTally();
    return {
      stage(row) {
        const checked = checkRow(columns.map(row), reference);
        if (checked.clean) tally.add(checked.clean);
        return stagedRow(uuid, checked);
      },
      assumptions: () => tally.result(),
    };
  },
  async compare(runner, id, reference, signal) {
    await rejectDuplicates(runner, id, GOODS_KEY);
    signal?.throwIfAborted();
    await rejectUnknownSuppliers(runner, id);
    signal?.throwIfAborted();
    return forecast(runner, id, mergeConstantsOf(reference));
  },
  prepare: createSuppliers,
  writeChunk: (runner, id, after, reference) => writeChunk(runner, id, after, mergeConstantsOf(reference)),
  settle: settleLabelsOfBelt,
};
