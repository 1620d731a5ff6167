import { defaultFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { Extensions } from 'type-graphql';

/** Marks a field whose property may be a function, called only where the field is asked for. */
export const Lazy = (): PropertyDecorator & MethodDecorator => Extensions({ lazy: true });

/** Compiled queries read a property as it is, unless the field has a resolver. */
export function resolveLazyFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.extensions.lazy) field.resolve ??= defaultFieldResolver;
    }
  }
}
