import { type DocumentNode, type FieldNode, Kind, parse, print, type SelectionNode, visit } from 'graphql';
import { HTTP_LIMITS } from '../config/limits';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const isTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD &&
  selection.name.value === '__typename' &&
  !selection.alias &&
  !selection.directives?.length;

const parsed = (text: string): DocumentNode =>
  parse(text, { noLocation: true, maxTokens: HTTP_LIMITS.maxTokens });

/**
 * A document as clients with a cache of objects send it: printed by graphql-js, with __typename at the end of each selection
 * but the operation's own. It is what @apollo/client makes of every document, and hashes.
 */
export const clientForm = (text: string): string =>
  print(
    visit(parsed(text), {
      SelectionSet: (node, _key, parent) =>
        (parent as { kind?: Kind }).kind === Kind.OPERATION_DEFINITION || node.selections.some(isTypename)
          ? undefined
          : { ...node, selections: [...node.selections, TYPENAME] },
    }),
  );

/**
 * What a document says, however it is written: without comments, spaces, and __typename, which clients add where they like.
 * @throws GraphQLError where it is no document, or too large
 */
export const essence = (text: string): string =>
  print(
    visit(parsed(text), {
      SelectionSet: (node) => ({ ...node, selections: node.selections.filter((one) => !isTypename(one)) }),
    }),
  );
