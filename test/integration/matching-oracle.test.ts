import {
  lineOfEdge,
  matchesOf,
  matchLine,
  type MatchRequest,
  type RawEdge,
} from '../support/graphql-matches';
import { contribution, Oracle, type OracleRanking } from '../support/oracle';
import { Random, randomFilter, WEIGHINGS } from '../support/oracle-random';
import { FACTORS } from '../support/oracle-values';
import { startTestServer, type TestServer } from '../support/server';

/** Another seed tries other combinations; a failure prints the request itself, which says all. */
const SEED = Number(process.env.HEADWATER_ORACLE_SEED ?? 20_261);
const PER_WEIGHING = 25;
const COMPARED = 60;

let server: TestServer;
let oracle: Oracle;

beforeAll(async () => {
  server = await startTestServer({ template: 'demo' });
  oracle = await Oracle.load(server.database.dataSource);
});
afterAll(async () => {
  await server?.close();
});

const linesOf = ({ weights, matches }: OracleRanking, from: number, to: number): string[] =>
  matches.slice(from, to).map(({ id, score, values }, i) =>
    matchLine(from + i + 1, id, score, (factor) => {
      const [weight, value] = [weights[FACTORS.indexOf(factor)]!, values[FACTORS.indexOf(factor)]!];
      return [value, weight, contribution(weight, value)];
    }),
  );

type Answer = {
  request: MatchRequest;
  exact: boolean;
  hasNextPage: boolean;
  wrongSums: number;
  matches: string[];
};

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

const hasWrongSums = ({ score, components }: RawEdge): boolean =>
  Math.abs(sum(components.map((part) => part.contribution)) - score) > 1e-9 ||
  Math.abs(sum(components.map((part) => part.weight)) - 1) > 1e-9;

/** Asks over HTTP and by brute force; the request stands in both, so that a difference shows what it was asked by. */
async function askBoth(request: MatchRequest): Promise<{ found: Answer; expected: Answer; rows: string }> {
  const { edges, diagnostics, pageInfo } = await matchesOf(server, { first: COMPARED, ...request });
  const ranking = oracle.rank(request.handle, request.filter, request.weights);
  // A page cannot hold more goods than were ranked.
  expect(diagnostics.skusConsidered).toBeGreaterThanOrEqual(edges.length);
  return {
    found: {
      request,
      exact: diagnostics.exact,
      hasNextPage: pageInfo.hasNextPage,
      wrongSums: edges.filter(hasWrongSums).length,
      matches: edges.map(lineOfEdge),
    },
    expected: {
      request,
      exact: true,
      hasNextPage: ranking.matches.length > COMPARED,
      wrongSums: 0,
      matches: linesOf(ranking, 0, COMPARED),
    },
    rows: `${diagnostics.rowsExamined}\t${diagnostics.skusConsidered}`,
  };
}

describe('on the demo catalogue, with random filters', () => {
  const figures: string[] = [];
  afterAll(() => {
    if (process.env.HEADWATER_FIGURES) process.stdout.write(`${figures.join('\n')}\n`);
  });

  for (const [index, [name, weigh]] of Object.entries(WEIGHINGS).entries()) {
    test(`weights ${name}: the ranking is the oracle’s`, async () => {
      const random = new Random(SEED * 100 + index);
      for (let i = 0; i < PER_WEIGHING; i++) {
        // In turn, so that all forty are met under few weighings.
        const { handle } = oracle.data.streamers[(index * PER_WEIGHING + i) % oracle.data.streamers.length]!;
        const filter = randomFilter(oracle, random);
        const { found, expected, rows } = await askBoth({ handle, filter, weights: weigh(random) });
        expect(found).toEqual(expected);
        figures.push(`${name}\t${filter ? 'filtered' : 'whole'}\t${rows}`);
      }
    });
  }

  test('every streamer’s unfiltered ranking under default weights is the oracle’s', async () => {
    for (const { handle } of oracle.data.streamers) {
      const { found, expected, rows } = await askBoth({ handle });
      expect(found).toEqual(expected);
      figures.push(`default\twhole\t${rows}`);
    }
  });

  test('nothing went wrong inside', () => {
    expect(server.faults).toEqual([]);
  });
});
