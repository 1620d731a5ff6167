import { isTrusted } from '../../auth/principal';
import { STREAMER_LIMITS } from '../../config/supplier-limits';
import type { RequestContext } from '../../graphql/context';
import type { Language } from '../../graphql/language';
import { type UserError, userError, type UserErrorCode } from '../../graphql/user-errors';
import type { Streamer } from '../streamer.entity';
import type { StreamerUpdateInput } from './streamer-update.types';

type Checked = {
  errors: UserError[];
  wanted: Partial<Streamer>;
  /** Category numbers, rising; undefined where they stay. */
  niche: number[] | undefined;
};

/** Controls, and halves of pairs: nothing that a name on one line could have. */
const UNSEEN = /[\p{Cc}\p{Cs}]/u;

/** What somebody wants to make of a streamer's card, and all that is wrong with it. */
export function checkStreamerUpdate(context: RequestContext, input: StreamerUpdateInput): Checked {
  const { reference } = context.app;
  const errors: UserError[] = [];
  const wanted: Partial<Streamer> = {};
  const wrong = (
    field: keyof StreamerUpdateInput,
    code: keyof typeof UserErrorCode,
    says: Record<Language, string>,
  ): void => void errors.push(userError(context, code, ['input', field], says));

  if (typeof input.name === 'string') {
    wanted.name = input.name.trim();
    const { nameCharacters: most } = STREAMER_LIMITS;
    const { length } = [...wanted.name];
    if (length < 1 || length > most || UNSEEN.test(wanted.name))
      wrong('name', 'INVALID', {
        en: `name: expected 1 to ${most} characters, none of them a control character.`,
        'zh-CN': `name：应为 1 到 ${most} 个字符，且不含控制字符。`,
      });
  }
  if (typeof input.followerCount === 'number') {
    wanted.followerCount = input.followerCount;
    if (!isTrusted(context.principal))
      wrong('followerCount', 'FORBIDDEN', {
        en: 'followerCount: a platform counts followers; services tell it.',
        'zh-CN': 'followerCount：粉丝数由平台统计，由服务方写入。',
      });
    else if (input.followerCount < 0)
      wrong('followerCount', 'INVALID', {
        en: 'followerCount: expected 0 or more.',
        'zh-CN': 'followerCount：应为 0 或更大。',
      });
  }
  if (input.homeBelt !== undefined) {
    const belt = input.homeBelt === null ? null : reference.beltsBySlug.get(input.homeBelt);
    if (belt === undefined)
      wrong('homeBelt', 'NOT_FOUND', {
        en: `There is no belt "${input.homeBelt}".`,
        'zh-CN': `不存在产业带“${input.homeBelt}”。`,
      });
    else wanted.homeBeltNumber = belt?.number ?? null;
  }
  const slugs = input.niche ?? undefined;
  if (slugs && slugs.length > STREAMER_LIMITS.niche)
    wrong('niche', 'INVALID', {
      en: `niche: expected at most ${STREAMER_LIMITS.niche} categories.`,
      'zh-CN': `niche：至多 ${STREAMER_LIMITS.niche} 个类目。`,
    });
  const numbers = new Set<number>();
  for (const slug of slugs?.slice(0, STREAMER_LIMITS.niche) ?? []) {
    const category = reference.categories.bySlug(slug);
    if (category) numbers.add(category.number);
    else
      wrong('niche', 'NOT_FOUND', {
        en: `There is no category "${slug}".`,
        'zh-CN': `不存在类目“${slug}”。`,
      });
  }
  return { errors, wanted, niche: slugs && [...numbers].toSorted((a, b) => a - b) };
}
