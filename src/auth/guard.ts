import { defaultFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { HeadwaterError } from '../graphql/errors';
import type { RequestContext } from '../graphql/context';
import { ACCESS } from './access';
import { everyone } from './rules';

/** The error for what the one who asks may not see: sign in, or not yours. */
export const denied = ({ principal }: RequestContext, what: string): HeadwaterError =>
  principal.roles.size === 0
    ? new HeadwaterError('UNAUTHENTICATED')
    : new HeadwaterError('FORBIDDEN', { what });

/**
 * Puts the access table before the resolvers, once, when the schema is built. Public fields stay as they are and
 * cost nothing.
 * @throws Error where a field has no row in the table, or a row no field
 */
export function guard(schema: GraphQLSchema): GraphQLSchema {
  const used = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const own = `${type.name}.${field.name}`;
      const row = own in ACCESS ? own : `${type.name}.*`;
      const rule = ACCESS[row];
      if (!rule) throw new Error(`src/auth/access.ts has no row for ${own}: say who may see it.`);
      used.add(row);
      if (rule === everyone) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: RequestContext, info) => {
        if (!rule(context, source as never)) throw denied(context, own);
        return resolve(source, args, context, info);
      };
    }
  }
  const idle = Object.keys(ACCESS).filter((row) => !used.has(row));
  if (idle.length > 0)
    throw new Error(`src/auth/access.ts has rows for what is not there: ${idle.join(', ')}.`);
  return schema;
}
