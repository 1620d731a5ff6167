/** The largest static score among the SKUs with the largest value: both packed into one number, largest value first. */
const staticAtLargest = (value: string): string =>
  `(max((s.${value}::bigint << 20) | s.static_score) & 1048575)::integer`;

/**
 * The largest value of each static factor, in the order of STATIC_FACTORS, and the largest sum of each two, in the order
 * of PAIRS. No SKU has the best of everything, so the sums say more of a cell than the values do.
 */
const LARGEST = {
  max_quality: 'max(s.supplier_quality)',
  max_advantage: 'max(s.price_advantage)',
  max_commission: 'max(s.commission_value)',
  max_momentum: 'max(s.momentum)',
  max_quality_advantage: 'max(s.supplier_quality + s.price_advantage)',
  max_commission_momentum: 'max(s.commission_value + s.momentum)',
  max_quality_commission: 'max(s.supplier_quality + s.commission_value)',
  max_advantage_momentum: 'max(s.price_advantage + s.momentum)',
  max_quality_momentum: 'max(s.supplier_quality + s.momentum)',
  max_advantage_commission: 'max(s.price_advantage + s.commission_value)',
};

export const LARGEST_COLUMNS = Object.keys(LARGEST) as (keyof typeof LARGEST)[];

/** The columns of matching_cell that tell of its SKUs, each with how it is counted over SKUs s. */
const COUNTED = {
  sku_count: 'count(s.id)',
  max_static: 'max(s.static_score)',
  ...LARGEST,
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
