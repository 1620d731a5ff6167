import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

type Selecting = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** The names of the fields that are asked for at a place below the one being resolved. */
export function fieldsAt({ fieldNodes, fragments }: Selecting, path: readonly string[]): Set<string> {
  const names = new Set<string>();
  const collect = (set: SelectionSetNode | undefined, at: number): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind !== Kind.FIELD) {
        const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
        collect(inner?.selectionSet, at);
      } else if (at === path.length) names.add(selection.name.value);
      else if (selection.name.value === path[at]) collect(selection.selectionSet, at + 1);
    }
  };
  for (const { selectionSet } of fieldNodes) collect(selectionSet, 0);
  return names;
}

/**
 * Whether a field below the one being resolved is asked for, by the names on the way to it. For fetching ahead only: it
 * may say yes where @skip says no.
 */
export const selects = (info: Selecting, path: readonly string[]): boolean =>
  fieldsAt(info, path.slice(0, -1)).has(path.at(-1)!);
