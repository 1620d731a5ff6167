import { ImportRowOutcome } from '../../imports/import-row.entity';
import type { StagedRow } from '../../imports/kinds/kind';
import type { CheckedRow } from './check-row';

/** A row of sku_import_row as COPY takes it; all rows have the same columns in the same order. */
export function stagedRow(importId: string, { number, raw, problems, clean }: CheckedRow): StagedRow {
  const columns = {
    import_id: importId,
    row_no: number,
    outcome: clean ? ImportRowOutcome.ACCEPTED : ImportRowOutcome.REJECTED,
    problems: problems.length > 0 ? JSON.stringify(problems) : null,
    raw: JSON.stringify(raw),
    supplier_code: clean?.supplierCode ?? null,
    supplier_name: clean?.supplierName ?? null,
    day: clean?.day ?? null,
    source: clean?.source ?? null,
    figures: clean ? JSON.stringify(clean.figures) : null,
  };
  return { columns, isRejected: !clean };
}

/** What a written row no longer needs: everything but its key, its outcome and its notes. */
export const EMPTIED_COLUMNS = ['raw', 'supplier_code', 'supplier_name', 'day', 'source', 'figures'];
