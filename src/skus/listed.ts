/** What is in the catalogue, as a condition of SQL over SKUs t; the partial indexes of lists have the same. */
export const LISTED = `t.status = 'LISTED' AND t.supplier_status <> 'FROZEN'`;
