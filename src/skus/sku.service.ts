import { denied } from '../auth/guard';
import { isTrusted, Role } from '../auth/principal';
import { seesSku } from '../auth/rules';
import type { Belt } from '../belts/belt.entity';
import type { KeysetQuery } from '../database/keyset';
import type { Condition } from '../database/parameters';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import {
  atLeast,
  beltNumbers,
  bounded,
  categoryNumbers,
  priceBandNumbers,
  searchText,
  supplierUuids,
} from '../graphql/inputs';
import { fromNodeId } from '../graphql/node-id';
import { OrderDirection } from '../graphql/order';
import { fenRange } from '../pricing/money.types';
import type { Reference } from '../reference/reference';
import { containsTerms } from '../search/conditions';
import { termsOf } from '../search/text';
import type { Supplier } from '../suppliers/supplier.entity';
import { LISTED } from './listed';
import type { Sku } from './sku.entity';
import { type SkuFilter, SkuOrderField, type SkusArgs } from './sku.types';

const COLUMNS: Record<SkuOrderField, Pick<KeysetQuery['order'], 'column' | 'type'>> = {
  PRICE: { column: 'live_price', type: 'integer' },
  QUALITY: { column: 'supplier_quality', type: 'integer' },
  NEWEST: { column: 'created_at', type: 'timestamptz' },
};

type Within = { belt?: Belt; supplier?: Supplier };

/**
 * Listed SKUs: of a belt, of a supplier, or of all.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, INVALID_ID, NOT_FOUND; UNAUTHENTICATED or FORBIDDEN where
 *   stock is filtered by someone who may not see it
 */
export async function listSkus(
  context: RequestContext,
  args: SkusArgs,
  { belt, supplier }: Within = {},
): Promise<Connection<Sku>> {
  const filter = args.filter ?? {};
  const { field, direction } = args.orderBy ?? {
    field: SkuOrderField.NEWEST,
    direction: OrderDirection.DESC,
  };
  if (typeof filter.minStock === 'number') mayFilterStock(context, filter, { belt, supplier });
  const parent = supplier
    ? ({ key: supplier.uuid, column: 'supplier_id', type: 'uuid' } as const)
    : belt && ({ key: belt.number, column: 'belt_number', type: 'smallint' } as const);
  return context.pages.page<Sku>(
    {
      identity: [`${parent?.column ?? ''}.skus`, filter, field, direction],
      query: {
        table: 'sku',
        conditions: conditionsOf(context.app.reference, filter),
        order: { ...COLUMNS[field], direction },
        ...(parent ? { parent } : {}),
      },
      ...(parent ? { parent: parent.key } : {}),
      load: (ids) => context.loaders.sku.loadMany(ids),
    },
    args,
  );
}

/** A SKU, or null where there is none or the one who asks may not see it. */
export async function visibleSku(context: RequestContext, uuid: string): Promise<Sku | null> {
  const sku = await context.loaders.sku.load(uuid);
  return sku && seesSku(context, sku) ? sku : null;
}

/** @throws INVALID_ID; NOT_FOUND, also where the one who asks may not see it */
export async function skuByNodeId(context: RequestContext, id: string): Promise<Sku> {
  const sku = await visibleSku(context, fromNodeId(id, 'Sku').uuid);
  if (!sku) throw new HeadwaterError('NOT_FOUND', { type: 'Sku', key: id });
  return sku;
}

/** A filter by stock tells the stock, so it asks for the same right, over every SKU that the list can hold. */
function mayFilterStock(context: RequestContext, filter: SkuFilter, { belt, supplier }: Within): void {
  const { principal, app } = context;
  if (isTrusted(principal) || principal.roles.has(Role.STREAMER)) return;
  const belts = belt ? [belt.slug] : (filter.belts ?? []);
  const ownBelts =
    principal.roles.has(Role.OPERATOR) &&
    belts.length > 0 &&
    belts.every((slug) => principal.belts.has(slug));
  const beltOfSupplier = supplier && app.reference.belts.get(supplier.beltNumber)?.slug;
  const operatesSupplier = principal.roles.has(Role.OPERATOR) && principal.belts.has(beltOfSupplier ?? '');
  const suppliers = supplier ? [supplier.uuid] : (supplierUuids(filter.suppliers) ?? []);
  const ownGoods =
    principal.roles.has(Role.SUPPLIER) &&
    suppliers.length > 0 &&
    suppliers.every((uuid) => uuid === principal.supplier);
  if (!ownBelts && !operatesSupplier && !ownGoods) throw denied(context, 'filter.minStock');
}

function conditionsOf(reference: Reference, filter: SkuFilter): Condition[] {
  const conditions: Condition[] = [() => LISTED];
  const anyOf = (column: string, type: string, values: unknown[] | undefined): void => {
    if (values) conditions.push((add) => `t.${column} = ANY (${add(values)}::${type}[])`);
  };
  anyOf('belt_number', 'smallint', beltNumbers(reference, filter.belts));
  anyOf('category_number', 'smallint', categoryNumbers(reference, filter.categories));
  anyOf('supplier_id', 'uuid', supplierUuids(filter.suppliers));
  anyOf('price_band', 'smallint', priceBandNumbers(reference, filter.priceBands));
  anyOf('provenance', 'provenance', bounded(filter.provenances, 'filter.provenances'));
  const { min, max } = fenRange(filter.price, 'filter.price');
  if (min !== undefined) conditions.push((add) => `t.live_price >= ${add(min)}`);
  if (max !== undefined) conditions.push((add) => `t.live_price <= ${add(max)}`);
  const guarantees = bounded(filter.guarantees, 'filter.guarantees');
  if (guarantees?.length) conditions.push((add) => `t.guarantees @> ${add(guarantees)}::guarantee[]`);
  const minStock = atLeast(filter.minStock, 0, 'filter.minStock');
  if (minStock) conditions.push((add) => `t.stock >= ${add(minStock)}`);
  conditions.push(...containsTerms(termsOf(searchText(filter.text) ?? '')));
  return conditions;
}
