import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { matchLine, millionths, SERVICE, skuUuid, type Weights, weightsInput } from './graphql-matches';
import type { OracleStreamerFilter, OracleStreamerRanking } from './oracle-streamers';
import { contribution } from './oracle';
import { type Factor, FACTORS } from './oracle-values';
import type { GraphQlAnswer, TestServer } from './server';

/** Asking for the streamers whom goods suit as a client does, and reading the answer as the oracle would write it. */

export type StreamerMatchRequest = {
  /** Database ids. */
  sku?: string;
  supplier?: string;
  first?: number;
  after?: string | null;
  filter?: OracleStreamerFilter;
  weights?: Weights;
};

export type RawStreamerEdge = {
  cursor: string;
  rank: number;
  score: number;
  reasons: string[];
  node: { id: string; handle: string };
  sku: { id: string };
  components: { factor: Factor; value: number; weight: number; contribution: number }[];
};

export type RawStreamerMatches = {
  edges: RawStreamerEdge[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  diagnostics: {
    skusConsidered: number;
    streamersConsidered: number;
    streamersScored: number;
    exact: boolean;
  };
};

const document = (edge: string): string => `query StreamerMatches($id: ID!, $first: Int, $after: String,
  $filter: StreamerFilter, $weights: MatchWeightsInput) {
  node(id: $id) { ... on Sku { streamerMatches(first: $first, after: $after, filter: $filter, weights: $weights) { ...page } }
                  ... on Supplier { streamerMatches(first: $first, after: $after, filter: $filter, weights: $weights) { ...page } } } }
  fragment page on StreamerMatchConnection { edges { ${edge} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    diagnostics { skusConsidered streamersConsidered streamersScored exact } }`;

export const STREAMER_MATCHES = document(
  'cursor rank score node { id handle } sku { id } components { factor value weight contribution }',
);
export const STREAMER_PLACES = document('cursor rank score node { id handle } sku { id }');
export const STREAMER_REASONS = document('rank node { id handle } sku { id } reasons');

type Options = { document?: string; headers?: Record<string, string>; as?: Claims };

export function askForStreamers(
  server: Pick<TestServer, 'query'>,
  { sku, supplier, weights, ...rest }: StreamerMatchRequest,
  { document: asked = STREAMER_MATCHES, headers, as = SERVICE }: Options = {},
): Promise<GraphQlAnswer<{ node: { streamerMatches: RawStreamerMatches | null } | null } | null>> {
  const id = sku ? toNodeId('Sku', sku) : toNodeId('Supplier', supplier!);
  return server.query(asked, { variables: { id, ...rest, weights: weightsInput(weights) }, as, headers });
}

/** The streamers of an answer that must be without errors. */
export async function streamersFor(
  server: Pick<TestServer, 'query'>,
  request: StreamerMatchRequest,
  options?: Options,
): Promise<RawStreamerMatches> {
  const { data, errors } = await askForStreamers(server, request, options);
  const matches = data?.node?.streamerMatches;
  if (errors || !matches) throw new Error(`${JSON.stringify(request)} → ${JSON.stringify(errors ?? data)}`);
  return matches;
}

/** One edge in one line, all numbers in millionths. */
export const lineOfStreamerEdge = ({ node, sku, rank, score, components }: RawStreamerEdge): string =>
  matchLine(rank, `${node.handle} ${skuUuid(sku.id)}`, millionths(score), (wanted) =>
    components
      .filter(({ factor }) => factor === wanted)
      .flatMap(({ value, weight, contribution: added }) => [value, weight, added].map(millionths)),
  );

export const linesOfStreamers = (
  { weights, suited }: OracleStreamerRanking,
  from: number,
  to: number,
): string[] =>
  suited.slice(from, to).map(({ streamer, sku, score, values }, i) =>
    matchLine(from + i + 1, `${streamer.handle} ${sku.id}`, score, (factor) => {
      const [weight, value] = [weights[FACTORS.indexOf(factor)]!, values[FACTORS.indexOf(factor)]!];
      return [value, weight, contribution(weight, value)];
    }),
  );
