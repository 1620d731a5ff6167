import { authorOf } from '../../audit/author';
import { denied } from '../../auth/guard';
import { managesBelt } from '../../auth/rules';
import { IMPORT_LIMITS } from '../../config/limits';
import { settleLabelsOfSkus } from '../../governance/label/after-imports';
import type { RequestContext } from '../../graphql/context';
import {
  failure,
  type Result,
  success,
  type UserError,
  userError,
  UserErrorCode,
} from '../../graphql/user-errors';
import { checkReferenceOf } from '../checking/check-reference';
import { importOf } from '../file-import.service';
import { ImportKind } from '../import-kind';
import { shownProblem } from '../import-problem.service';
import { messageOf, type Problem, rejectsRow } from '../problems';
import { ImportFormat } from '../file-import.entity';
import type { SkuImport } from '../sku-import.entity';
import { isColumn, rowOf } from './item-row';
import type { SkuBulkUpsertInput, SkuBulkUpsertResult } from './sku-upsert.types';
import { upsertRows } from './upsert-rows';

type Upserted = { items: SkuBulkUpsertResult[]; skuImport: SkuImport };

/** What stands for the name of a file in the list of imports. */
const NAME = 'skuBulkUpsert';

/** @throws FORBIDDEN for a belt that is not one's own */
export async function upsertItems(
  context: RequestContext,
  { belt: slug, createSuppliers, items }: SkuBulkUpsertInput,
): Promise<Result<Upserted>> {
  const { app, principal, language, loaders } = context;
  const belt = app.reference.beltsBySlug.get(slug);
  if (!belt) {
    const says = { en: `There is no belt "${slug}".`, 'zh-CN': `不存在产业带“${slug}”。` };
    return failure(userError(context, 'NOT_FOUND', ['input', 'belt'], says));
  }
  if (!managesBelt(context, belt)) throw denied(context, 'Mutation.skuBulkUpsert');
  if (items.length === 0) {
    const max = IMPORT_LIMITS.upsertItems;
    const says = { en: `items: expected 1 to ${max}.`, 'zh-CN': `items：应为 1 到 ${max} 项。` };
    return failure(userError(context, 'INVALID', ['input', 'items'], says));
  }

  const request = {
    beltNumber: belt.number,
    fileName: NAME,
    format: ImportFormat.JSONL,
    createdBy: principal.subject!,
    assumedStock: IMPORT_LIMITS.assumedStock,
    createSuppliers: createSuppliers ?? false,
  };
  const { importId, rows } = await upsertRows(
    app.dataSource,
    checkReferenceOf(app.reference),
    request,
    items.map((item, i) => ({ ...rowOf(item, i + 1), expectedVersion: item.expectedVersion ?? null })),
    authorOf(context, NAME),
  );
  const skuIds = rows.flatMap(({ skuId }) => skuId ?? []);
  await settleLabelsOfSkus(app.dataSource, skuIds);
  await app.matching.sync.refresh();
  // What this request may have read of them before is no longer so.
  for (const skuId of skuIds) loaders.sku.clear(skuId);
  return success({
    skuImport: (await importOf(context, ImportKind.SKUS, importId))!,
    items: rows.map(({ outcome, skuId, problems }, i) => ({
      outcome,
      skuId,
      userErrors: problems.filter(rejectsRow).map((problem) => itemError(context, i, problem)),
      problems: problems.map((problem) => shownProblem(i + 1, problem, language)),
    })),
  });
}

const ITEM_CODES: Partial<Record<Problem['code'], UserErrorCode>> = {
  SUPPLIER_UNKNOWN: UserErrorCode.NOT_FOUND,
  VERSION_MOVED: UserErrorCode.CONFLICT,
};

const itemError = ({ language }: RequestContext, index: number, problem: Problem): UserError => ({
  field: ['input', 'items', String(index), ...fieldOf(problem)],
  code: ITEM_CODES[problem.code] ?? UserErrorCode.INVALID,
  message: messageOf(problem, language),
});

/** The columns of an item are its fields, but for attributes, which have names of their own. */
const fieldOf = ({ code, column }: Problem): string[] => {
  if (code === 'VERSION_MOVED') return ['expectedVersion'];
  return column === null ? [] : [isColumn(column) ? column : 'attributes'];
};
