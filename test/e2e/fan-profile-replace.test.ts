import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { startServerOn } from '../support/graphql-server';
import { OPERATOR } from '../support/imports';
import { insertRow, insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';
import { sendUpdate, update } from '../support/updates';

const ADMIN: Claims = { roles: [Role.ADMIN] };
const SERVICE: Claims = { roles: [Role.SERVICE] };
let server: TestServer;
let supplier: SupplierRow;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  supplier = await insertSupplier(server.database.dataSource, { name: '晨光文具厂' });
});
afterAll(() => closeHealthy(server));

const refusal = async (...of: Parameters<typeof sendUpdate>): Promise<string[]> =>
  ((await sendUpdate(...of)).errors ?? []).map(({ extensions }) => extensions.code);

describe('fanProfileReplace', () => {
  const streamerOf = async (handle: string): Promise<{ id: string; streamer: string; as: Claims }> => {
    const { id } = await insertStreamer(server.database.dataSource, { handle });
    return { id, streamer: toNodeId('Streamer', id), as: { roles: [Role.STREAMER], streamer: handle } };
  };
  const WHOLE = {
    genders: [
      { key: 'MALE', share: 0.3333 },
      { key: 'FEMALE', share: 0.6667 },
    ],
    ages: [{ key: 'AGE_24_30', share: 1 }],
    regions: [
      { key: '330000', share: 0.25 },
      { key: '440000', share: 0.75 },
    ],
    priceBands: [] as { key: string; share: number }[],
    categories: [
      { key: 'dresses', share: 0.3 },
      { key: 'skirts', share: 0.7 },
    ],
    sampleSize: 500,
  };

  it('keeps what is said, and forgets what is not', async () => {
    const { id, streamer, as } = await streamerOf('replaces');
    await insertRow(server.database.dataSource, 'fan_profile', {
      streamer_id: id,
      category_price_band_shares: JSON.stringify({ 3: [1_000_000] }),
    });
    const first = await update(
      server,
      'fanProfileReplace',
      { streamer, expectedVersion: 1, ...WHOLE },
      { as },
    );
    expect(first).toEqual({
      userErrors: [],
      fanProfile: {
        version: 2,
        sampleSize: 500,
        genders: [
          { gender: 'FEMALE', share: 0.6667 },
          { gender: 'MALE', share: 0.3333 },
        ],
        ages: ['UNDER_18', 'AGE_18_23', 'AGE_24_30', 'AGE_31_40', 'AGE_41_49', 'AGE_50_PLUS'].map((age) => ({
          age,
          share: age === 'AGE_24_30' ? 1 : 0,
        })),
        regions: [
          { region: { code: '440000' }, share: 0.75 },
          { region: { code: '330000' }, share: 0.25 },
        ],
        priceBands: [],
        categories: [
          { category: { slug: 'skirts' }, share: 0.7 },
          { category: { slug: 'dresses' }, share: 0.3 },
        ],
        categoryPriceBands: [],
      },
    });
    const second = await update(server, 'fanProfileReplace', { streamer, sampleSize: 1 }, { as });
    expect(second.fanProfile).toMatchObject({
      version: 3,
      sampleSize: 1,
      genders: [],
      regions: [],
      categories: [],
    });
  });

  it.each<[string, object, string[], string]>([
    [
      'an unknown key',
      { categories: [{ key: 'nothing', share: 1 }] },
      ['categories', '0', 'key'],
      'NOT_FOUND',
    ],
    ['a city', { regions: [{ key: '330100', share: 1 }] }, ['regions', '0', 'key'], 'NOT_FOUND'],
    [
      'a key twice',
      {
        genders: [
          { key: 'MALE', share: 0.5 },
          { key: 'MALE', share: 0.5 },
        ],
      },
      ['genders', '1', 'key'],
      'INVALID',
    ],
    ['a sum below 1', { ages: [{ key: 'AGE_18_23', share: 0.99 }] }, ['ages'], 'INVALID'],
    ['a negative sample', { sampleSize: -1 }, ['sampleSize'], 'INVALID'],
  ])('is refused with %s', async (what, input, path, code) => {
    const { streamer, as } = await streamerOf(`wrong-${what.replaceAll(' ', '-')}`);
    const payload = await update(server, 'fanProfileReplace', { streamer, ...input }, { as });
    expect(payload).toMatchObject({ fanProfile: null, userErrors: [{ field: ['input', ...path], code }] });
  });

  it('is for the streamer themselves and the trusted', async () => {
    const { streamer, as } = await streamerOf('themselves');
    for (const who of [as, SERVICE, ADMIN])
      expect((await update(server, 'fanProfileReplace', { streamer }, { as: who })).userErrors).toEqual([]);
    for (const who of [OPERATOR, { roles: [Role.STREAMER], streamer: 'another' }]) {
      expect(await refusal(server, 'fanProfileReplace', { streamer }, { as: who })).toEqual(['FORBIDDEN']);
      // Nor is it told who exists.
      const nobody = { streamer: toNodeId('Streamer', supplier.id) };
      expect(await refusal(server, 'fanProfileReplace', nobody, { as: who })).toEqual(['FORBIDDEN']);
    }
  });

  it('is what matches go by at once, and what goods find streamers by, here and in another process', async () => {
    const other = await startServerOn(server.database);
    const { streamer, as } = await streamerOf('new-taste');
    const row = await insertSupplier(server.database.dataSource);
    const [{ number }] = await server.database.dataSource.query(
      `SELECT number FROM category WHERE slug = 'skirts'`,
    );
    const skirt = await insertSku(server.database.dataSource, row, {
      title: '半裙',
      category_number: number,
    });
    await server.app.matching.sync.refresh();
    const affinity = async (at: Pick<TestServer, 'query'>): Promise<number[]> => {
      const { data } = await at.query(
        `{ node(id: "${toNodeId('Sku', skirt.id)}") { ... on Sku { streamerMatches(first: 100) {
             edges { node { handle } components { factor value } } } } }
           streamer(handle: "new-taste") { matches(filter: { categories: ["skirts"] }) {
             edges { components { factor value } } } } }`,
        { as: SERVICE },
      );
      const edges = [
        data.node.streamerMatches.edges.find(({ node }: any) => node.handle === 'new-taste'),
        data.streamer.matches.edges[0],
      ];
      // Another process may not know the goods yet.
      return edges.map(
        (edge) => edge?.components.find(({ factor }: any) => factor === 'CATEGORY_AFFINITY').value,
      );
    };
    await update(
      server,
      'fanProfileReplace',
      { streamer, categories: [{ key: 'skirts', share: 1 }] },
      { as },
    );
    const high = await affinity(server);
    expect(high[0]).toBe(high[1]);
    await update(
      server,
      'fanProfileReplace',
      { streamer, categories: [{ key: 'jadeite-bangles', share: 1 }] },
      { as },
    );
    const low = await affinity(server);
    expect(low[0]).toBe(low[1]);
    expect(low[0]).toBeLessThan(high[0]!);
    const knows = async (): Promise<boolean> => String(await affinity(other)) === String(low);
    await until(knows, 'the other process knows', 2_000);
    await other.close();
  });
});
