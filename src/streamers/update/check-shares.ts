import type { RequestContext } from '../../graphql/context';
import { type UserError, userError } from '../../graphql/user-errors';
import { RegionLevel } from '../../geography/region.entity';
import type { FanShares } from '../../matching/fans';
import { AgeBand, Gender } from '../share.types';
import type { FanProfileReplaceInput, ShareInput } from './fan-profile-replace.types';
import { areWhole, wholeShares } from './whole-shares';

type ListName = 'genders' | 'ages' | 'regions' | 'priceBands' | 'categories';

/** Millionths by place in the list of all keys; none where the list says nothing. */
type Checked = { shares: FanShares; errors: UserError[] };

/** The lists of a profile as they are kept, and all that is wrong with them. Null and empty lists say nothing. */
export function checkShares(context: RequestContext, input: FanProfileReplaceInput): Checked {
  const { regions, priceBands, categories } = context.app.reference;
  const errors: UserError[] = [];
  const read = (name: ListName, known: readonly string[]): Map<string, number> => {
    const given = input[name] ?? [];
    const wrong = errorsOf(context, name, given, new Set(known));
    errors.push(...wrong);
    if (given.length === 0 || wrong.length > 0) return new Map();
    const shares = wholeShares(given.map(({ share }) => share));
    return new Map(given.map(({ key }, i) => [key, shares[i]!]));
  };
  const inOrder = (name: ListName, keys: readonly string[]): number[] => {
    const shares = read(name, keys);
    return shares.size === 0 ? [] : keys.map((key) => shares.get(key) ?? 0);
  };
  /** A share of nothing says no more than no share. */
  const byKey = (name: ListName, keys: ReadonlyMap<string, string>): Record<string, number> =>
    Object.fromEntries(
      [...read(name, [...keys.keys()])]
        .filter(([, share]) => share > 0)
        .map(([key, share]) => [keys.get(key)!, share]),
    );
  const provinces = [...regions.values()].filter(({ level }) => level === RegionLevel.PROVINCE);
  const shares = {
    genderShares: inOrder('genders', Object.values(Gender)),
    ageShares: inOrder('ages', Object.values(AgeBand)),
    priceBandShares: inOrder(
      'priceBands',
      priceBands.map(({ code }) => code),
    ),
    regionShares: byKey('regions', new Map(provinces.map(({ code }) => [code, code.slice(0, 2)]))),
    categoryShares: byKey(
      'categories',
      new Map(categories.all.map(({ slug, number }) => [slug, String(number)])),
    ),
  };
  return { shares, errors };
}

function errorsOf(
  context: RequestContext,
  name: ListName,
  given: readonly ShareInput[],
  known: ReadonlySet<string>,
): UserError[] {
  const seen = new Set<string>();
  const errors: UserError[] = [];
  // What nobody knows is told once a list: it is the same slip each time.
  const stray = given.findIndex(({ key }) => !known.has(key));
  if (stray >= 0) {
    const { key } = given[stray]!;
    errors.push(
      userError(context, 'NOT_FOUND', ['input', name, String(stray), 'key'], {
        en: `${name}: there is no "${key}".`,
        'zh-CN': `${name}：不存在“${key}”。`,
      }),
    );
  }
  const repeated = given.findIndex(({ key }) => seen.size === seen.add(key).size);
  if (repeated >= 0) {
    errors.push(
      userError(context, 'INVALID', ['input', name, String(repeated), 'key'], {
        en: `${name}: "${given[repeated]!.key}" stands there twice.`,
        'zh-CN': `${name}：“${given[repeated]!.key}”重复。`,
      }),
    );
  }
  if (given.length > 0 && !areWhole(given.map(({ share }) => share))) {
    errors.push(
      userError(context, 'INVALID', ['input', name], {
        en: `${name}: expected shares of 0 to 1 that sum to 1.`,
        'zh-CN': `${name}：占比应在 0 到 1 之间，且总和为 1。`,
      }),
    );
  }
  return errors;
}
