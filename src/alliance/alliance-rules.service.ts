import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { authorOf } from '../audit/author';
import { chinaDay } from '../calendar/china-day';
import type { RequestContext } from '../graphql/context';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import { LOCKS } from '../database/locks';
import { AllianceRule, AllianceRuleKind } from './alliance-rule.entity';
import type { AllianceCategorySetInput, AllianceCategoryState, AllianceRuleAddInput } from './alliance.types';

/** What a version is made of, as the table has it; null where its kind has no such thing. */
type Parameters = Pick<AllianceRule, 'limit' | 'windowDays' | 'newcomerDays' | 'rateMillionths'>;

type Given = 'threshold' | 'windowDays' | 'newcomerDays' | 'rate';

const { RATING, SALES, NEWCOMER_FEE, STANDARD_FEE, LICENCE, CATEGORY } = AllianceRuleKind;

const NEEDS: Record<AllianceRuleKind, readonly Given[]> = {
  [LICENCE]: [],
  [RATING]: ['threshold', 'windowDays', 'newcomerDays'],
  [SALES]: ['threshold', 'windowDays', 'newcomerDays'],
  [CATEGORY]: [],
  [STANDARD_FEE]: ['rate'],
  [NEWCOMER_FEE]: ['threshold', 'newcomerDays', 'rate'],
};

const GIVEN: readonly Given[] = ['threshold', 'windowDays', 'newcomerDays', 'rate'];

/** Ten billion yuan, as the CHECK of the table has it. */
const MAX_FEN = 1_000_000_000_000;

/**
 * Adds a version of a rule that begins on a day to come; the very same one again adds nothing.
 * The last version of a kind that begins on a day counts, so a slip can be put right until the day comes.
 */
export async function addRule(
  context: RequestContext,
  input: AllianceRuleAddInput,
): Promise<Result<{ rule: AllianceRule }>> {
  const parameters: Parameters = {
    limit: scaled(input.threshold, input.kind === RATING ? 6 : 2),
    windowDays: input.windowDays ?? null,
    newcomerDays: input.newcomerDays ?? null,
    rateMillionths: numberOrNull(scaled(input.rate, 6)),
  };
  const [first, ...others] = [
    ...GIVEN.flatMap((name) => wrongParameter(context, input, name, parameters)),
    ...wrongDays(context, input),
  ];
  if (first) return failure(first, ...others);
  const { kind, validFrom, validUntil = null } = input;
  const { dataSource } = context.app;
  const rule = await auditedTransaction(dataSource, authorOf(context, 'allianceRuleAdd'), async (runner) => {
    await oneAtATime(runner);
    const rules = runner.manager.getRepository(AllianceRule);
    const last = await rules.findOne({ where: { kind, validFrom }, order: { addedAt: 'DESC', uuid: 'ASC' } });
    const wanted = { ...parameters, validUntil };
    const names = Object.keys(wanted) as (keyof typeof wanted)[];
    if (last && names.every((name) => last[name] === wanted[name])) return last;
    const { identifiers } = await rules.insert({ kind, validFrom, ...wanted });
    return rules.findOneByOrFail({ uuid: identifiers[0]!.uuid as string });
  });
  return success({ rule });
}

/** Opens or closes a category, with all below it of which nothing is said, from now on. */
export async function setCategory(
  context: RequestContext,
  { category: slug, isOpen: wanted }: AllianceCategorySetInput,
): Promise<Result<{ state: AllianceCategoryState }>> {
  const { dataSource, reference } = context.app;
  const category = reference.categories.bySlug(slug);
  if (!category) {
    const says = { en: `There is no category "${slug}".`, 'zh-CN': `不存在类目“${slug}”。` };
    return failure(userError(context, 'NOT_FOUND', ['input', 'category'], says));
  }
  const isOpen = await auditedTransaction(
    dataSource,
    authorOf(context, 'allianceCategorySet'),
    async (runner) => {
      await oneAtATime(runner);
      await runner.query(
        `INSERT INTO alliance_category (category_number, is_open)
         SELECT $1, $2
          WHERE $2::boolean IS DISTINCT FROM (
            SELECT is_open FROM alliance_category WHERE category_number = $1 ORDER BY at DESC, id LIMIT 1)`,
        [category.number, wanted ?? null],
      );
      const said = (await runner.query(
        `SELECT DISTINCT ON (category_number) category_number AS number, is_open AS "isOpen"
           FROM alliance_category ORDER BY category_number, at DESC, id`,
      )) as { number: number; isOpen: boolean | null }[];
      const byNumber = new Map(said.map(({ number, isOpen: open }) => [number, open]));
      const nearest = [category, ...reference.categories.ancestors(category)]
        .map(({ number }) => byNumber.get(number) ?? null)
        .find((open) => open !== null);
      return nearest ?? true;
    },
  );
  return success({ state: { category, isOpen } });
}

