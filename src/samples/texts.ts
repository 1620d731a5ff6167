import type { Language } from '../graphql/language';
import { type UserError, userError } from '../graphql/user-errors';

/** What is wrong with a text among the input: blank, too long, or with the one character that Postgres cannot hold. */
export function wrongText(
  context: { language: Language },
  name: string,
  text: string,
  max: number,
): UserError | undefined {
  const { length } = [...text];
  if (length >= 1 && length <= max && !text.includes('\0')) return undefined;
  return userError(context, 'INVALID', ['input', name], {
    en: `${name}: expected 1 to ${max} characters, none of them U+0000.`,
    'zh-CN': `${name}：应为 1 到 ${max} 个字符，且不含 U+0000。`,
  });
}
