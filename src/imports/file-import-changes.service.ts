import { authorOf } from '../audit/author';
import { denied } from '../auth/guard';
import { managesBelt, managesImport } from '../auth/rules';
import { IMPORT_LIMITS, QUALITY_LIMITS } from '../config/limits';
import { uuidOf, wrongId } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
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
import { type FileImport, ImportFormat, ImportStatus } from './file-import.entity';
import { importOf } from './file-import.service';
import type { FileImportCreateInput } from './file-import.types';
import { IMPORT_NAMES, ImportKind } from './import-kind';
import type { Named } from './import-of';

type Created<K extends ImportKind> = Named<K> & { uploadUrl: string | null };

/**
 * Opens an import, or gives the one back that the same person opened with the same words.
 * @param ofKind what only imports of its kind are asked for with
 * @throws FORBIDDEN for a belt that is not one's own
 */
export async function createImport<K extends ImportKind>(
  context: RequestContext,
  kind: K,
  input: FileImportCreateInput,
  ofKind: Pick<ImportRequest, 'assumedStock' | 'createSuppliers' | 'source'>,
): Promise<Result<Created<K>>> {
  const { app, principal } = context;
  const { action } = IMPORT_NAMES[kind];
  const wrong = [
    wrongText(context, 'fileName', input.fileName, IMPORT_LIMITS.fileNameCharacters),
    wrongSheet(context, input),
    wrongSource(context, ofKind.source),
    wrongText(context, 'idempotencyKey', input.idempotencyKey, IMPORT_LIMITS.keyCharacters),
  ].filter((error) => error !== undefined);
  const belt = app.reference.beltsBySlug.get(input.belt);
  if (!belt) {
    const says = { en: `There is no belt "${input.belt}".`, 'zh-CN': `不存在产业带“${input.belt}”。` };
    return failure(userError(context, 'NOT_FOUND', ['input', 'belt'], says), ...wrong);
  }
  if (!managesBelt(context, belt)) throw denied(context, `Mutation.${action}Create`);
  const [first, ...others] = wrong;
  if (first) return failure(first, ...others);

  const request = {
    kind,
    beltNumber: belt.number,
    fileName: input.fileName,
    format: input.format,
    createdBy: principal.subject!,
    sheet: input.sheet ?? null,
    autoConfirm: input.autoConfirm ?? false,
    idempotencyKey: input.idempotencyKey,
    createSuppliers: false,
    source: null,
    ...ofKind,
  } satisfies ImportRequest;
  const max = IMPORT_LIMITS.openPerBelt;
  let opened: FileImport;
  try {
    opened = await openImport(app.dataSource, request, authorOf(context, `${action}Create`), max);
  } catch (error) {
    if (!(error instanceof TooManyOpenImports)) throw error;
    return failure(
      userError(context, 'TOO_LARGE', ['input', 'belt'], {
        en: `${max} imports of this belt are open; confirm or cancel some first.`,
        'zh-CN': `该产业带已有 ${max} 个未完成的导入，请先确认或取消一部分。`,
      }),
    );
  }
  if (ASKED.some((name) => opened[name] !== request[name])) {
    return failure(
      userError(context, 'IDEMPOTENCY_CONFLICT', ['input', 'idempotencyKey'], {
        en: `You opened another import with this key: of something else, or with another ${ASKED_OF[kind].join(', ')}.`,
        'zh-CN': `该幂等键已用于另一次导入（类型或 ${ASKED_OF[kind].join('、')} 不同），请换一个。`,
      }),
    );
  }
  const uploadUrl = awaitsFile(opened) ? await addressOf(context.origin, opened, 'upload') : null;
  return success({ ...named(kind, opened), uploadUrl });
}

/** What makes an import the same as one that was opened before, */
const ASKED = [
  'kind',
  'beltNumber',
  'fileName',
  'format',
  'sheet',
  'createSuppliers',
  'source',
  'autoConfirm',
] as const;
/** and what of that a client says, by kind. */
const ASKED_OF: Readonly<Record<ImportKind, readonly string[]>> = {
  [ImportKind.SKUS]: ['belt', 'fileName', 'format', 'sheet', 'createSuppliers', 'autoConfirm'],
  [ImportKind.SUPPLIER_METRICS]: ['belt', 'fileName', 'format', 'sheet', 'source', 'autoConfirm'],
};

/** Has a checked import written, in the background. */
export const confirmCheckedImport = <K extends ImportKind>(
  context: RequestContext,
  kind: K,
  id: string,
): Promise<Result<Named<K>>> =>
  changed(context, kind, id, [ImportStatus.CHECKED], (uuid) => {
    const by = authorOf(context, `${IMPORT_NAMES[kind].action}Confirm`, uuid);
    return confirmImport(context.app.dataSource, uuid, by);
  });

/** Gives up an import of which nothing is written yet. */
export const cancelOpenImport = <K extends ImportKind>(
  context: RequestContext,
  kind: K,
  id: string,
): Promise<Result<Named<K>>> =>
  changed(context, kind, id, CANCELLABLE, (uuid) => {
    const by = authorOf(context, `${IMPORT_NAMES[kind].action}Cancel`, uuid);
    return cancelImport(context.app.dataSource, uuid, { by });
  });

async function changed<K extends ImportKind>(
  context: RequestContext,
  kind: K,
  id: string,
  from: readonly ImportStatus[],
  change: (uuid: string) => Promise<void>,
): Promise<Result<Named<K>>> {
  const { app, loaders } = context;
  const { type } = IMPORT_NAMES[kind];
  const uuid = uuidOf(id, type);
  if (uuid === undefined) return failure(wrongId(context, type, ['id']));
  const found = await importOf(context, kind, uuid);
  if (!found || !managesImport(context, found)) {
    const says = { en: 'There is no such import.', 'zh-CN': '不存在该导入。' };
    return failure(userError(context, 'NOT_FOUND', ['id'], says));
  }
  try {
    await change(uuid);
  } catch (error) {
    if (!(error instanceof WrongImportState)) throw error;
    const { status } = (await loaders.fileImport.clear(uuid).load(uuid))!;
    return failure(
      userError(context, 'WRONG_STATE', ['id'], {
        en: `The import is ${status}; expected ${from.join(' or ')}.`,
        'zh-CN': `导入当前状态为 ${status}，应为 ${from.join(' 或 ')}。`,
      }),
    );
  }
  app.importWorker.wake();
  return success(named(kind, (await loaders.fileImport.clear(uuid).load(uuid))!));
}

const named = <K extends ImportKind>(kind: K, fileImport: FileImport): Named<K> =>
  ({ [IMPORT_NAMES[kind].action]: fileImport }) as Named<K>;

const wrongSource = (context: RequestContext, source: string | null | undefined): UserError | undefined =>
  typeof source === 'string'
    ? wrongText(context, 'source', source, QUALITY_LIMITS.sourceCharacters)
    : undefined;

function wrongSheet(
  context: RequestContext,
  { format, sheet }: FileImportCreateInput,
): UserError | undefined {
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
  name: keyof FileImportCreateInput | 'source',
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
