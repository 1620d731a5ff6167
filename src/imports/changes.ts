/** What an import would change of goods that exist, as people read it. */
export type SkuChange = {
  /** In the file. */
  row: number;
  supplierCode: string;
  /** The code of the SKU. */
  code: string;
  columns: ColumnChange[];
};

export type ColumnChange = {
  /** As the columns of a file are called: livePrice, category …; of an attribute its own name. */
  column: string;
  /** Prices in yuan, commission as a share, reference data by slug; null where there is no value. */
  from: string | null;
  to: string | null;
};
