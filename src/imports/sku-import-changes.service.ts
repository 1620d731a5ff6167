import { authorOf } from '../audit/author';
import { denied } from '../auth/guard';
import { managesBelt, managesImport } from '../auth/rules';
import { IMPORT_LIMITS } from '../config/limits';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { fromNodeId } from '../graphql/node-id';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import { addressOf } from './http/capability';
import {
  awaitsFile,
  CANCELLABLE,
  cancelImport,
  confirmImport,
  type ImportRequest,
  openImport,
  TooManyOpenImports,
  WrongImportState,
} from './life-cycle';
import { ImportFormat, ImportStatus, type SkuImport } from './sku-import.entity';
import type { SkuImportCreateInput } from './sku-import.types';

type Created = { skuImport: SkuImport; uploadUrl: string | null };
type Changed = { skuImport: SkuImport };

/**
 * Opens an import, or gives the one back that the same person opened with the same words.
 * @throws FORBIDDEN for a belt that is not one's own
 */
export async function createImport(
  context: RequestContext,
  input: SkuImportCreateInput,
): Promise<Result<Created>> {
  const { app, principal } = context;
  const wrong = [
    wrongText(context, 'fileName', input.fileName, IMPORT_LIMITS.fileNameCharacters),
    wrongSheet(context, input),
    wrongText(context, 'idempotencyKey', input.idempotencyKey, IMPORT_LIMITS.keyCharacters),
  ].filter((error) => error !== undefined);
  const belt = app.reference.beltsBySlug.get(input.belt);
  if (!belt) {
    const says = { en: `There is no belt "${input.belt}".`, 'zh-CN': `不存在产业带“${input.belt}”。` };
    return failure(userError(context, 'NOT_FOUND', ['input', 'belt'], says), ...wrong);
  }
  if (!managesBelt(context, belt)) throw denied(context, 'Mutation.skuImportCreate');
  const [first, ...others] = wrong;
  if (first) return failure(first, ...others);

  const request = {
    beltNumber: belt.number,
    fileName: input.fileName,
    format: input.format,
    createdBy: principal.subject!,
    assumedStock: IMPORT_LIMITS.assumedStock,
    createSuppliers: input.createSuppliers ?? false,
    sheet: input.sheet ?? null,
    autoConfirm: input.autoConfirm ?? false,
    idempotencyKey: input.idempotencyKey,
  } satisfies ImportRequest;
  const max = IMPORT_LIMITS.openPerBelt;
  let skuImport: SkuImport;
  try {
    skuImport = await openImport(app.dataSource, request, authorOf(context, 'skuImportCreate'), max);
  } catch (error) {
    if (!(error instanceof TooManyOpenImports)) throw error;
    return failure(
      userError(context, 'TOO_LARGE', ['input', 'belt'], {
        en: `${max} imports of this belt are open; confirm or cancel some first.`,
        'zh-CN': `该产业带已有 ${max} 个未完成的导入，请先确认或取消一部分。`,
      }),
    );
  }
  if (ASKED.some((name) => skuImport[name] !== request[name])) {
    return failure(
      userError(context, 'IDEMPOTENCY_CONFLICT', ['input', 'idempotencyKey'], {
        en: 'You opened another import with this key: another belt, fileName, format, sheet, createSuppliers or autoConfirm.',
        'zh-CN':
          '该幂等键已用于另一次导入（belt、fileName、format、sheet、createSuppliers 或 autoConfirm 不同），请换一个。',
      }),
    );
  }
  return success({
    skuImport,
    uploadUrl: awaitsFile(skuImport) ? await addressOf(context.origin, skuImport, 'upload') : null,
  });
}

/** What makes an import the same as one that was opened before. */
const ASKED = ['beltNumber', 'fileName', 'format', 'sheet', 'createSuppliers', 'autoConfirm'] as const;

/** Has a checked import written to the catalogue, in the background. */
export const confirmCheckedImport = (context: RequestContext, id: string): Promise<Result<Changed>> =>
  changed(context, id, [ImportStatus.CHECKED], (uuid) =>
    confirmImport(context.app.dataSource, uuid, authorOf(context, 'skuImportConfirm', uuid)),
  );

/** Gives up an import of which nothing is written yet. */
export const cancelOpenImport = (context: RequestContext, id: string): Promise<Result<Changed>> =>
  changed(context, id, CANCELLABLE, (uuid) =>
    cancelImport(context.app.dataSource, uuid, { by: authorOf(context, 'skuImportCancel', uuid) }),
  );

async function changed(
  context: RequestContext,
  id: string,
  from: readonly ImportStatus[],
  change: (uuid: string) => Promise<void>,
): Promise<Result<Changed>> {
  const { app, loaders } = context;
  const uuid = uuidOf(id);
  if (uuid === undefined) {
    const says = {
      en: 'Expected the id of a SkuImport, as the API gave it out.',
      'zh-CN': '应为 API 返回的 SkuImport 的 id。',
    };
    return failure(userError(context, 'INVALID', ['id'], says));
  }
  const skuImport = await loaders.skuImport.load(uuid);
  if (!skuImport || !managesImport(context, skuImport)) {
    const says = { en: 'There is no such import.', 'zh-CN': '不存在该导入。' };
    return failure(userError(context, 'NOT_FOUND', ['id'], says));
  }
  try {
    await change(uuid);
  } catch (error) {
    if (!(error instanceof WrongImportState)) throw error;
    const { status } = (await loaders.skuImport.clear(uuid).load(uuid))!;
    return failure(
      userError(context, 'WRONG_STATE', ['id'], {
        en: `The import is ${status}; expected ${from.join(' or ')}.`,
        'zh-CN': `导入当前状态为 ${status}，应为 ${from.join(' 或 ')}。`,
      }),
    );
  }
  app.importWorker.wake();
  return success({ skuImport: (await loaders.skuImport.clear(uuid).load(uuid))! });
}

function uuidOf(id: string): string | undefined {
  try {
    return fromNodeId(id, 'SkuImport').uuid;
  } catch (error) {
    if (error instanceof HeadwaterError) return undefined;
    throw error;
  }
}

function wrongSheet(context: RequestContext, { format, sheet }: SkuImportCreateInput): UserError | undefined {
  if (sheet === undefined || sheet === null) return undefined;
  if (format === ImportFormat.XLSX)
    return wrongText(context, 'sheet', sheet, IMPORT_LIMITS.sheetNameCharacters);
  return userError(context, 'INVALID', ['input', 'sheet'], {
    en: `sheet: only XLSX has sheets, not ${format}.`,
    'zh-CN': `sheet：只有 XLSX 有工作表，${format} 没有。`,
  });
}

const CONTROL = /\p{Cc}|\p{Cs}/u;

function wrongText(
  context: RequestContext,
  name: keyof SkuImportCreateInput,
  text: string,
  max: number,
): UserError | undefined {
  const characters = [...text].length;
  if (characters >= 1 && characters <= max && !CONTROL.test(text) && text.trim() !== '') return undefined;
  return userError(context, 'INVALID', ['input', name], {
    en: `${name}: expected 1 to ${max} characters, none of them a control character.`,
    'zh-CN': `${name}：应为 1 到 ${max} 个字符，且不含控制字符。`,
  });
}
