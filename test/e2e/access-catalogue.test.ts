import { Role } from '../../src/auth/principal';
import {
  type AccessWorld,
  type Asker,
  ASKERS,
  codesOf,
  INSIDERS,
  SECRETS,
  startAccessWorld,
  STRANGERS,
  TABLE,
  textOf,
} from '../support/access-world';
import { closeHealthy } from '../support/healthy';

let world: AccessWorld;
const ask: AccessWorld['ask'] = (...of) => world.ask(...of);

beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => closeHealthy(world.server));

/** The value at the end of a path such as ['skus', 'nodes', 0, 'stock']. */
const at = (value: any, path: readonly (string | number)[]): unknown =>
  path.reduce((found, key) => found?.[key], value);

describe('the catalogue', () => {
  it.each(ASKERS)('is open to %s', async (asker) => {
    const answer = await ask(
      asker,
      `query ($sku: ID!, $supplier: ID!) {
        belts { totalCount nodes { slug name kind region { name } bases { slug } } }
        categories { slug parent { slug } children { slug } }
        priceBands { code min { amount } max { amount } }
        suppliers { nodes { code name kind status quality { score components { metric observed } } belt { slug } } }
        skus { totalCount nodes { title livePrice { amount currency } marketPrice { amount } priceBand { code }
          provenance guarantees status version updatedAt salesTotal description imageUrls attributes { name value }
          category { slug } audience { name genders { share } ages { share } }
          shipping { name dispatchHours freeProvinces { name } } } }
        node(id: $sku) { id ... on Sku { supplier { name } } }
        nodes(ids: [$supplier]) { id ... on Supplier { skus { nodes { id } } } }
      }`,
      world.ids,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.skus.totalCount).toBe(2);
    expect(answer.data.nodes[0].skus.nodes).toEqual([{ id: world.ids.sku }]);
    expect(answer.data.suppliers.nodes.map(({ code }: any) => code).toSorted()).toEqual(['OTHER', 'OWN']);
  });

  const NODE = 'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }';

  it.each(STRANGERS)('hides from %s by node id what is not in it, as if it did not exist', async (asker) => {
    for (const { id } of world.hidden) {
      const [type] = Buffer.from(id, 'base64url').toString().split(':');
      const nobodys = Buffer.from(`${type}:00000000-0000-4000-8000-000000000000`).toString('base64url');
      const [answer, unknown] = await Promise.all([id, nobodys].map((of) => ask(asker, NODE, { id: of })));
      expect(codesOf(answer!)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
      // But for the id itself, which stands in the message.
      expect(textOf(answer!).replaceAll(id, 'ID')).toBe(textOf(unknown!).replaceAll(nobodys, 'ID'));
    }
  });

  it.each(INSIDERS)('hides nothing of theirs from %s by node id', async (asker) => {
    const own =
      asker === 'the supplier'
        ? world.hidden.filter(({ what }) => /draft|delisted/.test(what))
        : world.hidden;
    for (const { id } of own) {
      expect(await ask(asker, NODE, { id })).toEqual({ data: { node: { id }, nodes: [{ id }] } });
    }
  });

  it.each(ASKERS)('has in no list, count or search of %s what is not in it', async (asker) => {
    const answer = await ask(
      asker,
      `query ($supplier: ID!, $belt: ID!) {
        skus { totalCount nodes { title } }
        search: skus(filter: { text: "藏着" }) { totalCount nodes { title } }
        suppliers { totalCount nodes { name } }
        frozen: suppliers(filter: { text: "ICE" }) { totalCount nodes { name } }
        belt(slug: "yiwu") { skus { totalCount nodes { title } } suppliers { totalCount nodes { name } } }
        own: node(id: $supplier) { ... on Supplier { skus { totalCount nodes { title } } } }
        bought: skus(filter: { belts: ["yiwu"] }) { edges { node { supplier { name } } } }
        node(id: $belt) { id }
      }`,
      world.ids,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      skus: { totalCount: 2 },
      search: { totalCount: 0, nodes: [] },
      suppliers: { totalCount: 2 },
      frozen: { totalCount: 0, nodes: [] },
      belt: { skus: { totalCount: 1 }, suppliers: { totalCount: 1 } },
      own: { skus: { totalCount: 1 } },
    });
    for (const { text } of world.hidden) expect(textOf(answer)).not.toContain(text);
  });

  it('has in no ranking what is not in it', async () => {
    for (const asker of ['the streamer', 'an admin'] as const) {
      const { data } = await ask(
        asker,
        '{ streamer(handle: "own") { matches(first: 100) { nodes { title } } } }',
      );
      expect(data.streamer.matches.nodes.map(({ title }: any) => title).toSorted()).toEqual([
        '众人可见的货品',
        '别家的货品',
      ]);
    }
  });
});

