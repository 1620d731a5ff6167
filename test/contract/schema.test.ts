import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema as parseSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { buildSchema } from '../../src/graphql/schema';

const FILE = join(__dirname, '..', '..', 'schema', 'schema.graphql');

type Described = [name: string, description: string | null | undefined];

/** Everything in a schema that people can look up, by the name that they would look for. */
function* described(schema: GraphQLSchema): Generator<Described> {
  const builtIn = new Set(['String', 'Boolean', 'Int', 'Float', 'ID']);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || builtIn.has(type.name)) continue;
    yield [type.name, type.description];
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field.description];
        for (const arg of field.args) yield [`${type.name}.${field.name}(${arg.name}:)`, arg.description];
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        yield [`${type.name}.${field.name}`, field.description];
    } else if (isEnumType(type)) {
      for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
    }
  }
}

const undescribed = (schema: GraphQLSchema): string[] =>
  [...described(schema)].filter(([, description]) => !description?.trim()).map(([name]) => name);

describe('the public schema', () => {
  let schema: GraphQLSchema;

  beforeAll(async () => {
    schema = await buildSchema();
  });

  it('is what schema/schema.graphql says: after a change, npm run schema writes it anew', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

  it('describes every type, field, argument, input field and enum value', () => {
    expect([...described(schema)].length).toBeGreaterThan(300);
    expect(undescribed(schema)).toEqual([]);
  });

  it('is looked through for descriptions in all of these places', () => {
    const bare = parseSchema(`
      interface I { f(a: Int): Int }
      type Query implements I { f(a: Int): Int }
      input In { f: Int }
      enum E { V }
      scalar S
    `);
    expect(undescribed(bare).toSorted()).toEqual(
      ['I', 'I.f', 'I.f(a:)', 'Query', 'Query.f', 'Query.f(a:)', 'In', 'In.f', 'E', 'E.V', 'S'].toSorted(),
    );
  });

  it('describes in sentences that end', () => {
    const open = [...described(schema)].filter(([, description]) => !/[.:]$/.test(description?.trim() ?? ''));
    expect(open).toEqual([]);
  });
});
