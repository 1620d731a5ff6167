import { isTrusted, Role } from '../auth/principal';
import { managesBelt, seesImport } from '../auth/rules';
import type { Belt } from '../belts/belt.entity';
import type { Condition } from '../database/parameters';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { fromNodeId } from '../graphql/node-id';
import { addressOf } from './http/capability';
import { keepsRows, rowsKeptUntil } from './life-cycle';
import { ImportStatus, type SkuImport } from './sku-import.entity';
import type { SkuImportFilter, SkuImportsArgs } from './sku-import.types';

/**
 * Imports, newest first: of one belt, or all that the one who asks may see.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT
 */
export function listImports(
  context: RequestContext,
  args: SkuImportsArgs,
  belt?: Belt,
): Promise<Connection<SkuImport>> {
  const { pages, loaders } = context;
  const filter = args.filter ?? {};
  const own = ownImports(context);
  return pages.page<SkuImport>(
    {
      identity: [belt ? 'belt.skuImports' : 'skuImports', filter, own],
      query: {
        table: 'sku_import',
        conditions: [...(own ? [conditionOf(own)] : []), ...conditionsOf(filter)],
        order: { column: 'created_at', type: 'timestamptz', direction: 'DESC' },
        ...(belt ? { parent: { column: 'belt_number', type: 'smallint' } } : {}),
      },
      ...(belt ? { parent: belt.number } : {}),
      load: (ids) => loaders.skuImport.loadMany(ids),
    },
    args,
  );
}

type OwnImports = { belts: number[]; subject: string | null };

/** What seesImport lets through: those of one's belts, and a supplier's own. Null for those who see all. */
function ownImports(context: RequestContext): OwnImports | null {
  const { app, principal } = context;
  if (isTrusted(principal)) return null;
  const belts = [...app.reference.belts.values()].filter((belt) => managesBelt(context, belt));
  return {
    belts: belts.map(({ number }) => number),
    subject: principal.roles.has(Role.SUPPLIER) ? principal.subject : null,
  };
}

const conditionOf =
  ({ belts, subject }: OwnImports): Condition =>
  (add) => {
    const ofBelts = `t.belt_number = ANY (${add(belts)}::smallint[])`;
    return subject === null ? ofBelts : `(${ofBelts} OR t.created_by = ${add(subject)})`;
  };

function conditionsOf({ statuses }: SkuImportFilter): Condition[] {
  return statuses ? [(add) => `t.status = ANY (${add(statuses)}::import_status[])`] : [];
}

/** What others may not see is not told from what does not exist. */
export async function visibleImport(context: RequestContext, uuid: string): Promise<SkuImport | null> {
  const skuImport = await context.loaders.skuImport.load(uuid);
  return skuImport && seesImport(context, skuImport) ? skuImport : null;
}

/** Where the rejected rows can be had; null where there are none, or it is not known yet which. */
export async function rejectedFileUrl(
  { origin }: RequestContext,
  skuImport: SkuImport,
): Promise<string | null> {
  const { rowsRejected, status } = skuImport;
  const isKnown = ![ImportStatus.AWAITING_UPLOAD, ImportStatus.CHECKING].includes(status);
  return isKnown && rowsRejected > 0 && keepsRows(skuImport)
    ? addressOf(origin, skuImport, 'rejected')
    : null;
}

/** Until when they can be; null where there are none, and while the import goes on. */
export const rejectedRowsUntil = (skuImport: SkuImport): Date | null =>
  skuImport.rowsRejected > 0 ? rowsKeptUntil(skuImport) : null;

/** @throws INVALID_ID, NOT_FOUND */
export async function importProgress(
  context: RequestContext,
  id: string,
): Promise<AsyncIterableIterator<SkuImport>> {
  const { uuid } = fromNodeId(id, 'SkuImport');
  if (!(await visibleImport(context, uuid)))
    throw new HeadwaterError('NOT_FOUND', { type: 'SkuImport', key: id });
  return context.app.importWatch.changesOf(uuid);
}
