import { HeadwaterError } from './errors';
import { fromNodeId, type NodeType } from './node-id';
import { type UserError, userError } from './user-errors';
import type { Language } from './language';

/** The UUID behind an id among a mutation's arguments; undefined where it is none of that type. */
export function uuidOf(id: string, type: NodeType): string | undefined {
  try {
    return fromNodeId(id, type).uuid;
  } catch (error) {
    if (error instanceof HeadwaterError) return undefined;
    throw error;
  }
}

/** What a mutation says of an id that is none of the type. */
export const wrongId = (context: { language: Language }, type: NodeType, field: string[]): UserError =>
  userError(context, 'INVALID', field, {
    en: `Expected the id of a ${type}, as the API gave it out.`,
    'zh-CN': `应为 API 返回的 ${type} 的 id。`,
  });

/** What a mutation says of what does not exist, or may not be seen. */
export const notThere = (context: { language: Language }, type: NodeType, field: string[]): UserError =>
  userError(context, 'NOT_FOUND', field, {
    en: `There is no such ${type}.`,
    'zh-CN': `不存在该 ${type}。`,
  });
