import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import {
  type AccessWorld,
  ASKERS,
  BELT,
  codesOf,
  OTHER_BELT,
  SECRETS,
  startAccessWorld,
  TABLE,
  textOf,
  told,
  verdictOf,
} from '../support/access-world';
import { closeHealthy } from '../support/healthy';
import type { GraphQlAnswer } from '../support/server';

let world: AccessWorld;
const ask: AccessWorld['ask'] = (...of) => world.ask(...of);

beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => closeHealthy(world.server));

/** What is answered to one of several root fields. */
const partOf = ({ data, errors }: GraphQlAnswer, name: string): GraphQlAnswer => {
  const own = errors?.filter(({ path }) => path?.[0] === name) ?? [];
  return { data: data[name], ...(own.length > 0 ? { errors: own } : {}) };
};

describe('the terms of a SKU: supply price, commission and stock', () => {
  const FIELDS = [
    ['supplyPrice', 'supplyPrice { amount }', SECRETS.supplyPrice],
    ['commissionRate', 'commissionRate', SECRETS.commissionRate],
    ['stock', 'stock', SECRETS.stock],
  ] as const;

  /** Every way to the SKU; FIELD stands for what is asked of it. */
  const WAYS = [
    'skus(filter: $own) { nodes { FIELD } }',
    'skus(filter: $own) { edges { node { FIELD } } }',
    'node(id: $sku) { ... on Sku { FIELD } }',
    'nodes(ids: [$sku]) { ... on Sku { FIELD } }',
    'belt(slug: "yiwu") { skus { nodes { FIELD } } }',
    'belts(last: 100) { nodes { skus(filter: $own) { edges { node { FIELD } } } } }',
    'node(id: $belt) { ... on Belt { suppliers { nodes { skus { nodes { FIELD } } } } } }',
    'suppliers(filter: { text: "OWN" }) { nodes { skus { nodes { FIELD } } } }',
    'node(id: $supplier) { ... on Supplier { skus { edges { node { FIELD } } } } }',
    'node(id: $sku) { ... on Sku { supplier { skus { nodes { FIELD } } } } }',
    'node(id: $sku) { ... on Sku { belt { skus { nodes { FIELD } } } } }',
  ];

  describe.each(ASKERS)('for %s', (asker) => {
    it.each(WAYS)('are as the table says by %s', async (way) => {
      // Each field on a way of its own, so that what is refused of one does not hide another.
      const ways = FIELDS.map(([field, selection]) => `${field}: ${way.replace('FIELD', selection)}`);
      const answer = await ask(
        asker,
        `query ($own: SkuFilter, $sku: ID!, $belt: ID!, $supplier: ID!) {
          ${ways.join('\n')}
          used: nodes(ids: [$sku, $belt, $supplier]) { id }
          too: skus(filter: $own) { totalCount }
        }`,
        { own: { suppliers: [world.ids.supplier] }, ...world.ids },
      );
      for (const [field, , shown] of FIELDS) {
        expect(verdictOf(partOf(answer, field), shown)).toBe(told(TABLE[asker].terms, field));
      }
    });
  });

  it('are not given through matches by someone else’s', async () => {
    const document = '{ streamer(handle: "own") { matches { nodes { title } edges { node { stock } } } } }';
    const answers = await Promise.all(
      ASKERS.map(async (asker) => [asker, await ask(asker, document)] as const),
    );
    for (const [asker, answer] of answers) {
      // The streamer's terms are there to be seen, the way to them is not: it is the verdict on matches that counts.
      const path = TABLE[asker].card === 'data' ? 'matches' : 'streamer';
      expect(verdictOf(answer, SECRETS.stock)).toBe(told(TABLE[asker].fans, path));
    }
  });

  it('refuse one SKU of a list without giving away the others’', async () => {
    const answer = await ask('the supplier', '{ skus { nodes { title stock } } }');
    expect(codesOf(answer)).toContain('FORBIDDEN');
    expect(answer.data.skus).toBeNull();
  });

  it('add up where someone has several roles', async () => {
    const roles = {
      roles: [Role.SUPPLIER, Role.OPERATOR],
      supplier: world.supplier,
      belts: [OTHER_BELT.slug],
    };
    const answer = await world.server.query('{ skus { nodes { stock } } }', { as: roles });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.skus.nodes).toHaveLength(2);
  });

  it.each([
    ['a supplier named in the token of an operator', { roles: [Role.OPERATOR], supplier: 'OWN' }],
    ['a belt named in the token of a supplier', { roles: [Role.SUPPLIER], belts: [BELT.slug] }],
    ['a streamer named in the token of a supplier', { roles: [Role.SUPPLIER], streamer: 'own' }],
    ['no supplier in the token of a supplier', { roles: [Role.SUPPLIER] }],
    ['no belts in the token of an operator', { roles: [Role.OPERATOR] }],
    [
      'a role that is none',
      { roles: ['toString', 'constructor', 'admin', 'ROOT'] as never[], belts: [BELT.slug] },
    ],
    ['no role', { roles: [], belts: [BELT.slug], supplier: 'OWN', streamer: 'own' }],
  ] as [string, Claims][])('are not opened by %s', async (_what, token) => {
    const as = { ...token, ...(token.supplier ? { supplier: world.supplier } : {}) };
    const answer = await world.server.query('query ($id: ID!) { node(id: $id) { ... on Sku { stock } } }', {
      as,
      variables: { id: world.ids.sku },
    });
    expect(['UNAUTHENTICATED', 'FORBIDDEN']).toContain(codesOf(answer)[0]);
    expect(textOf(answer)).not.toContain(String(SECRETS.stock));
  });
});

