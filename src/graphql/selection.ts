import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Whether a field below the one being resolved is asked for, by the names on the way to it. For fetching ahead only: it
 * may say yes where @skip says no.
 */
export function selects(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  path: readonly string[],
): boolean {
  const has = (set: SelectionSetNode | undefined, at: number): boolean =>
    at === path.length ||
    (set?.selections ?? []).some((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.name.value === path[at] && has(selection.selectionSet, at + 1);
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      return has(inner?.selectionSet, at);
    });
  return fieldNodes.some(({ selectionSet }) => has(selectionSet, 0));
}
