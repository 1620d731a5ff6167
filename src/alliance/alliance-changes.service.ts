import { auditedTransaction } from '../audit/audited-transaction';
import { authorOf } from '../audit/author';
import { manages } from '../auth/rules';
import { ALLIANCE_LIMITS } from '../config/limits';
import { notThere, uuidOf, wrongId } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import { visibleSku } from '../skus/sku.service';
import type { RecordedCheck } from './alliance-decision.entity';
import { checksOf } from './alliance.service';
import type { AllianceResult, AllianceSkusInput } from './alliance.types';
import { admit, type Decided, withdraw } from './decide';

type Items = { items: AllianceResult[] };

/** One of the ids: the SKU's UUID, or why nothing can be decided on it. */
type Named = { field: string[]; skuId: string; error?: undefined } | { field: string[]; error: UserError };

/** Lets goods into the alliance that are one's own and meet the rules. */
export const applyForAlliance = (context: RequestContext, input: AllianceSkusInput): Promise<Result<Items>> =>
  decidedOn(context, input, async (skuIds) => {
    const { dataSource } = context.app;
    return auditedTransaction(dataSource, authorOf(context, 'allianceApply'), (runner) =>
      admit(runner, skuIds, { actor: context.principal.subject!, at: new Date() }),
    );
  });

/** Takes goods out of the alliance that are one's own. */
export const withdrawFromAlliance = (
  context: RequestContext,
  input: AllianceSkusInput,
): Promise<Result<Items>> =>
  decidedOn(context, input, async (skuIds) => {
    const { dataSource } = context.app;
    await auditedTransaction(dataSource, authorOf(context, 'allianceWithdraw'), (runner) =>
      withdraw(runner, skuIds, { actor: context.principal.subject! }),
    );
    return new Map(skuIds.map((id) => [id, { admitted: false, unmet: [] }]));
  });

async function decidedOn(
  context: RequestContext,
  { skus }: AllianceSkusInput,
  decide: (skuIds: string[]) => Promise<Map<string, Decided>>,
): Promise<Result<Items>> {
  if (skus.length === 0) {
    const max = ALLIANCE_LIMITS.items;
    const says = { en: `skus: expected 1 to ${max}.`, 'zh-CN': `skus：应为 1 到 ${max} 项。` };
    return failure(userError(context, 'INVALID', ['input', 'skus'], says));
  }
  const named = await Promise.all(skus.map((id, i) => ownSku(context, id, ['input', 'skus', String(i)])));
  const own = [...new Set(named.flatMap((each) => (each.error ? [] : [each.skuId])))];
  const decided = own.length > 0 ? await decide(own) : new Map<string, Decided>();
  // What this request may have read of them before is no longer so.
  for (const id of own) context.loaders.sku.clear(id);
  return success({ items: await Promise.all(named.map((each) => resultOf(context, each, decided))) });
}

async function ownSku(context: RequestContext, id: string, field: string[]): Promise<Named> {
  const uuid = uuidOf(id, 'Sku');
  if (uuid === undefined) return { field, error: wrongId(context, 'Sku', field) };
  const sku = await visibleSku(context, uuid);
  if (!sku) return { field, error: notThere(context, 'Sku', field) };
  if (manages(context, sku)) return { field, skuId: uuid };
  return {
    field,
    error: userError(context, 'FORBIDDEN', field, {
      en: 'The SKU is neither yours nor of a belt that you operate.',
      'zh-CN': '该货品不属于您，也不在您运营的产业带内。',
    }),
  };
}

async function resultOf(
  context: RequestContext,
  named: Named,
  decided: ReadonlyMap<string, Decided>,
): Promise<AllianceResult> {
  if (named.error) return { skuId: null, admitted: false, userErrors: [named.error] };
  const found = decided.get(named.skuId);
  // Deleted since.
  if (!found) return { skuId: null, admitted: false, userErrors: [notThere(context, 'Sku', named.field)] };
  return {
    skuId: named.skuId,
    admitted: found.admitted,
    userErrors: await unmetErrors(context, named.field, found.unmet),
  };
}

async function unmetErrors(
  context: RequestContext,
  field: string[],
  unmet: readonly RecordedCheck[],
): Promise<UserError[]> {
  const checks = await checksOf(context, unmet);
  return checks.map(({ reason }) =>
    userError(context, 'WRONG_STATE', field, { en: reason, 'zh-CN': reason }),
  );
}
