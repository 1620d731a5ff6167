import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** A place within the arguments of a field where a value is given. */
export type InputPlace = {
  /** "Query.skus(filter.belts)" */
  name: string;
  type: string;
  field: string;
  isLeaf: boolean;
  args: readonly GraphQLArgument[];
  /** From the argument down; "0" stands for the first item of a list. */
  path: readonly string[];
  /** The name of the scalar that is given there, or "list". */
  given: string;
  /** The list's place in the schema: "SkuFilter.belts". */
  coordinate: string;
};

/** Every place of the schema where a list or a scalar is given. */
export function inputPlaces(schema: GraphQLSchema): InputPlace[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__') && name !== 'Subscription')
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args.flatMap((arg) =>
          below(arg, `${type.name}.${field.name}`, []).map((place) => ({
            ...place,
            name: `${type.name}.${field.name}(${place.path.join('.')})`,
            type: type.name,
            field: field.name,
            isLeaf: isLeafType(getNamedType(field.type)),
            args: field.args,
          })),
        ),
      ),
    );
}

type Below = Pick<InputPlace, 'path' | 'given' | 'coordinate'>;

function below(
  { name, type }: GraphQLArgument | GraphQLInputField,
  of: string,
  path: readonly string[],
): Below[] {
  return inside(type, `${of}.${name}`, [...path, name]);
}

function inside(type: GraphQLInputType, coordinate: string, path: readonly string[]): Below[] {
  const bare = getNullableType(type);
  if (isListType(bare))
    return [{ path, given: 'list', coordinate }, ...inside(bare.ofType, coordinate, [...path, '0'])];
  if (isInputObjectType(bare))
    return Object.values(bare.getFields()).flatMap((field) => below(field, bare.name, path));
  return isEnumType(bare) ? [] : [{ path, given: bare.name, coordinate }];
}

/** What a value is where nothing depends on it, by the name of its argument. */
export type Samples = Readonly<Record<string, unknown>>;

const BY_TYPE: Samples = { String: 'x', Int: 1, Float: 0.5, Boolean: true, Decimal: '9.90' };

/**
 * The arguments of a field with a value put at a place: all that it needs, and nothing else. Where a list lies on the
 * way it has one item; where the place is a list, it gets as many as said.
 */
export function argumentsWith(
  { args, path }: InputPlace,
  put: { items: number } | { value: unknown },
  samples: Samples,
): Record<string, unknown> {
  const build = (type: GraphQLInputType, name: string, at: readonly string[] | undefined): unknown => {
    const bare = getNullableType(type);
    if (at?.length === 0 && 'value' in put) return put.value;
    if (isListType(bare)) {
      const items = at?.length === 0 && 'items' in put ? put.items : 1;
      return Array.from({ length: items }, () => build(bare.ofType, name, at?.slice(1)));
    }
    if (isInputObjectType(bare)) return buildAll(Object.values(bare.getFields()), at);
    if (isEnumType(bare)) return bare.getValues()[0]!.name;
    return samples[name] ?? BY_TYPE[bare.name];
  };
  const buildAll = (
    fields: readonly (GraphQLArgument | GraphQLInputField)[],
    at: readonly string[] | undefined,
  ): Record<string, unknown> =>
    Object.fromEntries(
      fields
        .filter(({ name, type, defaultValue }) =>
          at?.[0] === name ? true : isNonNullType(type) && defaultValue === undefined,
        )
        .map(({ name, type }) => [name, build(type, name, at?.[0] === name ? at.slice(1) : undefined)]),
    );
  return buildAll(args, path);
}
