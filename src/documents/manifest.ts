import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { clientForm } from './client-form';
import { sha256 } from './known-documents';

/** What tools of clients read: the format of @apollo/generate-persisted-query-manifest. */
export type Manifest = {
  format: 'apollo-persisted-query-manifest';
  version: 1;
  operations: { id: string; name: string; type: string; body: string }[];
};

export const manifestOf = (texts: readonly string[]): Manifest => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: texts.map((text) => {
    const body = clientForm(text);
    const { name, operation } = operationOf(body);
    return { id: sha256(body), name: name!.value, type: operation, body };
  }),
});

const operationOf = (text: string): OperationDefinitionNode =>
  parse(text).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)!;
