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
import { type FileImport, ImportStatus } from './file-import.entity';
import type { ImportFilter, ImportsArgs } from './file-import.types';
import { IMPORT_NAMES, type ImportKind } from './import-kind';
import type { ImportOf } from './import-of';

/**
 * Imports of a kind, newest first: of one belt, or all that the one who asks may see.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT
 */
export function listImports<K extends ImportKind>(
  context: RequestContext,
  kind: K,
  args: ImportsArgs,
  belt?: Belt,
): Promise<Connection<ImportOf[K]>> {
  const { pages, loaders } = context;
  const filter = args.filter ?? {};
  const own = ownImports(context);
  const name = `${IMPORT_NAMES[kind].action}s`;
  return pages.page<ImportOf[K]>(
    {
      identity: [belt ? `belt.${name}` : name, filter, own],
      query: {
        table: 'sku_import',
        conditions: [isOf(kind), ...(own ? [conditionOf(own)] : []), ...conditionsOf(filter)],
        order: { column: 'created_at', type: 'timestamptz', direction: 'DESC' },
        ...(belt ? { parent: { column: 'belt_number', type: 'smallint' } } : {}),
      },
      ...(belt ? { parent: belt.number } : {}),
      load: (ids) => loaders.fileImport.loadMany(ids) as Promise<(ImportOf[K] | Error | null)[]>,
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

const isOf =
  (kind: ImportKind): Condition =>
  (add) =>
    `t.kind = ${add(kind)}::import_kind`;

function conditionsOf({ statuses }: ImportFilter): Condition[] {
  return statuses ? [(add) => `t.status = ANY (${add(statuses)}::import_status[])`] : [];
}

/** What others may not see is not told from what does not exist. */
export async function visibleImport<K extends ImportKind>(
  context: RequestContext,
  kind: K,
  uuid: string,
): Promise<ImportOf[K] | null> {
  const found = await importOf(context, kind, uuid);
  return found && seesImport(context, found) ? found : null;
}

/** The import of the kind; null where it is of another, or there is none. */
export async function importOf<K extends ImportKind>(
  { loaders }: RequestContext,
  kind: K,
  uuid: string,
): Promise<ImportOf[K] | null> {
  const found = await loaders.fileImport.load(uuid);
  return found?.kind === kind ? (found as ImportOf[K]) : null;
}

/** Where the rejected rows can be had; null where there are none, or it is not known yet which. */
export async function rejectedFileUrl(
  { origin }: RequestContext,
  fileImport: FileImport,
): Promise<string | null> {
  const { rowsRejected, status } = fileImport;
  const isKnown = ![ImportStatus.AWAITING_UPLOAD, ImportStatus.CHECKING].includes(status);
  return isKnown && rowsRejected > 0 && keepsRows(fileImport)
    ? addressOf(origin, fileImport, 'rejected')
    : null;
}

/** Until when they can be; null where there are none, and while the import goes on. */
export const rejectedRowsUntil = (fileImport: FileImport): Date | null =>
  fileImport.rowsRejected > 0 ? rowsKeptUntil(fileImport) : null;

/** @throws INVALID_ID, NOT_FOUND */
export async function importProgress<K extends ImportKind>(
  context: RequestContext,
  kind: K,
  id: string,
): Promise<AsyncIterableIterator<ImportOf[K]>> {
  const { type } = IMPORT_NAMES[kind];
  const { uuid } = fromNodeId(id, type);
  if (!(await visibleImport(context, kind, uuid))) throw new HeadwaterError('NOT_FOUND', { type, key: id });
  return context.app.importWatch.changesOf(uuid) as AsyncIterableIterator<ImportOf[K]>;
}
