import { IMPORT_LIMITS } from '../../config/limits';
import { chinaDay, chinaMidnight } from '../../calendar/china-day';
import type { RequestContext } from '../../graphql/context';
import type { Language } from '../../graphql/language';
import { type UserError, userError, UserErrorCode } from '../../graphql/user-errors';
import { checkReferenceOf } from '../../imports/checking/check-reference';
import { Findings } from '../../imports/checking/findings';
import { checkLine } from '../../imports/checking/texts';
import { messageOf, problem } from '../../imports/problems';
import type { Supplier } from '../supplier.entity';
import { isCreditCode } from './credit-code';
import type { SupplierUpdateInput } from './supplier-update.types';

type Checked = { errors: UserError[]; wanted: Partial<Supplier> };

/** What somebody wants to make of a supplier, and all that is wrong with it. */
export function checkSupplierUpdate(context: RequestContext, input: SupplierUpdateInput): Checked {
  const { app, language } = context;
  const errors: UserError[] = [];
  const wanted: Partial<Supplier> = {};
  const wrong = (field: keyof SupplierUpdateInput, says: Record<Language, string>): void =>
    void errors.push(userError(context, 'INVALID', ['input', field], says));

  if (typeof input.name === 'string') wanted.name = checkName(input.name.trim(), language, errors);
  if (input.kind) wanted.kind = input.kind;
  if (typeof input.enterpriseQualified === 'boolean') wanted.enterpriseQualified = input.enterpriseQualified;
  if (input.region !== undefined) {
    const code = input.region === null ? null : checkReferenceOf(app.reference).regions.find(input.region);
    if (code === null && input.region !== null)
      wrong('region', {
        en: `There is no region "${input.region}".`,
        'zh-CN': `不存在地区“${input.region}”。`,
      });
    wanted.regionCode = code;
  }
  if (input.licence !== undefined) {
    const licence = input.licence?.trim() ?? null;
    if (licence !== null && !isCreditCode(licence))
      wrong('licence', {
        en: 'licence: expected a unified social credit code of 18 characters; one of them is wrong.',
        'zh-CN': 'licence：应为 18 位统一社会信用代码，校验未通过。',
      });
    wanted.licence = licence;
  }
  if (input.openedOn !== undefined) {
    const day = input.openedOn;
    if (day !== null && !(chinaMidnight(day) && day <= chinaDay(Date.now())))
      wrong('openedOn', {
        en: 'openedOn: expected a day, YYYY-MM-DD, not after today.',
        'zh-CN': 'openedOn：应为 YYYY-MM-DD 格式的日期，且不晚于今天。',
      });
    wanted.openedOn = day;
  }
  return { errors, wanted };
}

/** By the rule for names in files. */
function checkName(name: string, language: Language, errors: UserError[]): string {
  const findings = new Findings([]);
  if (name === '') findings.problems.push(problem('SUPPLIER_MISSING', 'name'));
  checkLine({ header: 'name', value: name }, IMPORT_LIMITS.nameCharacters, findings);
  errors.push(
    ...findings.problems.map((found) => ({
      field: ['input', 'name'],
      code: UserErrorCode.INVALID,
      message: messageOf(found, language),
    })),
  );
  return name;
}