/** Two who say the same at once say it once. Few ever do. */
const oneAtATime = (runner: QueryRunner): Promise<unknown> =>
  runner.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.allianceRules]);

/** A decimal as whole millionths or fen; null where there is none, NaN where it has more decimals than that. */
function scaled(decimal: string | null | undefined, places: 2 | 6): string | null {
  if (decimal === null || decimal === undefined) return null;
  const match = new RegExp(`^(\\d{1,12})(?:\\.(\\d{1,${places}}))?$`).exec(decimal);
  return match
    ? String(Number(match[1]) * 10 ** places + Number((match[2] ?? '').padEnd(places, '0')))
    : 'NaN';
}

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

function wrongParameter(
  context: RequestContext,
  input: AllianceRuleAddInput,
  name: Given,
  parameters: Parameters,
): UserError[] {
  const { kind } = input;
  const isGiven = input[name] !== null && input[name] !== undefined;
  const isNeeded = NEEDS[kind].includes(name);
  if (!isNeeded && !isGiven) return [];
  const field = ['input', name];
  if (!isNeeded || !isGiven) {
    return [
      userError(context, 'INVALID', field, {
        en: isNeeded ? `${name}: ${kind} needs it.` : `${name}: ${kind} has none.`,
        'zh-CN': isNeeded ? `${name}：${kind} 需要此项。` : `${name}：${kind} 没有此项。`,
      }),
    ];
  }
  const ranges: Record<Given, [value: number, least: number, most: number, said: string]> = {
    threshold:
      kind === RATING
        ? [Number(parameters.limit), 0, 5_000_000, '0..5']
        : [Number(parameters.limit), 0, MAX_FEN, '0..10000000000.00'],
    windowDays: [parameters.windowDays!, 1, 366, '1..366'],
    newcomerDays: [parameters.newcomerDays!, 0, 366, '0..366'],
    rate: [parameters.rateMillionths!, 0, 1_000_000, '0..1'],
  };
  const [value, least, most, said] = ranges[name];
  if (value >= least && value <= most) return [];
  return [
    userError(context, 'INVALID', field, {
      en: `${name}: expected ${said}.`,
      'zh-CN': `${name}：应在 ${said} 之间。`,
    }),
  ];
}

/** Whether it is a day of the calendar: Date takes 31 February for 3 March. */
const isDay = (text: string): boolean => {
  const at = /^[12]\d{3}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

function wrongDays(context: RequestContext, { validFrom, validUntil }: AllianceRuleAddInput): UserError[] {
  const wrong: UserError[] = [];
  if (!isDay(validFrom) || validFrom <= chinaDay(Date.now()))
    wrong.push(
      userError(context, 'INVALID', ['input', 'validFrom'], {
        en: 'validFrom: expected a day after today, YYYY-MM-DD.',
        'zh-CN': 'validFrom：应为今天之后的日期，格式 YYYY-MM-DD。',
      }),
    );
  if (typeof validUntil === 'string' && (!isDay(validUntil) || validUntil <= validFrom))
    wrong.push(
      userError(context, 'INVALID', ['input', 'validUntil'], {
        en: 'validUntil: expected a day after validFrom, YYYY-MM-DD.',
        'zh-CN': 'validUntil：应为 validFrom 之后的日期，格式 YYYY-MM-DD。',
      }),
    );
  return wrong;
}
