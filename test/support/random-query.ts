import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { toNodeId } from '../../src/graphql/node-id';

/** Numbers from 0 up to 1, always the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What exists in the catalogue that is asked, by the name of the argument that takes it. */
export type Pool = Readonly<
  Record<'id' | 'belt' | 'category' | 'priceBand' | 'handle' | 'cursor', readonly string[]>
>;

const STRINGS = [
  '',
  ' ',
  '翡翠 手镯',
  'LV款',
  '%_\\',
  "'; --",
  '𠮷👗',
  '\u0000',
  '\u202e',
  'ＡＢＣ',
  'a'.repeat(300),
  '义乌',
];
const NUMBERS = [0, 1, 2, 5, 50, 100, 101, -1, 2_147_483_647, -2_147_483_648];
const SHARES = [0, 0.1, 0.5, 1, -0.1, 1.5, 1e-9, 1e300];
const DECIMALS = ['0', '1', '19.90', '-1', '99999999.99', '1e5', '0.001', 'x'];
const NAMES: readonly [RegExp, keyof Pool][] = [
  [/^belts?$/i, 'belt'],
  [/categor/i, 'category'],
  [/priceBand/i, 'priceBand'],
  [/handle/i, 'handle'],
  [/^(after|before)$/, 'cursor'],
  [/slug/i, 'belt'],
];

/**
 * Operations that are valid under the schema, at random: any fields and arguments, nested, aliased, in fragments, with
 * values both likely and unlikely. Arguments are given as literals or as variables.
 */
export class RandomQueries {
  private variables: { name: string; type: string; value: unknown }[] = [];
  private aliases = 0;
  private fields = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly pool: Pool,
    private readonly random: () => number,
  ) {}

  next(kind: 'query' | 'mutation'): { query: string; variables: Record<string, unknown> } {
    this.variables = [];
    this.aliases = 0;
    this.fields = 0;
    const root = kind === 'query' ? this.schema.getQueryType()! : this.schema.getMutationType()!;
    const roots = this.some(Object.values(root.getFields()), kind === 'query' ? 3 : 1);
    const selection = roots.map((field) => this.field(field, 0)).join(' ');
    const declared = this.variables.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    return {
      query: `${kind}${declared && ` (${declared})`} { ${selection} }`,
      variables: Object.fromEntries(this.variables.map(({ name, value }) => [name, value])),
    };
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private one<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }

  /** One at least, and `max` at most. */
  private some<T>(values: readonly T[], max: number): T[] {
    const count = 1 + Math.floor(this.random() * max);
    return [...new Set(Array.from({ length: count }, () => this.one(values)))];
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number, isAliased = false): string {
    this.fields++;
    const args = field.args
      .filter((arg) => isNonNullType(arg.type) || this.chance(0.4))
      .map((arg) => `${arg.name}: ${this.given(arg, arg.name)}`);
    const alias = isAliased || field.args.length > 0 || this.chance(0.05) ? `a${this.aliases++}: ` : '';
    const directive = this.chance(0.03) ? ` @include(if: ${this.chance(0.8)})` : '';
    const list = args.length > 0 ? `(${args.join(', ')})` : '';
    return `${alias}${field.name}${list}${directive}${this.selection(field.type, depth)}`;
  }

  private selection(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (!isCompositeType(named)) return '';
    if (isAbstractType(named)) {
      const of = this.some(this.schema.getPossibleTypes(named), 3);
      return ` { __typename ${of.map((each) => `... on ${each.name} { ${this.ofObject(each, depth, true)} }`).join(' ')} }`;
    }
    return ` { ${this.ofObject(named as GraphQLObjectType, depth)} }`;
  }

  /** @param isAliased where fields of other types stand beside it under the same names */
  private ofObject(type: GraphQLObjectType, depth: number, isAliased = false): string {
    const all = Object.values(type.getFields());
    const isEnd = depth >= 6 || this.fields > 60;
    const plain = all.filter((field) => !isCompositeType(getNamedType(field.type)));
    const fields = this.some(isEnd && plain.length > 0 ? plain : all, 5);
    // What holds nothing but further objects must end, too.
    if (isEnd && plain.length === 0) return '__typename';
    return fields.map((field) => this.field(field, depth + 1, isAliased)).join(' ');
  }

  /** A literal, or a variable that holds it. */
  private given({ type, name }: GraphQLArgument | GraphQLInputField, path: string): string {
    const value = this.value(type, name);
    if (this.chance(0.5)) {
      const variable = `v${this.variables.length}`;
      this.variables.push({ name: variable, type: type.toString(), value });
      return `$${variable}`;
    }
    return literal(value, type, path);
  }

  private value(type: GraphQLInputType, name: string): unknown {
    if (!isNonNullType(type) && this.chance(0.05)) return null;
    const bare = getNullableType(type);
    if (isListType(bare)) {
      const length = this.one([0, 1, 1, 2, 3, 101]);
      const [item, more] = [this.value(bare.ofType, name), this.value(bare.ofType, name)];
      return Array.from({ length: this.chance(0.1) ? length : Math.min(length, 3) }, (_, i) =>
        i % 2 ? more : item,
      );
    }
    if (isEnumType(bare)) return this.one(bare.getValues()).name;
    if (isInputObjectType(bare)) {
      const fields = Object.values(bare.getFields());
      return Object.fromEntries(
        fields
          .filter(
            (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || this.chance(0.3),
          )
          .map((field) => [field.name, this.value(field.type, field.name)]),
      );
    }
    return this.scalar(bare.toString(), name);
  }

  private scalar(type: string, name: string): unknown {
    if (type === 'Int') return this.chance(0.7) ? Math.floor(this.random() * 10) : this.one(NUMBERS);
    if (type === 'Float') return this.chance(0.5) ? this.random() : this.one(SHARES);
    if (type === 'Boolean') return this.chance(0.5);
    if (type === 'Decimal') return this.one(DECIMALS);
    if (type === 'ID')
      return this.chance(0.8)
        ? this.one(this.pool.id)
        : this.one(['x', '', toNodeId('Sku', '00000000-0000-4000-8000-000000000000'), 'U2t1OjE']);
    if (type === 'DateTime') return '2026-01-01T00:00:00Z';
    const known = NAMES.find(([pattern]) => pattern.test(name))?.[1];
    return known && this.chance(0.8) ? this.one(this.pool[known]) : this.one(STRINGS);
  }
}

/** As GraphQL writes it. */
function literal(value: unknown, type: GraphQLInputType, path: string): string {
  const bare = getNullableType(type);
  if (value === null) return 'null';
  if (isListType(bare))
    return `[${(value as unknown[]).map((item) => literal(item, bare.ofType, path)).join(', ')}]`;
  if (isEnumType(bare)) return value as string;
  if (isInputObjectType(bare)) {
    const fields = Object.entries(value as object).map(
      ([name, inner]) => `${name}: ${literal(inner, bare.getFields()[name]!.type, `${path}.${name}`)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value);
}
