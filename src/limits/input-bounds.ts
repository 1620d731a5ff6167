import {
  defaultFieldResolver,
  getNullableType,
  type GraphQLArgument,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
} from 'graphql';
import {
  ALLIANCE_LIMITS,
  FAN_LIMITS,
  GOVERNANCE_LIMITS,
  IMPORT_LIMITS,
  INPUT_LIMITS,
  QUALITY_LIMITS,
} from '../config/limits';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import type { Language } from '../graphql/language';
import { failure, userError } from '../graphql/user-errors';

/** Lists that take another number of values than those of a filter. */
const LISTS: Readonly<Record<string, number>> = {
  'Query.nodes.ids': INPUT_LIMITS.maxNodeIds,
  'SkuBulkUpsertInput.items': IMPORT_LIMITS.upsertItems,
  'SkuBulkUpsertItem.attributes': IMPORT_LIMITS.columns,
  'SkuUpdateInput.attributes': IMPORT_LIMITS.columns,
  'SupplierMetricsRecordInput.items': QUALITY_LIMITS.recordItems,
  'AllianceSkusInput.skus': ALLIANCE_LIMITS.items,
  'CreditEntryCreateInput.evidence': GOVERNANCE_LIMITS.evidence,
  'FanProfileReplaceInput.genders': FAN_LIMITS.shares,
  'FanProfileReplaceInput.ages': FAN_LIMITS.shares,
  'FanProfileReplaceInput.regions': FAN_LIMITS.shares,
  'FanProfileReplaceInput.priceBands': FAN_LIMITS.shares,
  'FanProfileReplaceInput.categories': FAN_LIMITS.shares,
};

/** Scalars that come as text. */
const TEXTS = new Set(['String', 'ID', 'Decimal']);

/** Where too much was given, from the argument down. */
type Beyond = { path: string[]; max: number; of: 'values' | 'characters' };
type Check = (value: unknown) => Beyond | undefined;

/**
 * Puts an end to the length of every list and every text that is an argument or lies in one, once, when the schema is
 * built: whatever a new field takes is bounded before its resolver is asked. What a service wants of a text beside that
 * is for it to say.
 * @throws Error where the table has rows for lists that are not there
 */
export function boundInputs(schema: GraphQLSchema): GraphQLSchema {
  const compiler = new Compiler();
  const mutations = schema.getMutationType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const check = compiler.ofAll(field.args, `${type.name}.${field.name}`);
      if (!check) continue;
      const bounded =
        (inner: GraphQLFieldResolver<unknown, RequestContext>): typeof inner =>
        (source, args, context, info) => {
          const beyond = check(args);
          if (!beyond) return inner(source, args, context, info);
          // Not thrown, for the reason that guard.ts gives.
          return type === mutations ? refusal(context, beyond) : Promise.reject(errorOf(beyond));
        };
      field.resolve = bounded(field.resolve ?? defaultFieldResolver);
      if (field.subscribe) field.subscribe = bounded(field.subscribe);
    }
  }
  const idle = Object.keys(LISTS).filter((coordinate) => !compiler.lists.has(coordinate));
  if (idle.length > 0) throw new Error(`There are no such lists: ${idle.join(', ')}.`);
  return schema;
}

class Compiler {
  readonly lists = new Set<string>();
  private readonly known = new Map<string, Check | undefined>();

  /** The first of these of which there is too much, by its name. */
  ofAll(fields: readonly (GraphQLArgument | GraphQLInputField)[], within: string): Check | undefined {
    const checks = fields.flatMap(({ name, type }) => {
      const check = this.of(type, `${within}.${name}`);
      return check ? [{ name, check }] : [];
    });
    if (checks.length === 0) return undefined;
    return (value) => {
      for (const { name, check } of checks) {
        const given = (value as Record<string, unknown>)[name];
        const beyond = given === null || given === undefined ? undefined : check(given);
        if (beyond) return { ...beyond, path: [name, ...beyond.path] };
      }
      return undefined;
    };
  }

  private of(type: GraphQLInputType, coordinate: string): Check | undefined {
    const bare = getNullableType(type);
    if (isListType(bare)) return this.ofList(this.of(bare.ofType, coordinate), coordinate);
    if (isInputObjectType(bare)) {
      if (!this.known.has(bare.name))
        this.known.set(bare.name, this.ofAll(Object.values(bare.getFields()), bare.name));
      return this.known.get(bare.name);
    }
    return TEXTS.has(bare.name) ? text : undefined;
  }

  private ofList(item: Check | undefined, coordinate: string): Check {
    this.lists.add(coordinate);
    const max = LISTS[coordinate] ?? INPUT_LIMITS.maxFilterValues;
    return (value) => {
      const items = value as unknown[];
      if (items.length > max) return { path: [], max, of: 'values' };
      if (!item) return undefined;
      for (let i = 0; i < items.length; i++) {
        const beyond = items[i] === null ? undefined : item(items[i]);
        if (beyond) return { ...beyond, path: [String(i), ...beyond.path] };
      }
      return undefined;
    };
  }
}

const text: Check = (value) => {
  const max = INPUT_LIMITS.maxTextCharacters;
  return typeof value === 'string' && value.length > max ? { path: [], max, of: 'characters' } : undefined;
};

const expectedBy = ({ max, of }: Beyond): Record<Language, string> => ({
  en: `at most ${max} ${of}`,
  'zh-CN': `至多 ${max} 个${of === 'values' ? '值' : '字符'}`,
});

const errorOf = (beyond: Beyond): HeadwaterError =>
  new HeadwaterError('INVALID_INPUT', { field: beyond.path.join('.'), expected: expectedBy(beyond) });

/** What a mutation answers, as its service would. */
function refusal(context: RequestContext, beyond: Beyond): object {
  const { path, of } = beyond;
  const expected = expectedBy(beyond);
  const name = path.length > 1 ? path.slice(1).join('.') : path[0];
  return failure(
    userError(context, of === 'values' ? 'TOO_LARGE' : 'INVALID', path, {
      en: `${name}: expected ${expected.en}.`,
      'zh-CN': `${name}：应为${expected['zh-CN']}。`,
    }),
  );
}
