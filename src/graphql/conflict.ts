import type { Language } from './language';
import { HeadwaterError } from './errors';
import { fromNodeId, type NodeType } from './node-id';
import { type Result, type UserError, userError } from './user-errors';

type Asker = { language: Language };

/** Nothing was done, for somebody else was first; what it is now comes along, so that a client can merge the two. */
export type Update<T extends object> = Result<T> | (T & { userErrors: readonly [UserError, ...UserError[]] });

/** @param version that it has by now */
export const conflict = <T extends object>(context: Asker, current: T, version: number): Update<T> => ({
  ...current,
  userErrors: [
    userError(context, 'CONFLICT', ['input', 'expectedVersion'], {
      en: `Somebody else has changed it: it has version ${version} by now. Look at it anew.`,
      'zh-CN': `已被他人修改，当前版本为 ${version}。请查看最新内容后再修改。`,
    }),
  ],
});

/** The UUID that an argument stands for, or what is wrong with it. */
export function uuidOfInput(
  context: Asker,
  id: string,
  type: NodeType,
  field: string[],
): { uuid: string } | { error: UserError } {
  try {
    return { uuid: fromNodeId(id, type).uuid };
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    const says = {
      en: `Expected the id of a ${type}, as the API gave it out.`,
      'zh-CN': `应为 API 返回的 ${type} 的 id。`,
    };
    return { error: userError(context, 'INVALID', field, says) };
  }
}

export const notFound = (context: Asker, type: NodeType, field: string[]): UserError =>
  userError(context, 'NOT_FOUND', field, {
    en: `There is no such ${type}.`,
    'zh-CN': `不存在该 ${type}。`,
  });
