import type { QueryRunner } from 'typeorm';
import type { RequestContext } from '../graphql/context';
import { type UserError, userError } from '../graphql/user-errors';
import { Appeal, AppealStatus } from './appeal.entity';
import { AppealOutcome, type AppealDecideInput } from './appeal.types';
import { CreditEntry, CreditEntryKind, CreditReason } from './credit-entry.entity';
import { addEntry, readUndoings, standingOf } from './credit-ledger';

/** With the supplier locked: the decision, and where it is upheld, the restoration of what stands of the entry by now. */
export async function decide(
  context: RequestContext,
  runner: QueryRunner,
  { uuid, entryId, supplierId }: Appeal,
  { expectedVersion, outcome, text }: AppealDecideInput,
): Promise<Appeal | UserError> {
  const { manager } = runner;
  const actor = context.principal.subject!;
  const [[moved]] = (await runner.query(
    `UPDATE appeal
        SET status = $3, decision = $4, decided_by = $5, decided_at = clock_timestamp(), version = version + 1
      WHERE id = $1 AND version = $2 AND status = 'OPEN' RETURNING id`,
    [uuid, expectedVersion, outcome, text, actor],
  )) as [{ id: string }[], number];
  const appeal = await manager.findOneByOrFail(Appeal, { uuid });
  if (!moved) return notDecided(context, appeal, expectedVersion);
  if (outcome === AppealOutcome.REJECTED) return appeal;
  const entry = await manager.findOneByOrFail(CreditEntry, { uuid: entryId });
  const { points, stands } = standingOf(entry, (await readUndoings(runner, [entryId]))[0]!);
  if (stands) {
    await addEntry(runner, {
      supplierId,
      beltNumber: entry.beltNumber,
      kind: CreditEntryKind.RESTORATION,
      points,
      hold: null,
      undoesId: entryId,
      reason: CreditReason.APPEAL_UPHELD,
      text,
      evidence: [],
      actor,
      byOperator: false,
      idempotencyKey: null,
    });
  }
  return appeal;
}

const notDecided = (
  context: RequestContext,
  { status, version }: Appeal,
  expectedVersion: number,
): UserError =>
  version === expectedVersion && status !== AppealStatus.OPEN
    ? userError(context, 'WRONG_STATE', ['input', 'appeal'], {
        en: `appeal: it is ${status} already.`,
        'zh-CN': `appeal：该申诉已裁定（${status}）。`,
      })
    : userError(context, 'CONFLICT', ['input', 'expectedVersion'], {
        en: `expectedVersion: the appeal is at version ${version} by now; read it again.`,
        'zh-CN': `expectedVersion：该申诉已是第 ${version} 版，请重新读取。`,
      });
