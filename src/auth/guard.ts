import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { HeadwaterError } from '../graphql/errors';
import type { RequestContext } from '../graphql/context';
import { ACCESS } from './access';
import { everyone, reached } from './rules';

/** The error for what the one who asks may not see: sign in, or not yours. */
export const denied = ({ principal }: RequestContext, what: string): HeadwaterError =>
  principal.subject === null
    ? new HeadwaterError('UNAUTHENTICATED')
    : new HeadwaterError('FORBIDDEN', { what });

/**
 * Puts the access table before the resolvers, once, when the schema is built. Public fields stay as they are and
 * cost nothing.
 * @throws Error where a field has no row in the table, or a row no field, or what only guarded fields should lead to can
 *   be reached through an open one
 */
export function guard(schema: GraphQLSchema): GraphQLSchema {
  const used = new Set<string>();
  const openTo = new Map<string, string>();
  const behindGuards = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const own = `${type.name}.${field.name}`;
      const row = own in ACCESS ? own : `${type.name}.*`;
      const rule = ACCESS[row];
      if (!rule) throw new Error(`src/auth/access.ts has no row for ${own}: say who may see it.`);
      used.add(row);
      if (rule === everyone) {
        for (const { name } of objectsOf(schema, getNamedType(field.type))) openTo.set(name, own);
      }
      if (rule === reached) behindGuards.add(type.name);
      if (rule === everyone || rule === reached) continue;
      const guarded =
        (inner: GraphQLFieldResolver<unknown, RequestContext>): typeof inner =>
        (source, args, context, info) => {
          // Not thrown: of a list whose other items are still under way, graphql-js would leave their promises behind
          // when one fails at once, and a rejected promise that nobody waits for ends the process.
          if (!rule(context, source as never)) return Promise.reject(denied(context, own));
          return inner(source, args, context, info);
        };
      field.resolve = guarded(field.resolve ?? defaultFieldResolver);
      if (field.subscribe) field.subscribe = guarded(field.subscribe);
    }
  }
  for (const name of behindGuards) {
    const open = openTo.get(name);
    if (open)
      throw new Error(`src/auth/access.ts: ${name} is for those who reach it, but ${open} is open to all.`);
  }
  const idle = Object.keys(ACCESS).filter((row) => !used.has(row));
  if (idle.length > 0)
    throw new Error(`src/auth/access.ts has rows for what is not there: ${idle.join(', ')}.`);
  return schema;
}

/** What a field of the type may return: the type itself, or those that an interface or a union stands for. */
const objectsOf = (schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
