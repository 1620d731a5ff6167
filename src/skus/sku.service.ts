import type { GraphQLResolveInfo } from 'graphql';
import { denied } from '../auth/guard';
import { isTrusted, Role } from '../auth/principal';
import { seesSku } from '../auth/rules';
import type { Belt } from '../belts/belt.entity';
import type { KeysetQuery } from '../database/keyset';
import type { Condition } from '../database/parameters';
import { type Facets, facetsOf } from '../facets/facet.service';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { supplierUuids } from '../graphql/inputs';
import { fromNodeId } from '../graphql/node-id';
import { OrderDirection } from '../graphql/order';
import type { List } from '../graphql/pages';
import { readByRelevance, RELEVANCE_COLUMN, type Tier, tiersOf } from '../search/relevance';
import type { Supplier } from '../suppliers/supplier.entity';
import { conditionsOf, readCriteria } from './sku-criteria';
import { readingFor } from './sku-columns';
import type { Sku } from './sku.entity';
import { waysTo } from './sku-ways';
import { type SkuFilter, SkuOrderField, type SkusArgs } from './sku.types';

const COLUMNS: Record<SkuOrderField, Pick<KeysetQuery['order'], 'column' | 'type'>> = {
  PRICE: { column: 'live_price', type: 'integer' },
  QUALITY: { column: 'supplier_quality', type: 'integer' },
  NEWEST: { column: 'created_at', type: 'timestamptz' },
  RELEVANCE: RELEVANCE_COLUMN,
};

/** A page, with what is only found out where it is asked for. */
export type SkuPage = Connection<Sku> & { facets: Facets; suggestion: () => Promise<string | null> };

type Within = { belt?: Belt; supplier?: Supplier };

/**
 * Listed SKUs: of a belt, of a supplier, or of all.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, INVALID_ID, NOT_FOUND; UNAUTHENTICATED or FORBIDDEN where
 *   stock is filtered by someone who may not see it
 */
export async function listSkus(
  context: RequestContext,
  args: SkusArgs,
  info: GraphQLResolveInfo,
  { belt, supplier }: Within = {},
): Promise<SkuPage> {
  const filter = args.filter ?? {};
  const { field, direction } = args.orderBy ?? {
    field: SkuOrderField.NEWEST,
    direction: OrderDirection.DESC,
  };
  if (typeof filter.minStock === 'number') mayFilterStock(context, filter, { belt, supplier });
  const criteria = await readCriteria(context.app, filter);
  const parent = supplier
    ? ({ key: supplier.uuid, column: 'supplier_id', type: 'uuid' } as const)
    : belt && ({ key: belt.number, column: 'belt_number', type: 'smallint' } as const);
  const { textStatistics } = context.app;
  const reading = readingFor(context.app.dataSource, info);
  const query: KeysetQuery = {
    table: 'sku',
    ...waysTo(context.app, criteria, field, parent !== undefined),
    order: { ...COLUMNS[field], direction },
    ...(parent ? { parent } : {}),
    reading,
  };
  const name = `${parent?.column ?? ''}.skus`;
  const page = await context.pages.page<Sku>(
    {
      identity: [name, filter, field, direction],
      query,
      ...(parent ? { parent: parent.key } : {}),
      ...(field === SkuOrderField.RELEVANCE && criteria.terms.length > 0
        ? { read: byRelevance(query, tiersOf(criteria.text, criteria.terms, textStatistics)) }
        : {}),
      of: reading.of,
    },
    args,
  );
  return {
    ...page,
    facets: facetsOf(context, { identity: [name, filter], criteria, parent }),
    suggestion: async () => {
      const isEmpty = page.edges.length === 0 && (await page.totalCount()) === 0;
      if (!isEmpty || criteria.terms.length === 0) return null;
      const within: Condition[] = parent
        ? [(add) => `t.${parent.column} = ${add(parent.key)}::${parent.type}`]
        : [];
      return context.suggestions.find(criteria.terms, [...conditionsOf(criteria), ...within]);
    },
  };
}

const byRelevance =
  (query: KeysetQuery, tiers: Tier[]): List<Sku>['read'] =>
  (db, parents, window) =>
    readByRelevance(db, query, tiers, parents, window);

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
