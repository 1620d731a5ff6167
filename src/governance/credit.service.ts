import type { QueryRunner } from 'typeorm';
import { denied } from '../auth/guard';
import { isTrusted } from '../auth/principal';
import { manages, managesSupplier, seesSupplier } from '../auth/rules';
import { GOVERNANCE_LIMITS } from '../config/limits';
import type { Connection, ConnectionArgs } from '../graphql/connection';
import { uuidOf } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import type { Supplier } from '../suppliers/supplier.entity';
import { wrongEntry } from './credit-checks';
import { CreditEntry, CreditEntryKind } from './credit-entry.entity';
import { addEntry, deductedByOperators, type NewEntry, readUndoings, standingOf } from './credit-ledger';
import type { CreditEntryCreateInput } from './credit.types';
import { govern } from './govern';
import { keyTaken, notFound, wrongId } from './inputs';

type Entered = { entry: CreditEntry; supplier: Supplier };

/** @throws FORBIDDEN for a supplier of a belt that is not one's own */
export async function createEntry(
  context: RequestContext,
  input: CreditEntryCreateInput,
): Promise<Result<Entered>> {
  const { loaders, principal } = context;
  const uuid = uuidOf(input.supplier, 'Supplier');
  if (uuid === undefined) return failure(wrongId(context, 'supplier', 'Supplier'));
  const supplier = await loaders.supplier.load(uuid);
  if (!supplier || !seesSupplier(context, supplier))
    return failure(notFound(context, 'supplier', 'Supplier'));
  if (!managesSupplier(context, supplier)) throw denied(context, 'Mutation.creditEntryCreate');
  const [first, ...others] = wrongEntry(context, input);
  if (first) return failure(first, ...others);

  const wanted: NewEntry = {
    supplierId: uuid,
    beltNumber: supplier.beltNumber,
    kind: input.kind,
    points: input.points ?? 0,
    hold: input.hold ?? null,
    undoesId: typeof input.undoes === 'string' ? uuidOf(input.undoes, 'CreditEntry')! : null,
    reason: input.reason,
    text: input.text,
    evidence: input.evidence ?? [],
    actor: principal.subject!,
    byOperator: !isTrusted(principal),
    idempotencyKey: input.idempotencyKey,
  };
  const entered = await govern(context, 'creditEntryCreate', uuid, (runner) =>
    enter(context, runner, wanted),
  );
  if (!(entered instanceof CreditEntry)) return failure(entered);
  return success({ entry: entered, supplier: (await loaders.supplier.load(uuid))! });
}

/** What makes an entry the same as one that was made before. */
const ASKED = ['supplierId', 'kind', 'hold', 'undoesId', 'reason', 'text'] as const;

/** With the supplier locked, so that nobody else changes what this is decided by. */
async function enter(
  context: RequestContext,
  runner: QueryRunner,
  wanted: NewEntry,
): Promise<CreditEntry | UserError> {
  const { actor, idempotencyKey } = wanted;
  const before = await runner.manager.findOneBy(CreditEntry, { actor, idempotencyKey: idempotencyKey! });
  if (before) {
    const isSame =
      ASKED.every((name) => before[name] === wanted[name]) &&
      // Left out, the points of a restoration are what was left then.
      (before.points === wanted.points || (wanted.undoesId !== null && wanted.points === 0)) &&
      JSON.stringify(before.evidence) === JSON.stringify(wanted.evidence);
    return isSame ? before : keyTaken(context);
  }
  const entry = wanted.undoesId === null ? wanted : await restoring(context, runner, wanted);
  if (!('supplierId' in entry)) return entry;
  const wrong = await beyondOperators(context, runner, entry);
  if (wrong) return wrong;
  return addEntry(runner, entry);
}

/** The entry with the points that it gives back. */
async function restoring(
  context: RequestContext,
  runner: QueryRunner,
  wanted: NewEntry,
): Promise<NewEntry | UserError> {
  const undone = await runner.manager.findOneBy(CreditEntry, {
    uuid: wanted.undoesId!,
    supplierId: wanted.supplierId,
  });
  if (!undone) return notFound(context, 'undoes', 'CreditEntry');
  if (undone.kind === CreditEntryKind.RESTORATION) {
    return userError(context, 'INVALID', ['input', 'undoes'], {
      en: 'undoes: expected a deduction or a hold; what was restored is deducted anew.',
      'zh-CN': 'undoes：应为扣分或限制记录；要撤回恢复，请重新扣分。',
    });
  }
  if (wanted.byOperator && undone.actor !== wanted.actor) {
    return userError(context, 'FORBIDDEN', ['input', 'undoes'], {
      en: 'undoes: an operator undoes entries of their own only.',
      'zh-CN': 'undoes：运营人员只能撤销自己的记录。',
    });
  }
  const { points, stands } = standingOf(undone, (await readUndoings(runner, [undone.uuid]))[0]!);
  if (!stands) {
    return userError(context, 'WRONG_STATE', ['input', 'undoes'], {
      en: 'undoes: nothing of the entry stands any more.',
      'zh-CN': 'undoes：该记录已全部恢复。',
    });
  }
  if (wanted.points > points) {
    return userError(context, 'INVALID', ['input', 'points'], {
      en: `points: ${points} of the entry still stand; expected no more.`,
      'zh-CN': `points：该记录尚余 ${points} 分，不能恢复更多。`,
    });
  }
  return { ...wanted, points: wanted.points || points };
}

async function beyondOperators(
  context: RequestContext,
  runner: QueryRunner,
  { byOperator, kind, points, supplierId }: NewEntry,
): Promise<UserError | undefined> {
  if (!byOperator || kind !== CreditEntryKind.DEDUCTION) return undefined;
  const { operatorPointsInAll, operatorDays } = GOVERNANCE_LIMITS;
  const left = operatorPointsInAll - (await deductedByOperators(runner, supplierId));
  if (points <= left) return undefined;
  return userError(context, 'FORBIDDEN', ['input', 'points'], {
    en: `points: operators may deduct ${operatorPointsInAll} in ${operatorDays} days from one supplier; ${left} are left.`,
    'zh-CN': `points：运营人员对同一供应商 ${operatorDays} 天内最多扣 ${operatorPointsInAll} 分，还可扣 ${left} 分。`,
  });
}

/** Newest first. @throws INVALID_PAGE, INVALID_CURSOR */
export const listEntries = (
  { pages, loaders }: RequestContext,
  supplier: Supplier,
  args: ConnectionArgs,
): Promise<Connection<CreditEntry>> =>
  pages.page<CreditEntry>(
    {
      identity: ['supplier.credit.entries'],
      parent: supplier.uuid,
      query: {
        table: 'credit_entry',
        conditions: [],
        order: { column: 'at', type: 'timestamptz', direction: 'DESC' },
        parent: { column: 'supplier_id', type: 'uuid' },
      },
      load: (ids) => loaders.creditEntry.loadMany(ids),
    },
    args,
  );

/** What another supplier may not see is not told from what does not exist. */
export async function visibleEntry(context: RequestContext, uuid: string): Promise<CreditEntry | null> {
  const entry = await context.loaders.creditEntry.load(uuid);
  return entry && manages(context, entry) ? entry : null;
}
