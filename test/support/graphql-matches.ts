import { Role } from '../../src/auth/principal';
import type { OracleFilter } from './oracle';
import { type Factor, FACTORS } from './oracle-values';
import type { GraphQlAnswer, TestServer } from './server';

// Jest's sandbox makes each look-up of a global slow.
const { abs, round } = Math;

/** Asking for matches as a client does, and reading the answer as the oracle would write it. */

export const SERVICE = { roles: [Role.SERVICE] };

export type Weights = Partial<Record<Factor, number>>;
export type MatchRequest = {
  handle: string;
  first?: number;
  after?: string | null;
  filter?: OracleFilter;
  weights?: Weights;
};
export type RawEdge = {
  cursor: string;
  rank: number;
  score: number;
  reasons: string[];
  node: { id: string };
  components: { factor: Factor; value: number; weight: number; contribution: number }[];
};
export type RawMatches = {
  edges: RawEdge[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  diagnostics: {
    skusConsidered: number;
    rowsExamined: number;
    exact: boolean;
    basis: { dimension: string; source: string }[];
  };
};

const VARIABLES = `$handle: String!, $first: Int, $after: String, $filter: MatchFilter, $weights: MatchWeightsInput`;
const ARGUMENTS = `first: $first, after: $after, filter: $filter, weights: $weights`;
const DIAGNOSTICS = `diagnostics { skusConsidered rowsExamined exact basis { dimension source } }`;

export const MATCHES = `query Matches(${VARIABLES}) { streamer(handle: $handle) { matches(${ARGUMENTS}) {
  edges { cursor rank score node { id } components { factor value weight contribution } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } ${DIAGNOSTICS} } } }`;

export const MATCHED_IDS = `query MatchedIds(${VARIABLES}) { streamer(handle: $handle) { matches(${ARGUMENTS}) {
  edges { cursor rank score node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  ${DIAGNOSTICS} } } }`;

export const MATCHES_WITH_REASONS = `query MatchesWithReasons(${VARIABLES}) { streamer(handle: $handle) {
  matches(${ARGUMENTS}) { edges { rank node { id } reasons } } } }`;

type MatchesData = { streamer: { matches: RawMatches | null } | null };

const camelCase = (factor: string): string =>
  factor.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const weightsInput = (weights?: Weights): Record<string, number> | undefined =>
  weights &&
  Object.fromEntries(Object.entries(weights).map(([factor, weight]) => [camelCase(factor), weight]));

export async function askForMatches(
  server: Pick<TestServer, 'query'>,
  { handle, first, after, filter, weights }: MatchRequest,
  options: { document?: string; headers?: Record<string, string> } = {},
): Promise<GraphQlAnswer<MatchesData>> {
  return server.query<MatchesData>(options.document ?? MATCHES, {
    variables: { handle, first, after, filter, weights: weightsInput(weights) },
    as: SERVICE,
    headers: options.headers,
  });
}

/** The matches of an answer that must be without errors. */
export async function matchesOf(
  server: Pick<TestServer, 'query'>,
  request: MatchRequest,
  options?: { document?: string; headers?: Record<string, string> },
): Promise<RawMatches> {
  const { data, errors } = await askForMatches(server, request, options);
  const matches = data?.streamer?.matches;
  if (errors || !matches) throw new Error(`${JSON.stringify(request)} → ${JSON.stringify(errors ?? data)}`);
  return matches;
}

/** The database's id in an opaque one. */
export const skuUuid = (nodeId: string): string => {
  const [type, uuid] = Buffer.from(nodeId, 'base64url').toString().split(':');
  if (type !== 'Sku' || !uuid) throw new Error(`Not the id of a SKU: ${nodeId}`);
  return uuid;
};

export const millionths = (value: number): number => {
  const rounded = round(value * 1_000_000);
  return abs(rounded / 1_000_000 - value) < 1e-12 ? rounded : NaN;
};

/** One match in one line, all numbers in millionths; `of` has value, weight and contribution of each factor. */
export const matchLine = (
  rank: number,
  id: string,
  score: number,
  of: (factor: Factor) => number[],
): string =>
  `#${rank} ${id} ${score} = ${FACTORS.map((factor) => `${factor} ${of(factor).join(' ')}`).join(', ')}`;

export const lineOfEdge = ({ node, rank, score, components }: RawEdge): string =>
  matchLine(rank, skuUuid(node.id), millionths(score), (wanted) =>
    components
      .filter(({ factor }) => factor === wanted)
      .flatMap(({ value, weight, contribution }) => [value, weight, contribution].map(millionths)),
  );
