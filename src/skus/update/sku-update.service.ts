import { auditedTransaction } from '../../audit/audited-transaction';
import { authorOf } from '../../audit/author';
import { denied } from '../../auth/guard';
import { managesBelt } from '../../auth/rules';
import { changesOf, updateAtVersion } from '../../database/versioned-update';
import { settleLabelsOfSkus } from '../../governance/label/after-imports';
import { notThere } from '../../graphql/argument-ids';
import { conflict, type Update, uuidOfInput } from '../../graphql/conflict';
import type { RequestContext } from '../../graphql/context';
import { failure, success, type UserError, UserErrorCode } from '../../graphql/user-errors';
import { checkChange } from '../../imports/checking/check-change';
import { checkReferenceOf } from '../../imports/checking/check-reference';
import { shownProblem } from '../../imports/import-problem.service';
import type { ImportProblem } from '../../imports/import-problem.types';
import { messageOf, type Problem, rejectsRow } from '../../imports/problems';
import { isColumn } from '../../imports/upsert/item-row';
import { searchColumnsOf } from '../../imports/writing/staged-columns';
import { Sku } from '../sku.entity';
import { Guarantee } from '../sku.enums';
import { visibleSku } from '../sku.service';
import { cellsOf } from './changed-cells';
import type { SkuUpdateInput } from './sku-update.types';

type Updated = { sku: Sku; problems: ImportProblem[] };

const FIELD = ['input', 'sku'];

/**
 * Changes what is named of goods, if they still have the version that was seen.
 * @throws FORBIDDEN for goods of a belt that is not one's own
 */
export async function updateSku(context: RequestContext, input: SkuUpdateInput): Promise<Update<Updated>> {
  const { app, loaders, language } = context;
  const id = uuidOfInput(context, input.sku, 'Sku', FIELD);
  if ('error' in id) return failure(id.error);
  const { uuid } = id;
  const sku = await visibleSku(context, uuid);
  if (!sku) return failure(notThere(context, 'Sku', FIELD));
  const belt = app.reference.belts.get(sku.beltNumber)!;
  if (!managesBelt(context, belt)) throw denied(context, 'Mutation.skuUpdate');
  if (sku.version !== input.expectedVersion) return conflict(context, { sku, problems: [] }, sku.version);

  const { problems, isRejected, clean } = checkChange(
    sku,
    cellsOf(input),
    input.attributes?.map(({ name, value }) => ({ header: name.trim(), value: value.trim() })),
    checkReferenceOf(app.reference),
  );
  if (isRejected) {
    const [first, ...others] = problems.filter(rejectsRow).map((problem) => errorOf(context, problem));
    return failure(first!, ...others);
  }
  const detail = await loaders.skuDetail.load(uuid);
  const changes = changesOf<Sku>(Object.assign(new Sku(), sku, detail), {
    ...clean,
    ...(input.marketPrice === null && { marketPriceFen: null }),
    ...(input.guarantees && { guarantees: inOrder(input.guarantees) }),
  });
  if (changes.title !== undefined) Object.assign(changes, searchColumnsOf(changes.title, sku.code));
  const isDone =
    Object.keys(changes).length === 0 ||
    (await auditedTransaction(app.dataSource, authorOf(context, 'skuUpdate'), (runner) =>
      updateAtVersion(runner, Sku, sku, changes),
    ));
  await settleLabelsOfSkus(app.dataSource, [uuid]);
  await app.matching.sync.refresh();
  loaders.skuDetail.clear(uuid);
  const now = await loaders.sku.clear(uuid).load(uuid);
  if (!now) return failure(notThere(context, 'Sku', FIELD));
  if (!isDone) return conflict(context, { sku: now, problems: [] }, now.version);
  return success({ sku: now, problems: problems.map((problem) => shownProblem(1, problem, language)) });
}

/** Each once, as the enum has them, so that the same promises are always the same value. */
const inOrder = (guarantees: readonly Guarantee[]): Guarantee[] =>
  Object.values(Guarantee).filter((guarantee) => guarantees.includes(guarantee));

const errorOf = ({ language }: RequestContext, problem: Problem): UserError => ({
  field: ['input', isColumn(problem.column ?? '') ? problem.column! : 'attributes'],
  code: UserErrorCode.INVALID,
  message: messageOf(problem, language),
});
