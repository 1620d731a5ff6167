import { randomUUID } from 'node:crypto';
import { ANONYMOUS, Role } from '../../src/auth/principal';
import { HTTP_LIMITS } from '../../src/config/limits';
import { createContext } from '../../src/graphql/context';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';
import { StatementCounter } from '../support/statement-counter';
import { kindsOf } from '../support/statement-kinds';

const counter = new StatementCounter();
let server: TestServer;

beforeAll(async () => {
  // Statements are counted, not seconds: a machine that is shared may take longer than a client would wait.
  jest.replaceProperty<any, any>(HTTP_LIMITS, 'deadlineMs', 120_000);
  server = await startTestServer({ logger: counter });
  await server.app.streamerTable.current();
});
afterAll(() => closeHealthy(server));

async function ask(
  document: string,
  variables: Record<string, unknown> = {},
): Promise<{ data: any; statements: string[] }> {
  let data: any;
  const statements = await counter.during(async () => {
    const answer = await server.query(document, { variables, as: { roles: [Role.ADMIN] } });
    expect(answer.errors).toBeUndefined();
    data = answer.data;
  });
  return { data, statements: kindsOf(statements) };
}

const distinct = (values: string[]): number => new Set(values).size;

describe('the statements that a query sends', () => {
  it.each([1, 50])('for belts → suppliers → SKUs are four at %i rows a level', async (n) => {
    const { data, statements } = await ask(
      `query ($n: Int, $m: Int) {
        belts(first: $n) { nodes { suppliers(first: $n) { nodes { skus(first: $m) { nodes { title } } } } } }
      }`,
      // Five of each supplier's: more would only take longer.
      { n, m: Math.min(n, 5) },
    );
    const suppliers = data.belts.nodes.flatMap((belt: any) => belt.suppliers.nodes);
    const skus = suppliers.flatMap((supplier: any) => supplier.skus.nodes);
    expect(suppliers.length).toBeGreaterThanOrEqual(n);
    expect(skus.length).toBeGreaterThanOrEqual(n === 1 ? 1 : 1000);
    expect(statements).toEqual(['places belt', 'places supplier', 'rows supplier', 'places sku']);
  });

  it.each([1, 50])('for SKUs → supplier → quality components are two at %i rows', async (n) => {
    const { data, statements } = await ask(
      `query ($n: Int) {
        skus(first: $n) { nodes { title supplier { code quality { score components { metric } } } } }
      }`,
      { n },
    );
    const suppliers = data.skus.nodes.map(({ supplier }: any) => supplier);
    expect(suppliers).toHaveLength(n);
    expect(distinct(suppliers.map(({ code }: any) => code))).toBeGreaterThanOrEqual(n === 1 ? 1 : 20);
    expect(suppliers[0].quality.components.length).toBeGreaterThan(0);
    expect(statements).toEqual(['places sku', 'rows supplier_metric']);
  });

  it.each([1, 50])(
    'for a list’s length are one more a level at %i rows, and none where it is not asked for',
    async (n) => {
      const { statements } = await ask(
        `query ($n: Int) { suppliers(first: $n) { totalCount nodes { skus(first: 1) { totalCount pageInfo { endCursor } } } } }`,
        { n },
      );
      expect(statements.toSorted()).toEqual(
        ['places supplier', 'rows supplier', 'count supplier', 'places sku', 'count sku'].toSorted(),
      );
    },
  );

  it.each([1, 50])(
    'for a streamer → %i matches → supplier → belt are two, and the rounds of the ranking',
    async (n) => {
      const { data, statements } = await ask(
        `query ($n: Int) {
        streamer(handle: "yiwu-xiaomei") {
          matches(first: $n) { nodes { title supplier { code belt { name } } } diagnostics { rounds } }
        }
      }`,
        { n },
      );
      const { nodes, diagnostics } = data.streamer.matches;
      expect(nodes).toHaveLength(n);
      expect(statements).toEqual([
        // With the fan profile.
        'rows streamer',
        ...Array.from({ length: diagnostics.rounds }, () => 'probe'),
        // With their suppliers.
        'rows sku',
      ]);
      expect(diagnostics.rounds).toBeLessThanOrEqual(4);
    },
  );

  it('for the matches of one and of 20 streamers are the same, and probe for all of them at once', async () => {
    const document = `query ($n: Int) {
      streamers(first: $n, filter: { minFollowers: 1 }) {
        nodes { matches(first: 10) { nodes { title supplier { name } } diagnostics { rounds } } }
      }
    }`;
    for (const n of [1, 20]) {
      const { data, statements } = await ask(document, { n });
      const matches = data.streamers.nodes.map((streamer: any) => streamer.matches);
      expect(matches).toHaveLength(n);
      expect(matches.flatMap(({ nodes }: any) => nodes)).toHaveLength(10 * n);

      // The rounds of the one that needs most, not of each after the other.
      const rounds = Math.max(...matches.map(({ diagnostics }: any) => diagnostics.rounds));
      expect(rounds).toBeLessThanOrEqual(4);
      expect(statements).toEqual([
        'places streamer',
        'rows streamer',
        'rows fan_profile',
        ...Array.from({ length: rounds }, () => 'probe'),
        'rows sku',
      ]);
    }
  });

  describe.each([1, 20])('for what is said of SKUs to %i streamers', (n) => {
    const asked = async (selection: string): Promise<{ data: any; statements: string[] }> => {
      const { data } = await ask(
        '{ streamer(handle: "yiwu-xiaomei") { matches(first: 2) { nodes { id } } } }',
      );
      const [a, b] = data.streamer.matches.nodes.map(({ id }: any) => id);
      const answer = await ask(
        `query ($n: Int, $a: ID!, $b: ID!) { streamers(first: $n, filter: { minFollowers: 1 }) { nodes {
          a: matchOf(sku: $a) { ${selection} } b: matchOf(sku: $b, weights: { momentum: 1 }) { ${selection} }
        } } }`,
        { n, a, b },
      );
      expect(answer.data.streamers.nodes).toHaveLength(n);
      return answer;
    };
    const ONE_OF_EACH = ['places streamer', 'rows streamer', 'rows sku', 'rows fan_profile', 'rows sku'];

    it('are one of each kind, and no ranking where no rank is asked for', async () => {
      const { data, statements } = await asked('score eligible reasons exclusions { message } sku { title }');
      const scores = data.streamers.nodes.flatMap(({ a, b }: any) => [a.score, b.score]);
      expect(distinct(scores)).toBeGreaterThan(n);
      expect(statements).toEqual(ONE_OF_EACH);
    });

    it('are the rounds of one ranking more under each weights, for the rank and its absence together', async () => {
      const { data, statements } = await asked('rank rankAbsence');
      expect(data.streamers.nodes.every(({ a }: any) => (a.rank === null) !== (a.rankAbsence === null))).toBe(
        true,
      );
      const probes = statements.filter((kind) => kind === 'probe').length;
      expect(statements.filter((kind) => kind !== 'probe')).toEqual(ONE_OF_EACH);
      expect(probes).toBeGreaterThanOrEqual(2);
      // Two rankings of a thousand places each, whoever needs most rounds.
      expect(probes).toBeLessThanOrEqual(16);
    }, 120_000);

    it('are one at most for all counts of what was left out', async () => {
      const { data, statements } = await ask(
        `query ($n: Int) { streamers(first: $n, filter: { minFollowers: 1 }) { nodes { matches(first: 1) {
          diagnostics { rounds excluded { count } } } } } }`,
        { n },
      );
      const rounds = Math.max(...data.streamers.nodes.map(({ matches }: any) => matches.diagnostics.rounds));
      const counts = statements.filter((kind) => kind === 'count ineligible');
      expect(counts.length).toBeLessThanOrEqual(1);
      expect(statements.filter((kind) => kind === 'probe')).toHaveLength(rounds);
    });
  });

  it.each([1, 20])('for the streamers of %i SKUs are four: all else is in memory', async (n) => {
    const { data, statements } = await ask(
      // What is sold out is for nobody.
      `query ($n: Int) { skus(first: $n, filter: { minStock: 1 }) { nodes { streamerMatches(first: 5) {
        edges { score reasons sku { title } node { name homeBelt { name } } } } } } }`,
      { n },
    );
    const edges = data.skus.nodes.flatMap(({ streamerMatches }: any) => streamerMatches.edges);
    expect(edges.length).toBeGreaterThan(4 * n);
    expect(statements).toEqual(['places sku', 'goods', 'rows streamer', 'rows sku']);
  });

  it.each([1, 20])('for the streamers of %i suppliers are five, and one more for a text', async (n) => {
    const document = (filter: string): string =>
      `query ($n: Int) { suppliers(first: $n) { nodes { streamerMatches(first: 5 ${filter}) {
        edges { score reasons sku { title } node { name } } } } } }`;
    const whole = await ask(document(''), { n });
    const edges = whole.data.suppliers.nodes.flatMap(({ streamerMatches }: any) => streamerMatches.edges);
    expect(edges.length).toBeGreaterThan(4 * n);
    const forAll = ['places supplier', 'rows supplier', 'goods', 'rows streamer', 'rows sku'];
    expect(whole.statements).toEqual(forAll);

    const named = await ask(document(', filter: { text: "姐" }'), { n });
    expect(named.data.suppliers.nodes[0].streamerMatches.edges.length).toBeGreaterThan(0);
    expect(named.statements).toEqual([...forAll.slice(0, 3), 'names streamer', ...forAll.slice(3)]);
  });

  it.each([1, 50])('for what belts and suppliers list are one each at %i rows', async (n) => {
    const { data, statements } = await ask(
      `query ($n: Int) { belts(first: $n) { nodes {
        skuCount supplierCount priceRange { min { amount } }
        suppliers(first: $n) { nodes { skuCount priceRange { min { amount } max { amount } } } }
      } } }`,
      { n },
    );
    const suppliers = data.belts.nodes.flatMap((belt: any) => belt.suppliers.nodes);
    expect(suppliers.length).toBeGreaterThanOrEqual(n);
    expect(statements.toSorted()).toEqual(
      [
        'places belt',
        'totals belt',
        'rows catalogue_count',
        'places supplier',
        'rows supplier',
        'totals supplier',
      ].toSorted(),
    );
  });

  it.each([1, 50])('for the related goods of SKUs are two more at %i rows', async (n) => {
    const { data, statements } = await ask(
      `query ($n: Int) { skus(first: $n) { nodes { relatedSkus(first: 6) { title supplier { name } } } } }`,
      { n },
    );
    expect(data.skus.nodes.flatMap(({ relatedSkus }: any) => relatedSkus).length).toBeGreaterThanOrEqual(n);
    expect(statements).toEqual(['places sku', 'related', 'rows sku', 'rows supplier']);
  });

  it('for objects by id are one a type, however many ids', async () => {
    const lists = await ask(`{
      suppliers(first: 25) { nodes { id } } skus(first: 25) { nodes { id } }
      streamers(first: 25) { nodes { id } } belts(first: 25) { nodes { id } }
    }`);
    const idsOf = (list: { nodes: { id: string }[] }): string[] => list.nodes.map(({ id }) => id);
    const perType: string[][] = Object.values<any>(lists.data).map(idsOf);
    for (const n of [1, 25]) {
      const ids = perType.flatMap((of) => of.slice(0, n));
      const { data, statements } = await ask(
        `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Sku { supplier { id } } } }`,
        { ids },
      );
      expect(idsOf(data)).toEqual(ids);
      // The suppliers of the SKUs are one more, asked for when the SKUs are there.
      expect(statements.toSorted()).toEqual(
        ['rows supplier', 'rows sku', 'rows streamer', 'rows supplier'].toSorted(),
      );
    }
  });

  it.each(['sku', 'metrics'] as const)(
    'for more objects than a statement has room for parameters are one (%s)',
    async (name) => {
      const { loaders } = createContext(server.app, {
        principal: ANONYMOUS,
        language: 'en',
        origin: '',
      });
      const ids = Array.from({ length: 66_000 }, () => randomUUID());
      let found: unknown[] = [];
      const statements = await counter.during(async () => {
        found = await loaders[name].loadMany(ids);
      });
      expect(found.filter((value) => value instanceof Error)).toEqual([]);
      expect(found).toHaveLength(ids.length);
      expect(kindsOf(statements)).toHaveLength(1);
    },
  );

  it('for belts, categories, regions and price bands by name are none: they are in memory', async () => {
    const { data, statements } = await ask(`{
      belt(slug: "yiwu") { name region { name parent { name } } bases { name region { name } } }
      categories { name parent { name } children { name } }
      priceBands { code min { amount } }
      viewer { roles }
    }`);
    expect(data.categories.length).toBeGreaterThan(50);
    expect(statements).toEqual([]);
  });
});
