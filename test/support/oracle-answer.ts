import { lineOfEdge, matchesOf, matchLine, type MatchRequest, type RawEdge } from './graphql-matches';
import { contribution, type Oracle, type OracleRanking } from './oracle';
import { FACTORS } from './oracle-values';
import type { TestServer } from './server';

/** How many matches of a ranking are compared in full. */
const COMPARED = 60;

export const linesOf = ({ weights, matches }: OracleRanking, from: number, to: number): string[] =>
  matches.slice(from, to).map(({ id, score, values }, i) =>
    matchLine(from + i + 1, id, score, (factor) => {
      const [weight, value] = [weights[FACTORS.indexOf(factor)]!, values[FACTORS.indexOf(factor)]!];
      return [value, weight, contribution(weight, value)];
    }),
  );

type Answer = {
  request: MatchRequest;
  exact: boolean;
  considersEnough: boolean;
  readsNoRowTwice: boolean;
  hasNextPage: boolean;
  wrongSums: number;
  matches: string[];
};

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

const hasWrongSums = ({ score, components }: RawEdge): boolean =>
  Math.abs(sum(components.map((part) => part.contribution)) - score) > 1e-9 ||
  Math.abs(sum(components.map((part) => part.weight)) - 1) > 1e-9;

/** Asks over HTTP and by brute force; the request stands in both, so that a difference shows what it was asked by. */
export async function askBoth(
  server: Pick<TestServer, 'query'>,
  oracle: Oracle,
  request: MatchRequest,
): Promise<{ found: Answer; expected: Answer; rows: string }> {
  const { edges, diagnostics, pageInfo } = await matchesOf(server, { first: COMPARED, ...request });
  const ranking = oracle.rank(request.handle, request.filter, request.weights);
  return {
    found: {
      request,
      exact: diagnostics.exact,
      considersEnough: diagnostics.skusConsidered >= edges.length,
      // Under other weights a cell is read whole for its best rows, and again for what else reaches the last result.
      readsNoRowTwice:
        request.weights !== undefined || diagnostics.rowsExamined <= diagnostics.skusConsidered,
      hasNextPage: pageInfo.hasNextPage,
      wrongSums: edges.filter(hasWrongSums).length,
      matches: edges.map(lineOfEdge),
    },
    expected: {
      request,
      exact: true,
      considersEnough: true,
      readsNoRowTwice: true,
      hasNextPage: ranking.matches.length > COMPARED,
      wrongSums: 0,
      matches: linesOf(ranking, 0, COMPARED),
    },
    rows: `${diagnostics.rowsExamined}\t${diagnostics.skusConsidered}`,
  };
}