describe('a streamer’s card and fans', () => {
  const CARD = [
    ['followerCount', 'followerCount', SECRETS.followers],
    ['name', 'name', '本主播'],
    ['handle', 'handle', 'own'],
    ['niche', 'niche { slug }', 'dresses'],
    ['homeBelt', 'homeBelt { slug }', BELT.slug],
  ] as const;
  const FANS = [
    ['fanProfile', 'fanProfile { sampleSize }', SECRETS.orders],
    ['matches', 'matches(first: 1) { edges { score node { title } } }', '众人可见的货品'],
  ] as const;
  const FIELDS = [
    ...CARD.map((field) => ['card', ...field] as const),
    ...FANS.map((field) => ['fans', ...field] as const),
  ];

  it.each(ASKERS)('are as the table says for %s where it is asked why a SKU is matched', async (asker) => {
    for (const [way, path] of [
      ['streamer(handle: "own") { FIELD }', 'streamer'],
      ['node(id: $streamer) { ... on Streamer { FIELD } }', 'node'],
    ] as const) {
      const field = 'matchOf(sku: $sku) { score sku { title } components { value } rank }';
      const answer = await ask(
        asker,
        `query ($sku: ID!, $streamer: ID!) { ${way.replace('FIELD', field)} used: nodes(ids: [$sku, $streamer]) { id } }`,
        world.ids,
      );
      const own = partOf(answer, path);
      const stopped = path === 'node' ? 'NOT_FOUND at node' : told(TABLE[asker].card, 'streamer');
      const expected = TABLE[asker].card === 'data' ? told(TABLE[asker].fans, 'matchOf') : stopped;
      expect(verdictOf(own, '众人可见的货品')).toBe(expected);
    }
  });

  it.each(ASKERS)('are as the table says for %s by handle', async (asker) => {
    for (const [column, field, selection, shown] of FIELDS) {
      const answer = await ask(asker, `{ streamer(handle: "own") { ${selection} } }`);
      const stoppedAt = TABLE[asker].card === 'data' ? field : 'streamer';
      expect(verdictOf(answer, shown)).toBe(told(TABLE[asker][column], stoppedAt));
    }
  });

  it.each(ASKERS)(
    'are as the table says for %s by node id, where what one may not see does not exist',
    async (asker) => {
      const way = async (selection: string): Promise<GraphQlAnswer> =>
        ask(asker, `query ($id: ID!) { node(id: $id) { ... on Streamer { ${selection} } } }`, {
          id: world.ids.streamer,
        });
      for (const [column, field, selection, shown] of FIELDS) {
        const answer = await way(selection);
        const seen = TABLE[asker].card === 'data';
        expect(verdictOf(answer, shown)).toBe(seen ? told(TABLE[asker][column], field) : 'NOT_FOUND at node');
      }
    },
  );

  it.each(ASKERS)('are as the table says for %s in the list of streamers', async (asker) => {
    for (const [column, field, selection, shown] of FIELDS) {
      for (const way of [`nodes { ${selection} }`, `edges { node { ${selection} } }`]) {
        const answer = await ask(asker, `{ streamers(filter: { minFollowers: 1 }) { ${way} } }`);
        const stoppedAt = TABLE[asker].card === 'data' ? field : 'streamers';
        // Another streamer's list is their own: nobody else is in it.
        expect(verdictOf(answer, shown)).toBe(
          asker === 'another streamer' ? 'nothing' : told(TABLE[asker][column], stoppedAt),
        );
      }
    }
  });

  it('are in a streamer’s own list and length of it, and nobody else’s', async () => {
    const list = '{ streamers { totalCount nodes { handle } pageInfo { hasNextPage hasPreviousPage } } }';
    for (const [asker, handle] of [
      ['the streamer', 'own'],
      ['another streamer', 'other'],
    ] as const) {
      expect((await ask(asker, list)).data.streamers).toEqual({
        totalCount: 1,
        nodes: [{ handle }],
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
      });
    }
    expect((await ask('an operator of another belt', list)).data.streamers.totalCount).toBe(2);
  });

  it('are what the viewer is, and of nobody but the viewer', async () => {
    const viewer = '{ viewer { roles streamer { handle fanProfile { sampleSize } } belts { slug } } }';
    expect(await ask('nobody', viewer)).toEqual({ data: { viewer: null } });
    expect((await ask('the streamer', viewer)).data.viewer).toEqual({
      roles: ['STREAMER'],
      streamer: { handle: 'own', fanProfile: { sampleSize: SECRETS.orders } },
      belts: [],
    });
    expect((await ask('an operator of the belt', viewer)).data.viewer).toEqual({
      roles: ['OPERATOR'],
      streamer: null,
      belts: [{ slug: 'yiwu' }],
    });
    const supplierWithHandle = { roles: [Role.SUPPLIER], streamer: 'own', belts: ['yiwu'] };
    expect((await world.server.query(viewer, { as: supplierWithHandle })).data.viewer).toEqual({
      roles: ['SUPPLIER'],
      streamer: null,
      belts: [],
    });
  });

  it('are refused alike whether or not there is such a streamer', async () => {
    for (const asker of ['nobody', 'another streamer', 'the supplier'] as const) {
      const [there, notThere] = await Promise.all(
        ['own', 'no-such-handle'].map((handle) =>
          ask(asker, 'query ($handle: String!) { streamer(handle: $handle) { name } }', { handle }),
        ),
      );
      expect(there).toEqual(notThere);
    }
  });
});