describe('why a SKU is matched or not', () => {
  const WHY = `query ($id: ID!) { streamer(handle: "own") { matchOf(sku: $id) {
    eligible exclusions { reason } score sku { title } } } }`;
  const skus = () => world.hidden.filter(({ what }) => /SKU|draft/.test(what));

  it('is told to a streamer of nothing that is not in the catalogue, as if it did not exist', async () => {
    const nobodys = Buffer.from('Sku:00000000-0000-4000-8000-000000000000').toString('base64url');
    const unknown = await ask('the streamer', WHY, { id: nobodys });
    expect(codesOf(unknown)).toEqual(['NOT_FOUND']);
    expect(skus()).toHaveLength(3);
    for (const { id } of skus()) {
      const answer = await ask('the streamer', WHY, { id });
      expect(textOf(answer).replaceAll(id, 'ID')).toBe(textOf(unknown).replaceAll(nobodys, 'ID'));
    }
  });

  it.each(['an admin', 'a service'] as const)('is told to %s of everything', async (asker) => {
    const told = await Promise.all(
      skus().map(async ({ what, text, id }) => {
        const { data, errors } = await ask(asker, WHY, { id });
        expect(errors).toBeUndefined();
        const { eligible, exclusions, sku } = data.streamer.matchOf;
        expect(sku.title).toBe(text);
        return [what, eligible, ...exclusions.map(({ reason }: { reason: string }) => reason)];
      }),
    );
    expect(told).toEqual([
      ['a draft', false, 'NOT_LISTED'],
      ['a delisted SKU', false, 'NOT_LISTED'],
      ['a SKU of a frozen supplier', false, 'SUPPLIER_NOT_ACTIVE'],
    ]);
  });

  it('is told to a streamer of their own goods as well, where the token says that they are a supplier too', async () => {
    const as = { roles: [Role.STREAMER, Role.SUPPLIER], streamer: 'own', supplier: world.supplier };
    const verdicts = await Promise.all(
      skus().map(async ({ id }) => world.server.query(WHY, { as, variables: { id } })),
    );
    expect(verdicts.map(codesOf)).toEqual([[], [], ['NOT_FOUND']]);
  });
});

describe('a filter by stock', () => {
  const lists = (filter: string): [way: string, path: string[]][] => [
    [`skus(filter: ${filter}) { totalCount nodes { title } }`, ['skus']],
    [`belt(slug: "yiwu") { skus(filter: ${filter}) { totalCount nodes { title } } }`, ['belt', 'skus']],
    [`node(id: $supplier) { ... on Supplier { skus(filter: ${filter}) { totalCount } } }`, ['node', 'skus']],
    [
      `node(id: $sku) { ... on Sku { belt { skus(filter: ${filter}) { totalCount } } } }`,
      ['node', 'belt', 'skus'],
    ],
  ];
  const query = (way: string): string =>
    `query ($supplier: ID!, $otherSupplier: ID!, $sku: ID!) { ${way} used: nodes(ids: [$supplier, $otherSupplier, $sku]) { id } }`;
  it.each(ASKERS.filter((asker) => TABLE[asker].terms !== 'data'))(
    'tells %s nothing, neither by what is found nor by how many',
    async (asker) => {
      for (const minStock of [0, 1, SECRETS.stock, SECRETS.stock + 1]) {
        for (const [way, path] of lists(`{ minStock: ${minStock} }`)) {
          const answer = await ask(asker, query(way), world.ids);
          expect(codesOf(answer)).toEqual([TABLE[asker].terms]);
          expect(at(answer.data, path)).toBeNull();
        }
      }
    },
  );

  it.each([
    ['the streamer', '{ minStock: 73137 }', 1],
    ['another streamer', '{ minStock: 73138 }', 0],
    ['an admin', '{ minStock: 0 }', 2],
    ['a service', '{ minStock: 73137 }', 1],
    ['an operator of the belt', '{ minStock: 73137, belts: ["yiwu"] }', 1],
    ['an operator of the belt', '{ minStock: 73138, belts: ["yiwu"] }', 0],
    ['the supplier', '{ minStock: 73137, suppliers: [$supplier] }', 1],
  ] as [Asker, string, number][])('serves %s: %s finds %i', async (asker, filter, count) => {
    const answer = await ask(asker, query(`skus(filter: ${filter}) { totalCount }`), world.ids);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.skus.totalCount).toBe(count);
  });

  it.each([
    ['an operator of the belt', '{ minStock: 1 }'],
    ['an operator of the belt', '{ minStock: 1, belts: [] }'],
    ['an operator of the belt', '{ minStock: 1, belts: ["yiwu", "foshan"] }'],
    ['an operator of the belt', '{ minStock: 1, suppliers: [$otherSupplier] }'],
    ['the supplier', '{ minStock: 1 }'],
    ['the supplier', '{ minStock: 1, suppliers: [] }'],
    ['the supplier', '{ minStock: 1, suppliers: [$supplier, $otherSupplier] }'],
    ['the supplier', '{ minStock: 1, belts: ["yiwu"] }'],
  ] as [Asker, string][])('is refused to %s beyond what is theirs: %s', async (asker, filter) => {
    const answer = await ask(
      asker,
      query(`skus(filter: ${filter}) { totalCount nodes { title } }`),
      world.ids,
    );
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    expect(answer.data.skus).toBeNull();
  });

  it('is not borrowed with someone else’s cursor', async () => {
    const { data } = await ask(
      'an admin',
      '{ skus(first: 1, filter: { minStock: 1 }) { pageInfo { endCursor } } }',
    );
    const answer = await ask('nobody', 'query ($after: String) { skus(after: $after) { nodes { title } } }', {
      after: data.skus.pageInfo.endCursor,
    });
    expect(codesOf(answer)).toEqual(['INVALID_CURSOR']);
  });
});
