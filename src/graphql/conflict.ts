import type { Language } from './language';
import { uuidOf, wrongId } from './argument-ids';
import type { NodeType } from './node-id';
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
  const uuid = uuidOf(id, type);
  return uuid === undefined ? { error: wrongId(context, type, field) } : { uuid };
}
