import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { COST_LIMITS } from '../config/limits';
import { FIELD_COSTS, type FieldCost, PAGE_ROWS } from './field-costs';

type Variables = Readonly<Record<string, unknown>>;
type Of<T> = (variables: Variables) => T;
type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** A field that costs something, or has something below it that does. */
type PricedField = {
  /** Its name in the answer. */
  key: string;
  isAsked: Of<boolean>;
  own: Of<number>;
  /** Rows at most, and points for each; undefined where it is no list. */
  list: { rows: Of<number>; each: number } | undefined;
  inner: readonly PricedField[];
};

/** What an operation may cost and what it did: made once from its document, asked with the variables of each request. */
export class QueryCost {
  private constructor(
    private readonly operation: OperationDefinitionNode,
    private readonly fields: readonly PricedField[],
  ) {}

  static of(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments): QueryCost {
    const root = schema.getRootType(operation.operation);
    const part = { set: operation.selectionSet, type: root?.name ?? '', when: [] };
    return new QueryCost(operation, new Pricing(schema, fragments).price([part], undefined));
  }

  /** The most that it costs, in points: pages are taken to be full. */
  requested(variables: Variables): number {
    return COST_LIMITS.perRequest + most(this.fields, this.withDefaults(variables));
  }

  /** What it did cost: the same, of the rows that are in the answer. */
  actual(variables: Variables, data: object | null | undefined): number {
    return COST_LIMITS.perRequest + (data ? real(this.fields, data, this.withDefaults(variables)) : 0);
  }

  private withDefaults(variables: Variables): Variables {
    const all: Record<string, unknown> = { ...variables };
    for (const { variable, defaultValue } of this.operation.variableDefinitions ?? []) {
      if (defaultValue && all[variable.name.value] === undefined)
        all[variable.name.value] = valueFromASTUntyped(defaultValue);
    }
    return all;
  }
}

function most(fields: readonly PricedField[], variables: Variables): number {
  let points = 0;
  for (const { isAsked, own, list, inner } of fields) {
    if (!isAsked(variables)) continue;
    const below = most(inner, variables);
    points += own(variables) + (list ? list.rows(variables) * (list.each + below) : below);
  }
  return points;
}

function real(fields: readonly PricedField[], data: object, variables: Variables): number {
  let points = 0;
  for (const { key, own, list, inner } of fields) {
    const value = (data as Record<string, unknown>)[key];
    // Not asked for, or of another type than this object is.
    if (value === undefined) continue;
    points += own(variables);
    const items = Array.isArray(value) ? value : [value];
    if (Array.isArray(value)) points += (list?.each ?? 0) * items.length;
    for (const item of items)
      if (typeof item === 'object' && item !== null) points += real(inner, item, variables);
  }
  return points;
}

/** Selections of one object, and the directives on the way to them. */
type Part = { set: SelectionSetNode; type: string; when: readonly DirectiveNode[] };
type Asked = { node: FieldNode; when: readonly DirectiveNode[] };

class Pricing {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Fragments,
  ) {}

  /** @param page how many rows the page has whose fields these are */
  price(parts: readonly Part[], page: Of<number> | undefined): PricedField[] {
    return [...this.collect(parts).values()].flatMap((same) => this.field(same, page));
  }

  /** The selections of one field of one type, taken together as they are executed. */
  private collect(parts: readonly Part[]): Map<string, { type: string; asked: Asked[] }> {
    const fields = new Map<string, { type: string; asked: Asked[] }>();
    const add = ({ set, type, when }: Part): void => {
      for (const node of set.selections) {
        const conditions = node.directives?.length ? [...when, ...node.directives] : when;
        if (node.kind === Kind.FIELD) {
          const id = `${type}.${(node.alias ?? node.name).value}`;
          let same = fields.get(id);
          if (!same) fields.set(id, (same = { type, asked: [] }));
          same.asked.push({ node, when: conditions });
          continue;
        }
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments[node.name.value]! : node;
        const on = fragment.typeCondition?.name.value ?? type;
        add({ set: fragment.selectionSet, type: on, when: conditions });
      }
    };
    parts.forEach(add);
    return fields;
  }

  private field(
    { type, asked }: { type: string; asked: Asked[] },
    page: Of<number> | undefined,
  ): PricedField[] {
    const { node } = asked[0]!;
    const name = node.name.value;
    const definition = definitionOf(this.schema.getType(type), name);
    // __typename
    if (!definition) return [];
    const cost = costOf(type, definition);
    const size = pageOf(node, definition, cost);
    const inner = this.price(
      asked.flatMap(({ node: { selectionSet }, when }) =>
        selectionSet ? [{ set: selectionSet, type: getNamedType(definition.type).name, when }] : [],
      ),
      size,
    );
    const list = isListType(getNullableType(definition.type)) ? listOf(name, cost, size, page) : undefined;
    const own = ownOf(node, cost);
    if (inner.length === 0 && !list?.each && !own) return [];
    const conditions = asked.map(({ when }) => when);
    return [
      {
        key: (node.alias ?? node.name).value,
        isAsked: (variables) => conditions.some((when) => when.every((each) => holds(each, variables))),
        own: own ?? (() => 0),
        list,
        inner,
      },
    ];
  }
}

function definitionOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** Held in memory: reaching them reads nothing. */
const IN_MEMORY = new Set(['Belt', 'Category']);

/** What the table says, or one point for the way to another row of the database. */
function costOf(parent: string, { name, type }: GraphQLField<unknown, unknown>): FieldCost {
  const known = FIELD_COSTS[`${parent}.${name}`] ?? FIELD_COSTS[`*.${name}`];
  if (known) return known;
  const named = getNamedType(type);
  const isRow =
    named.name === 'Node' || (isObjectType(named) && named.getInterfaces().some((i) => i.name === 'Node'));
  // A row of a page is counted with the page.
  const isCounted = isListType(getNullableType(type)) || parent.endsWith('Edge');
  return isRow && !isCounted && !IN_MEMORY.has(named.name) ? { own: 1 } : {};
}

/** How many rows a field's page has at most; undefined where it has none. */
function pageOf(
  node: FieldNode,
  { args }: GraphQLField<unknown, unknown>,
  { rows = PAGE_ROWS, perItem }: FieldCost,
): Of<number> | undefined {
  if (perItem) return lengthOf(argument(node, perItem.of));
  if (!args.some(({ name }) => name === 'first')) return undefined;
  const first = argument(node, ['first']);
  const last = argument(node, ['last']);
  return (variables) => {
    const asked = first(variables) ?? last(variables);
    return typeof asked === 'number' ? Math.min(Math.max(asked, 0), rows.max) : rows.default;
  };
}

function listOf(
  name: string,
  { each, rows }: FieldCost,
  size: Of<number> | undefined,
  page: Of<number> | undefined,
): PricedField['list'] {
  if (size) return { rows: size, each: each ?? 0 };
  if (page && (name === 'nodes' || name === 'edges')) return { rows: page, each: 1 };
  return { rows: () => rows?.default ?? COST_LIMITS.assumedItems, each: each ?? 0 };
}

/** Undefined where it is nothing whatever the arguments. */
function ownOf(node: FieldNode, { own = 0, perItem }: FieldCost): Of<number> | undefined {
  if (perItem) {
    const items = lengthOf(argument(node, perItem.of));
    return (variables) => own + perItem.points * items(variables);
  }
  if (!node.arguments?.some(({ name }) => name.value === 'filter')) return own ? () => own : undefined;
  const text = argument(node, ['filter', 'text']);
  const suppliers = lengthOf(argument(node, ['filter', 'suppliers']));
  return (variables) =>
    own + (text(variables) ? COST_LIMITS.text : 0) + COST_LIMITS.namedSupplier * suppliers(variables);
}

const lengthOf =
  (list: Of<unknown>): Of<number> =>
  (variables) => {
    const items = list(variables);
    // A single value stands for a list of it.
    return Array.isArray(items) ? items.length : items === undefined || items === null ? 0 : 1;
  };

/** The value at a path into a field's arguments. */
function argument({ arguments: all }: FieldNode, [name, ...path]: readonly string[]): Of<unknown> {
  const value: ValueNode | undefined = all?.find((given) => given.name.value === name)?.value;
  if (!value) return () => undefined;
  return (variables) =>
    path.reduce<unknown>(
      (within, key) => (within as Record<string, unknown> | null | undefined)?.[key],
      valueFromASTUntyped(value, variables),
    );
}

/** Of @include and @skip; other directives change nothing. */
function holds({ name, arguments: all }: DirectiveNode, variables: Variables): boolean {
  const condition = all?.find((given) => given.name.value === 'if')?.value;
  if (!condition || (name.value !== 'include' && name.value !== 'skip')) return true;
  return (valueFromASTUntyped(condition, variables) === true) === (name.value === 'include');
}
