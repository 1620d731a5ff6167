import type { QueryRunner } from 'typeorm';
import { GOVERNANCE_LIMITS, IMPORT_LIMITS } from '../config/limits';
import { TransactionConflict } from '../database/transaction';
import type { Connection, ConnectionArgs } from '../graphql/connection';
import { uuidOf } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import { formatFen, MAX_FEN, parseFen } from '../pricing/fen';
import { money } from '../pricing/money.types';
import type { Supplier } from '../suppliers/supplier.entity';
import { DepositEntry, DepositEntryKind } from './deposit-entry.entity';
import { PAID, settleShortfalls } from './deposit-shortfall';
import type { DepositRecordInput, SupplierDeposit } from './deposit.types';
import { govern } from './govern';
import { keyTaken, notFound, wrongId, wrongText } from './inputs';
import { tierOf } from './rules';

type Recorded = { entry: DepositEntry; supplier: Supplier };

type NewEntry = Pick<
  DepositEntry,
  'supplierId' | 'beltNumber' | 'kind' | 'amountFen' | 'note' | 'actor' | 'idempotencyKey'
>;

export async function recordDeposit(
  context: RequestContext,
  input: DepositRecordInput,
): Promise<Result<Recorded>> {
  const { loaders, principal } = context;
  const uuid = uuidOf(input.supplier, 'Supplier');
  if (uuid === undefined) return failure(wrongId(context, 'supplier', 'Supplier'));
  const amountFen = parseFen(input.amount) ?? 0;
  const [first, ...others] = [
    amountFen > 0 ? undefined : wrongAmount(context, MAX_FEN),
    wrongText(context, 'note', input.note, GOVERNANCE_LIMITS.textCharacters),
    wrongText(context, 'idempotencyKey', input.idempotencyKey, IMPORT_LIMITS.keyCharacters),
  ].filter((error) => error !== undefined);
  if (first) return failure(first, ...others);
  const supplier = await loaders.supplier.load(uuid);
  if (!supplier) return failure(notFound(context, 'supplier', 'Supplier'));

  const wanted: NewEntry = {
    supplierId: uuid,
    beltNumber: supplier.beltNumber,
    kind: input.kind,
    amountFen,
    note: input.note,
    actor: principal.subject!,
    idempotencyKey: input.idempotencyKey,
  };
  const recorded = await govern(context, 'depositRecord', uuid, (runner) => record(context, runner, wanted));
  loaders.deposit.clear(uuid);
  if (!(recorded instanceof DepositEntry)) return failure(recorded);
  return success({ entry: recorded, supplier: (await loaders.supplier.load(uuid))! });
}

/** What makes an entry the same as one that was recorded before. */
const ASKED = ['supplierId', 'kind', 'amountFen', 'note'] as const;

/** With the supplier locked. */
async function record(
  context: RequestContext,
  runner: QueryRunner,
  wanted: NewEntry,
): Promise<DepositEntry | UserError> {
  const { manager } = runner;
  const { actor, idempotencyKey, supplierId } = wanted;
  const before = await manager.findOneBy(DepositEntry, { actor, idempotencyKey });
  if (before) return ASKED.every((name) => before[name] === wanted[name]) ? before : keyTaken(context);
  if (wanted.kind === DepositEntryKind.RETURNED) {
    const [{ paid }] = (await runner.query(`${PAID} $1`, [supplierId])) as [{ paid: string }];
    if (wanted.amountFen > Number(paid)) return wrongAmount(context, Number(paid));
  }
  const added = await add(runner, wanted);
  await settleShortfalls(runner, [supplierId]);
  return added;
}

/** @throws TransactionConflict where the same person has just used the key for another supplier */
async function add({ manager }: QueryRunner, entry: NewEntry): Promise<DepositEntry> {
  try {
    const { identifiers } = await manager.insert(DepositEntry, entry);
    return await manager.findOneByOrFail(DepositEntry, { uuid: identifiers[0]!.uuid as string });
  } catch (error) {
    const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
    if (constraint !== 'deposit_entry_actor_idempotency_key_uq') throw error;
    throw new TransactionConflict('The same key was just used for another supplier.');
  }
}

const wrongAmount = (context: RequestContext, most: number): UserError =>
  userError(context, 'INVALID', ['input', 'amount'], {
    en: `amount: expected yuan above 0, with at most two decimals, up to ${formatFen(most)}.`,
    'zh-CN': `amount：应为大于 0、至多两位小数、不超过 ${formatFen(most)} 的金额（元）。`,
  });

export async function depositOf({ loaders }: RequestContext, supplier: Supplier): Promise<SupplierDeposit> {
  const { salesFen, paidFen, dueBy } = await loaders.deposit.load(supplier.uuid);
  const { minSalesFen, requiredFen } = tierOf(salesFen);
  const required = money(requiredFen);
  return {
    supplier,
    sales: money(salesFen),
    tier: { minSales: money(minSalesFen), required },
    required,
    paid: money(paidFen),
    dueBy,
  };
}

/** Newest first. @throws INVALID_PAGE, INVALID_CURSOR */
export const listDepositEntries = (
  { pages, loaders }: RequestContext,
  supplier: Supplier,
  args: ConnectionArgs,
): Promise<Connection<DepositEntry>> =>
  pages.page<DepositEntry>(
    {
      identity: ['supplier.deposit.entries'],
      parent: supplier.uuid,
      query: {
        table: 'deposit_entry',
        conditions: [],
        order: { column: 'at', type: 'timestamptz', direction: 'DESC' },
        parent: { column: 'supplier_id', type: 'uuid' },
      },
      load: (ids) => loaders.depositEntry.loadMany(ids),
    },
    args,
  );
