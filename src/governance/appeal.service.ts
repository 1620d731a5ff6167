import { isTrusted, Role } from '../auth/principal';
import { manages, managesBelt } from '../auth/rules';
import { GOVERNANCE_LIMITS } from '../config/limits';
import type { Condition } from '../database/parameters';
import type { Connection } from '../graphql/connection';
import { uuidOf } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { beltNumbers } from '../graphql/inputs';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import { Appeal } from './appeal.entity';
import { decide } from './appeal-decision';
import type { AppealCreateInput, AppealDecideInput, AppealFilter, AppealsArgs } from './appeal.types';
import { CreditEntryKind } from './credit-entry.entity';
import { readUndoings, standingOf } from './credit-ledger';
import { govern } from './govern';
import { notFound, wrongId, wrongText } from './inputs';

type Changed = { appeal: Appeal };

/** Opens the one appeal that there may be against an entry, or gives back the same that the same person opened. */
export async function createAppeal(
  context: RequestContext,
  { entry: id, text }: AppealCreateInput,
): Promise<Result<Changed>> {
  const { loaders, principal } = context;
  const wrong = wrongText(context, 'text', text, GOVERNANCE_LIMITS.textCharacters);
  if (wrong) return failure(wrong);
  const uuid = uuidOf(id, 'CreditEntry');
  if (uuid === undefined) return failure(wrongId(context, 'entry', 'CreditEntry'));
  const entry = await loaders.creditEntry.load(uuid);
  if (!entry || !manages(context, entry)) return failure(notFound(context, 'entry', 'CreditEntry'));
  if (entry.kind === CreditEntryKind.RESTORATION) {
    return failure(
      userError(context, 'INVALID', ['input', 'entry'], {
        en: 'entry: a restoration takes nothing that could be appealed against.',
        'zh-CN': 'entry：恢复记录无可申诉。',
      }),
    );
  }
  const opened = await govern(context, 'appealCreate', entry.supplierId, async (runner) => {
    const before = await runner.manager.findOneBy(Appeal, { entryId: uuid });
    if (before?.text === text && before.openedBy === principal.subject) return before;
    const { stands } = standingOf(entry, (await readUndoings(runner, [uuid]))[0]!);
    if (before || !stands) return wrongState(context, before !== null);
    const { identifiers } = await runner.manager.insert(Appeal, {
      entryId: uuid,
      supplierId: entry.supplierId,
      beltNumber: entry.beltNumber,
      text,
      openedBy: principal.subject!,
    });
    return runner.manager.findOneByOrFail(Appeal, { uuid: identifiers[0]!.uuid as string });
  });
  loaders.appealOf.clear(uuid);
  return opened instanceof Appeal ? success({ appeal: opened }) : failure(opened);
}

const wrongState = (context: RequestContext, isAppealed: boolean): UserError =>
  userError(
    context,
    'WRONG_STATE',
    ['input', 'entry'],
    isAppealed
      ? { en: 'entry: it was appealed against before.', 'zh-CN': 'entry：该记录已申诉过。' }
      : { en: 'entry: nothing of it stands any more.', 'zh-CN': 'entry：该记录已全部恢复。' },
  );

/** Decides an appeal, once. */
export async function decideAppeal(
  context: RequestContext,
  input: AppealDecideInput,
): Promise<Result<Changed>> {
  const { loaders } = context;
  const wrong = wrongText(context, 'text', input.text, GOVERNANCE_LIMITS.textCharacters);
  if (wrong) return failure(wrong);
  const uuid = uuidOf(input.appeal, 'Appeal');
  if (uuid === undefined) return failure(wrongId(context, 'appeal', 'Appeal'));
  const appeal = await loaders.appeal.load(uuid);
  if (!appeal) return failure(notFound(context, 'appeal', 'Appeal'));
  const decided = await govern(context, 'appealDecide', appeal.supplierId, (runner) =>
    decide(context, runner, appeal, input),
  );
  loaders.appeal.clear(uuid);
  loaders.appealOf.clear(appeal.entryId);
  return decided instanceof Appeal ? success({ appeal: decided }) : failure(decided);
}

/**
 * Newest first: all, those of an operator's own belts, a supplier's own.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, NOT_FOUND
 */
export function listAppeals(context: RequestContext, args: AppealsArgs): Promise<Connection<Appeal>> {
  const { pages, loaders } = context;
  const filter = args.filter ?? {};
  const own = ownAppeals(context);
  return pages.page<Appeal>(
    {
      identity: ['appeals', filter, own],
      query: {
        table: 'appeal',
        conditions: [
          ...(own
            ? [
                ((add) =>
                  `(t.belt_number = ANY (${add(own.belts)}::smallint[]) OR t.supplier_id = ${add(own.supplier)}::uuid)`) satisfies Condition,
              ]
            : []),
          ...conditionsOf(context, filter),
        ],
        order: { column: 'opened_at', type: 'timestamptz', direction: 'DESC' },
      },
      load: (ids) => loaders.appeal.loadMany(ids),
    },
    args,
  );
}

/** Null for those who see all. */
function ownAppeals(context: RequestContext): { belts: number[]; supplier: string | null } | null {
  const { principal, app } = context;
  if (isTrusted(principal)) return null;
  const belts = [...app.reference.belts.values()].filter((belt) => managesBelt(context, belt));
  return {
    belts: belts.map(({ number }) => number),
    supplier: principal.roles.has(Role.SUPPLIER) ? principal.supplier : null,
  };
}

function conditionsOf({ app }: RequestContext, { statuses, belts }: AppealFilter): Condition[] {
  const numbers = beltNumbers(app.reference, belts);
  return [
    ...(statuses
      ? [((add) => `t.status = ANY (${add(statuses)}::appeal_status[])`) satisfies Condition]
      : []),
    ...(numbers ? [((add) => `t.belt_number = ANY (${add(numbers)}::smallint[])`) satisfies Condition] : []),
  ];
}

/** What another supplier may not see is not told from what does not exist. */
export async function visibleAppeal(context: RequestContext, uuid: string): Promise<Appeal | null> {
  const appeal = await context.loaders.appeal.load(uuid);
  return appeal && manages(context, appeal) ? appeal : null;
}
