import { type FieldNode, Kind, parse, print, type SelectionNode, visit } from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const isTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD &&
  selection.name.value === '__typename' &&
  !selection.alias &&
  !selection.directives?.length;

/**
 * A document as clients with a cache of objects send it: printed by graphql-js, with __typename at the end of each selection
 * but the operation's own. It is what @apollo/client makes of every document, and hashes.
 */
export const clientForm = (text: string): string =>
  print(
    visit(parse(text, { noLocation: true }), {
      SelectionSet: (node, _key, parent) =>
        (parent as { kind?: Kind }).kind === Kind.OPERATION_DEFINITION || node.selections.some(isTypename)
          ? undefined
          : { ...node, selections: [...node.selections, TYPENAME] },
    }),
  );
