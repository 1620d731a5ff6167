import type { Belt } from '../belts/belt.entity';
import type { KeysetQuery } from '../database/keyset';
import type { Condition } from '../database/parameters';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { beltNumbers, searchText, share } from '../graphql/inputs';
import { OrderDirection } from '../graphql/order';
import type { Reference } from '../reference/reference';
import { containsPattern, termsOf } from '../search/text';
import type { Supplier } from './supplier.entity';
import { type SupplierFilter, SupplierOrderField, type SuppliersArgs } from './supplier.types';

const COLUMNS: Record<SupplierOrderField, Pick<KeysetQuery['order'], 'column' | 'type'>> = {
  QUALITY: { column: 'quality', type: 'integer' },
  NAME: { column: 'name', type: 'text' },
};

/**
 * Suppliers that are not frozen, of one belt or of all.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, NOT_FOUND
 */
export function listSuppliers(
  { app, pages, loaders }: RequestContext,
  args: SuppliersArgs,
  belt?: Belt,
): Promise<Connection<Supplier>> {
  const filter = args.filter ?? {};
  const { field, direction } = args.orderBy ?? {
    field: SupplierOrderField.QUALITY,
    direction: OrderDirection.DESC,
  };
  return pages.page<Supplier>(
    {
      identity: [belt ? 'belt.suppliers' : 'suppliers', filter, field, direction],
      query: {
        table: 'supplier',
        conditions: conditionsOf(app.reference, filter),
        order: { ...COLUMNS[field], direction },
        ...(belt ? { parent: { column: 'belt_number', type: 'smallint' } } : {}),
      },
      ...(belt ? { parent: belt.number } : {}),
      load: (ids) => loaders.supplier.loadMany(ids),
    },
    args,
  );
}

function conditionsOf(reference: Reference, filter: SupplierFilter): Condition[] {
  const conditions: Condition[] = [() => `t.status <> 'FROZEN'`];
  const belts = beltNumbers(reference, filter.belts);
  if (belts) conditions.push((add) => `t.belt_number = ANY (${add(belts)}::smallint[])`);
  const { kinds } = filter;
  if (kinds) conditions.push((add) => `t.kind = ANY (${add(kinds)}::supplier_kind[])`);
  const minQuality = share(filter.minQuality, 'filter.minQuality');
  if (minQuality) conditions.push((add) => `t.quality >= ${add(minQuality)}`);
  if (typeof filter.reliable === 'boolean') conditions.push((add) => `t.reliable = ${add(filter.reliable)}`);
  for (const term of termsOf(searchText(filter.text) ?? '')) {
    const pattern = containsPattern(term);
    conditions.push(
      (add) => `(t.search_text LIKE ${add(pattern)} OR search_fold(t.code) LIKE ${add(pattern)})`,
    );
  }
  return conditions;
}
