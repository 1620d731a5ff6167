import { Kind, parse, type OperationDefinitionNode } from 'graphql';
import beltSkus from '../schema/operations/belt-skus.graphql';
import browseCatalogue from '../schema/operations/browse-catalogue.graphql';
import goodsStreamers from '../schema/operations/goods-streamers.graphql';
import streamerMatches from '../schema/operations/streamer-matches.graphql';
import type { Session } from './session';

export interface Example {
  name: string;
  /** Whose token it is asked with; undefined: nobody's. */
  role?: string;
  query: string;
  /** JSON for the variables editor; empty where the operation takes none. */
  variables: string;
}

/** The examples in the order of their tabs: the ranking first, where there is a streamer to ask as. */
export function examplesFor(session: Session): Example[] {
  const matches = example(streamerMatches, session, 'STREAMER');
  const catalogue = example(browseCatalogue, session);
  const belt = example(beltSkus, session, 'OPERATOR');
  const streamers = example(goodsStreamers, session, 'OPERATOR');
  const asStreamer = session.tokens.some(({ role }) => role === 'STREAMER');
  return asStreamer ? [matches, catalogue, belt, streamers] : [catalogue, matches, belt, streamers];
}

function example(query: string, session: Session, role?: string): Example {
  const operation = parse(query).definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  // Those that may be left out are left out: the page itself says what they are for.
  const required =
    operation?.variableDefinitions?.filter(({ type }) => type.kind === Kind.NON_NULL_TYPE) ?? [];
  const names = required.map(({ variable }) => variable.name.value);
  const values = Object.fromEntries(names.map((name) => [name, session.variables[name] ?? '']));
  return {
    name: operation?.name?.value ?? '',
    ...(role && { role }),
    query,
    variables: names.length ? JSON.stringify(values, null, 2) : '',
  };
}
