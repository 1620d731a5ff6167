import { isTrusted } from '../auth/principal';
import { GOVERNANCE_LIMITS, IMPORT_LIMITS } from '../config/limits';
import { uuidOf } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { type UserError, userError } from '../graphql/user-errors';
import { SupplierStatus } from '../suppliers/supplier.entity';
import { CreditEntryKind, CreditReason } from './credit-entry.entity';
import type { CreditEntryCreateInput } from './credit.types';
import { wrongId, wrongText } from './inputs';
import { FULL_CREDIT } from './rules';

/** Everything that is wrong with an entry by itself. */
export const wrongEntry = (context: RequestContext, input: CreditEntryCreateInput): UserError[] =>
  [
    wrongPoints(context, input),
    wrongHold(context, input),
    wrongUndoes(context, input),
    wrongReason(context, input),
    wrongText(context, 'text', input.text, GOVERNANCE_LIMITS.textCharacters),
    wrongEvidence(context, input),
    wrongText(context, 'idempotencyKey', input.idempotencyKey, IMPORT_LIMITS.keyCharacters),
  ].filter((error) => error !== undefined);

function wrongPoints(
  context: RequestContext,
  { kind, points }: CreditEntryCreateInput,
): UserError | undefined {
  const given = points ?? 0;
  if (kind === CreditEntryKind.HOLD) {
    if (given === 0) return undefined;
    return userError(context, 'INVALID', ['input', 'points'], {
      en: 'points: a hold takes none.',
      'zh-CN': 'points：限制记录不扣分。',
    });
  }
  const isDeduction = kind === CreditEntryKind.DEDUCTION;
  const least = isDeduction || typeof points === 'number' ? 1 : 0;
  const isOperator = isDeduction && !isTrusted(context.principal);
  const most = isOperator ? GOVERNANCE_LIMITS.operatorPoints : FULL_CREDIT;
  if (given >= least && given <= most) return undefined;
  const code = isOperator && given > most && given <= FULL_CREDIT ? 'FORBIDDEN' : 'INVALID';
  return userError(context, code, ['input', 'points'], {
    en: `points: expected 1 to ${most}${isOperator ? ', which is what an operator may deduct' : ''}.`,
    'zh-CN': `points：应为 1 到 ${most}${isOperator ? '，这是运营人员的上限' : ''}。`,
  });
}

function wrongHold(context: RequestContext, { kind, hold }: CreditEntryCreateInput): UserError | undefined {
  if (kind !== CreditEntryKind.HOLD) {
    if (hold === undefined || hold === null) return undefined;
    return userError(context, 'INVALID', ['input', 'hold'], {
      en: 'hold: only an entry of the kind HOLD has it.',
      'zh-CN': 'hold：仅 HOLD 类记录可填。',
    });
  }
  if (!isTrusted(context.principal)) {
    return userError(context, 'FORBIDDEN', ['input', 'kind'], {
      en: 'kind: operators make no holds.',
      'zh-CN': 'kind：运营人员不能设置限制。',
    });
  }
  if (hold === SupplierStatus.LIMITED || hold === SupplierStatus.FROZEN) return undefined;
  return userError(context, 'INVALID', ['input', 'hold'], {
    en: 'hold: expected LIMITED or FROZEN.',
    'zh-CN': 'hold：应为 LIMITED 或 FROZEN。',
  });
}

function wrongUndoes(
  context: RequestContext,
  { kind, undoes }: CreditEntryCreateInput,
): UserError | undefined {
  const isGiven = typeof undoes === 'string';
  if (isGiven !== (kind === CreditEntryKind.RESTORATION)) {
    return userError(context, 'INVALID', ['input', 'undoes'], {
      en: 'undoes: a restoration names what it undoes, and nothing else does.',
      'zh-CN': 'undoes：恢复记录必须指明所撤销的记录，其他记录不可填。',
    });
  }
  return isGiven && uuidOf(undoes, 'CreditEntry') === undefined
    ? wrongId(context, 'undoes', 'CreditEntry')
    : undefined;
}

function wrongReason(context: RequestContext, { reason }: CreditEntryCreateInput): UserError | undefined {
  if (reason !== CreditReason.APPEAL_UPHELD) return undefined;
  return userError(context, 'INVALID', ['input', 'reason'], {
    en: 'reason: APPEAL_UPHELD comes with appealDecide alone.',
    'zh-CN': 'reason：APPEAL_UPHELD 只能由 appealDecide 产生。',
  });
}

function wrongEvidence(context: RequestContext, { evidence }: CreditEntryCreateInput): UserError | undefined {
  return (evidence ?? [])
    .map((piece) => wrongText(context, 'evidence', piece, GOVERNANCE_LIMITS.evidenceCharacters))
    .find((error) => error !== undefined);
}
