import type { ColumnName } from '../../imports/reading/column-names';
import type { Cell } from '../../imports/reading/columns';
import { isColumn } from '../../imports/upsert/item-row';
import type { SkuUpdateInput } from './sku-update.types';

/** What is named of an update, as the cells of a file; a blank one is a value here, for somebody has written it. */
export const cellsOf = (input: SkuUpdateInput): Map<ColumnName, Cell> =>
  new Map(
    Object.entries(input)
      .filter(([name, value]) => isColumn(name) && value !== null && value !== undefined)
      .map(([name, value]) => [name as ColumnName, { header: name, value: String(value).trim() }]),
  );
