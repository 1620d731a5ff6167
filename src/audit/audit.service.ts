import { denied } from '../auth/guard';
import { administers, auditsBelt, auditsEntry } from '../auth/rules';
import type { KeysetQuery } from '../database/keyset';
import type { Condition } from '../database/parameters';
import type { Connection, ConnectionArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { beltNumbers, searchText } from '../graphql/inputs';
import { fromNodeId } from '../graphql/node-id';
import type { List } from '../graphql/pages';
import type { AuditEntry } from './audit-entry.entity';
import type { AuditEntriesArgs, AuditEntryFilter } from './audit.types';
import { STREAMERS_OWN } from './subject';

/** Numbers rise with time, so the newest first is one walk down an index. */
const NEWEST_FIRST = {
  table: 'audit_entry',
  id: 'bigint',
  order: { column: 'id', type: 'bigint', direction: 'DESC' },
} as const satisfies Partial<KeysetQuery>;

/**
 * The audit log, newest first: all of it, or what is of one's own belts.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, INVALID_ID, NOT_FOUND; FORBIDDEN for another belt
 */
export function listEntries(
  context: RequestContext,
  args: AuditEntriesArgs,
): Promise<Connection<AuditEntry>> {
  const filter = args.filter ?? {};
  const belts = readableBelts(context, filter);
  const isOfOne = typeof filter.subject === 'string';
  return context.pages.page(
    listOf(context, ['auditEntries', filter, belts], {
      ...NEWEST_FIRST,
      conditions: [
        ...conditionsOf(filter),
        ...(administers(context, undefined)
          ? []
          : [((add) => `t.subject_type <> ${add(STREAMERS_OWN)}`) satisfies Condition]),
        // Of one thing there are few entries, which another index finds.
        ...(belts && isOfOne
          ? [((add) => `t.belt_number = ANY (${add(belts)}::smallint[])`) satisfies Condition]
          : []),
      ],
      ...(belts && !isOfOne
        ? { each: { column: 'belt_number', type: 'smallint' as const, values: belts } }
        : {}),
    }),
    args,
  );
}

/**
 * What became of one thing, newest first. Who asks was let through to it.
 * @throws INVALID_PAGE, INVALID_CURSOR
 */
export const historyOf = (
  context: RequestContext,
  types: readonly string[],
  uuid: string,
  args: ConnectionArgs,
): Promise<Connection<AuditEntry>> =>
  context.pages.page(
    {
      ...listOf(context, ['history', types], {
        ...NEWEST_FIRST,
        conditions: [(add) => `t.subject_type = ANY (${add(types)}::text[])`],
        parent: { column: 'subject_id', type: 'text' },
      }),
      parent: uuid,
    },
    args,
  );

/** What another belt's operator may not see is not told from what does not exist. */
export async function visibleEntry(context: RequestContext, number: string): Promise<AuditEntry | null> {
  const entry = await context.loaders.auditEntry.load(number);
  return entry && auditsEntry(context, entry) ? entry : null;
}

const listOf = (
  { loaders }: RequestContext,
  identity: readonly unknown[],
  query: KeysetQuery,
): List<AuditEntry> => ({
  identity,
  query,
  load: (numbers) => loaders.auditEntry.loadMany(numbers),
});

/** Null for those who read all belts' entries, and those of none. */
function readableBelts(context: RequestContext, { belt }: AuditEntryFilter): number[] | null {
  const { reference } = context.app;
  const asked = belt === null || belt === undefined ? undefined : beltNumbers(reference, [belt]);
  if (administers(context, undefined)) return asked ?? null;
  const own = [...reference.belts.values()]
    .filter(({ number }) => auditsBelt(context, { beltNumber: number }))
    .map(({ number }) => number);
  if (asked?.some((number) => !own.includes(number))) throw denied(context, 'AuditEntryFilter.belt');
  return asked ?? own;
}

function conditionsOf(filter: AuditEntryFilter): Condition[] {
  const conditions: Condition[] = [];
  if (typeof filter.subject === 'string') {
    const { type, uuid } = fromNodeId(filter.subject);
    conditions.push((add) => `t.subject_type = ${add(type)} AND t.subject_id = ${add(uuid)}`);
  }
  const texts = [
    ['subject_type', filter.subjectType],
    ['actor', filter.actor],
    ['action', filter.action],
  ] as const;
  for (const [column, given] of texts) {
    const wanted = searchText(given);
    if (wanted !== undefined) conditions.push((add) => `t.${column} = ${add(wanted)}`);
  }
  const { from, until } = filter;
  if (from) conditions.push((add) => `t.at >= ${add(from)}::timestamptz`);
  if (until) conditions.push((add) => `t.at < ${add(until)}::timestamptz`);
  return conditions;
}
