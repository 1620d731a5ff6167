import { MATCHES_WITH_REASONS, matchesOf } from '../support/graphql-matches';
import { Oracle } from '../support/oracle';
import { askBoth } from '../support/oracle-answer';
import { Random, randomFilter, WEIGHINGS } from '../support/oracle-random';
import { isTrue } from '../support/oracle-reasons';
import { startTestServer, type TestServer } from '../support/server';

/** Another seed tries other combinations; a failure prints the request itself, which says all. */
const SEED = Number(process.env.HEADWATER_ORACLE_SEED ?? 20_261);
const PER_WEIGHING = 23;

/** Much arithmetic; a machine that is shared may take several times as long as it should. */
jest.setTimeout(120_000);

let server: TestServer;
let oracle: Oracle;

beforeAll(async () => {
  server = await startTestServer({ template: 'demo' });
  // Every third or so, whosever it is.
  await server.database.dataSource.query(
    `UPDATE sku SET in_alliance = true WHERE mod(hashtext(id::text), 3) = 0`,
  );
  oracle = await Oracle.load(server.database.dataSource);
});
afterAll(async () => {
  await server?.close();
});

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
        const { found, expected, rows } = await askBoth(server, oracle, {
          handle,
          filter,
          weights: weigh(random),
        });
        expect(found).toEqual(expected);
        figures.push(`${name}\t${filter ? 'filtered' : 'whole'}\t${rows}`);
      }
    });
  }

  test('every streamer’s unfiltered ranking under default weights is the oracle’s', async () => {
    for (const { handle } of oracle.data.streamers) {
      const { found, expected, rows } = await askBoth(server, oracle, { handle });
      expect(found).toEqual(expected);
      figures.push(`default\twhole\t${rows}`);
    }
  });

  test.each(['zh-CN', 'en'] as const)(
    'in %s, every reason is true of the good it stands beside',
    async (language) => {
      const categories: { number: number; name: string; name_en: string }[] =
        await server.database.dataSource.query('SELECT number, name, name_en FROM category');
      const names = new Map(categories.map((c) => [c.number, language === 'en' ? c.name_en : c.name]));
      const headers = { 'accept-language': language };
      let said = 0;
      for (const { handle, session_demand } of oracle.data.streamers.filter((_, i) => i % 3 === 0)) {
        const request = { handle, first: 40 };
        const { edges } = await matchesOf(server, request, { document: MATCHES_WITH_REASONS, headers });
        const { matches } = oracle.rank(handle);
        const untrue = edges.flatMap(({ reasons, rank }) => {
          const match = matches[rank - 1]!;
          const facts = {
            match,
            categoryName: names.get(match.sku.category)!,
            sessionDemand: session_demand,
          };
          return reasons.filter((reason) => !isTrue(reason, language, facts));
        });
        expect({ handle, untrue }).toEqual({ handle, untrue: [] });
        expect(
          edges.every(({ reasons }) => reasons.length <= 4 && new Set(reasons).size === reasons.length),
        ).toBe(true);
        said += edges.reduce((sum, { reasons }) => sum + reasons.length, 0);
      }
      // A page without a word of explanation would pass all of the above.
      expect(said).toBeGreaterThan(1_000);
    },
  );

  test('nothing went wrong inside', () => {
    expect(server.faults).toEqual([]);
  });
});
