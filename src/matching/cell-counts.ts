/** The largest static score among the SKUs with the largest value: both packed into one number, largest value first. */
const staticAtLargest = (value: string): string =>
  `(max((s.${value}::bigint << 20) | s.static_score) & 1048575)::integer`;

/** The columns of matching_cell that tell of its SKUs, in the table's order, each with how it is counted over SKUs s. */
const COUNTED = {
  sku_count: 'count(s.id)',
  max_static: 'max(s.static_score)',
  max_quality: 'max(s.supplier_quality)',
  max_advantage: 'max(s.price_advantage)',
  max_commission: 'max(s.commission_value)',
  max_momentum: 'max(s.momentum)',
  quality_static: staticAtLargest('supplier_quality'),
  advantage_static: staticAtLargest('price_advantage'),
  commission_static: staticAtLargest('commission_value'),
  momentum_static: staticAtLargest('momentum'),
};

export const COUNTED_COLUMNS = Object.keys(COUNTED).join(', ');

export const EXCLUDED_COLUMNS = Object.keys(COUNTED)
  .map((column) => `excluded.${column}`)
  .join(', ');

/** What is counted of the SKUs s of a cell; 0 where there are none. */
export const CELL_COUNTS = Object.entries(COUNTED)
  .map(([column, sql]) => `coalesce(${sql}, 0) AS ${column}`)
  .join(', ');
