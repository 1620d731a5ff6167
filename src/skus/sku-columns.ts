import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { DataSource } from 'typeorm';
import { Projection } from '../database/projection';
import { fieldsAt } from '../graphql/selection';
import { Supplier } from '../suppliers/supplier.entity';
import { Sku } from './sku.entity';

type Columns<T> = Readonly<Record<string, readonly (keyof T & string)[]>>;

/** What the access rules look at, and what leads on to others. */
const SKU_KEYS = ['uuid', 'supplierId', 'beltNumber', 'status', 'supplierStatus'] as const;
const SUPPLIER_KEYS = ['uuid', 'beltNumber', 'status'] as const;

/** The columns behind each field beside the keys; one that reads others of its own has none. */
const SKU_FIELDS: Columns<Sku> = {
  __typename: [],
  id: [],
  code: ['code'],
  title: ['title'],
  category: ['categoryNumber'],
  supplier: [],
  belt: [],
  provenance: ['provenance'],
  supplyPrice: ['supplyPriceFen'],
  livePrice: ['livePriceFen'],
  marketPrice: ['marketPriceFen'],
  priceBand: ['priceBandNumber'],
  commissionRate: ['commissionBasisPoints'],
  stock: ['stock'],
  guarantees: ['guarantees'],
  reliable: ['reliable'],
  status: [],
  version: ['version'],
  updatedAt: ['updatedAt'],
  salesTotal: ['salesTotal'],
  inAlliance: ['inAlliance'],
  alliance: [],
  audience: ['audienceNumber'],
  shipping: ['shippingNumber'],
  description: [],
  attributes: [],
  imageUrls: [],
  relatedSkus: ['categoryNumber'],
  streamerMatches: [],
  history: [],
};
const SUPPLIER_FIELDS: Columns<Supplier> = {
  __typename: [],
  id: [],
  code: ['code'],
  name: ['name'],
  kind: ['kind'],
  status: [],
  belt: [],
  region: ['regionCode'],
  quality: ['quality'],
  reliable: ['reliable'],
  reliability: ['reliable', 'enterpriseQualified'],
  credit: [],
  deposit: [],
  skus: [],
  skuCount: [],
  priceRange: [],
  streamerMatches: [],
  sampleRequests: [],
  metricDays: [],
  enterpriseQualified: ['enterpriseQualified'],
  licence: ['licence'],
  openedOn: ['openedOn'],
  version: ['version'],
  history: [],
};

/** Reads SKUs with the columns that are asked for, and their suppliers where these are. */
export type SkuReading = { columns: string; join: string; of: (row: Record<string, unknown>) => Sku };

/** By the nodes of a connection's field, which are the same ones whenever a compiled document is executed. */
const readings = new WeakMap<readonly FieldNode[], SkuReading>();

/**
 * What a document asks of the SKUs of a connection, by looking ahead: one statement reads a page, and nothing in vain.
 * @param own what the connection itself looks at beside that; it follows from the document, too
 * @throws Error where a field has no row in the tables above: it would find its columns missing
 */
export function readingFor(
  dataSource: DataSource,
  info: GraphQLResolveInfo,
  own: readonly (keyof Sku)[] = [],
): SkuReading {
  let reading = readings.get(info.fieldNodes);
  if (!reading) readings.set(info.fieldNodes, (reading = lookAhead(dataSource, info, own)));
  return reading;
}

function lookAhead(
  dataSource: DataSource,
  info: GraphQLResolveInfo,
  own: readonly (keyof Sku)[],
): SkuReading {
  const [nodes, edges] = [['nodes'], ['edges', 'node']].map((path) => fieldsAt(info, path));
  const fields = new Set([...nodes!, ...edges!]);
  const sku = new Projection(dataSource, Sku, 't', [...SKU_KEYS, ...own, ...columnsOf(SKU_FIELDS, fields)]);
  if (!fields.has('supplier')) return { columns: sku.sql, join: '', of: (row) => sku.of(row) };
  const ofSupplier = [
    ['nodes', 'supplier'],
    ['edges', 'node', 'supplier'],
  ].flatMap((path) => [...fieldsAt(info, path)]);
  const supplier = new Projection(dataSource, Supplier, 's', [
    ...SUPPLIER_KEYS,
    ...columnsOf(SUPPLIER_FIELDS, ofSupplier),
  ]);
  return {
    columns: `${sku.sql}, ${supplier.sql}`,
    join: 'JOIN supplier s ON s.id = t.supplier_id',
    of: (row) => Object.assign(sku.of(row), { ownSupplier: supplier.of(row) }),
  };
}

const columnsOf = <T>(table: Columns<T>, fields: Iterable<string>): (keyof T & string)[] =>
  [...fields].flatMap((field) => {
    const columns = table[field];
    if (!columns) throw new Error(`sku-columns.ts does not say which columns ${field} needs.`);
    return columns;
  });
