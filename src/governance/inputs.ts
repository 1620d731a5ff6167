import type { RequestContext } from '../graphql/context';
import type { NodeType } from '../graphql/node-id';
import { type UserError, userError } from '../graphql/user-errors';

/** What is wrong with inputs of mutations. */

export const wrongId = (context: RequestContext, field: string, type: NodeType): UserError =>
  userError(context, 'INVALID', ['input', field], {
    en: `${field}: expected the id of a ${type}, as the API gave it out.`,
    'zh-CN': `${field}：应为 API 返回的 ${type} 的 id。`,
  });

export const notFound = (context: RequestContext, field: string, type: NodeType): UserError =>
  userError(context, 'NOT_FOUND', ['input', field], {
    en: `${field}: there is no such ${type}.`,
    'zh-CN': `${field}：不存在该 ${type}。`,
  });

export const keyTaken = (context: RequestContext): UserError =>
  userError(context, 'IDEMPOTENCY_CONFLICT', ['input', 'idempotencyKey'], {
    en: 'You used this key for another entry; choose another one.',
    'zh-CN': '该幂等键已用于另一条记录，请换一个。',
  });

/** Line ends and tabs belong into a text; other controls, and halves of pairs, do not. */
const UNSEEN = /[^\P{Cc}\n\r\t]|\p{Cs}/u;

export function wrongText(
  context: RequestContext,
  field: string,
  text: string,
  max: number,
): UserError | undefined {
  if (text.trim() !== '' && [...text].length <= max && !UNSEEN.test(text)) return undefined;
  return userError(context, 'INVALID', ['input', field], {
    en: `${field}: expected 1 to ${max} characters, none of them a control character.`,
    'zh-CN': `${field}：应为 1 到 ${max} 个字符，且不含控制字符。`,
  });
}
