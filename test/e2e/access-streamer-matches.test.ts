import {
  type AccessWorld,
  ASKERS,
  codesOf,
  SECRETS,
  startAccessWorld,
  TABLE,
  textOf,
  told,
  verdictOf,
} from '../support/access-world';
import { closeHealthy } from '../support/healthy';
import { insertSku } from '../support/rows';

let world: AccessWorld;
const ask: AccessWorld['ask'] = (...of) => world.ask(...of);

/** The reason that stands beside a streamer whose niche is the SKU's category: dresses. */
const REASON = '粉丝常买「连衣裙」';

beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => closeHealthy(world.server));

const MATCHES =
  'streamerMatches(first: 1) { edges { rank score reasons components { value } sku { title } } }';

/** Every way to the SKU or the supplier that streamers are asked for. */
const WAYS = [
  `node(id: $sku) { ... on Sku { ${MATCHES} } }`,
  `nodes(ids: [$sku]) { ... on Sku { ${MATCHES} } }`,
  `skus(filter: { suppliers: [$supplier] }) { nodes { ${MATCHES} } }`,
  `suppliers(filter: { text: "OWN" }) { edges { node { ${MATCHES} } } }`,
  `node(id: $supplier) { ... on Supplier { ${MATCHES} } }`,
  `node(id: $sku) { ... on Sku { supplier { ${MATCHES} } } }`,
  `node(id: $belt) { ... on Belt { suppliers { nodes { skus { nodes { ${MATCHES} } } } } } }`,
];

describe.each(ASKERS)('streamers for a SKU and for a supplier, for %s', (asker) => {
  it.each(WAYS)('are as the table says by %s', async (way) => {
    const document = `query ($sku: ID!, $supplier: ID!, $belt: ID!) {
      asked: ${way} used: nodes(ids: [$sku, $supplier, $belt]) { id } }`;
    const answer = await ask(asker, document, world.ids);
    expect(verdictOf(answer, REASON)).toBe(told(TABLE[asker].streamers, 'streamerMatches'));
  });
});

const sku = (selection: string): string =>
  `query ($sku: ID!) { node(id: $sku) { ... on Sku { streamerMatches(first: 1) { ${selection} } } } }`;

describe('the cards behind the ranking', () => {
  it.each(ASKERS.filter((asker) => TABLE[asker].streamers === 'data'))(
    'are as the table says for %s',
    async (asker) => {
      const card = 'handle name followerCount niche { slug }';
      const onEdges = await ask(asker, sku(`edges { rank node { ${card} } }`), world.ids);
      expect(verdictOf(onEdges, SECRETS.followers)).toBe(told(TABLE[asker].card, 'node'));
      const inNodes = await ask(asker, sku(`nodes { ${card} }`), world.ids);
      expect(verdictOf(inNodes, SECRETS.followers)).toBe(told(TABLE[asker].card, 'nodes'));
      const fans = await ask(asker, sku('edges { node { fanProfile { sampleSize } } }'), world.ids);
      const stoppedAt = TABLE[asker].card === 'data' ? 'fanProfile' : 'node';
      expect(verdictOf(fans, SECRETS.orders)).toBe(told(TABLE[asker].fans, stoppedAt));
    },
  );

  it('refused to the supplier leave the rest of the answer to it', async () => {
    const answer = await ask(
      'the supplier',
      sku('edges { rank score node { name } } nodes { id }'),
      world.ids,
    );
    const { edges, nodes } = answer.data.node.streamerMatches;
    expect(codesOf(answer)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(nodes).toBeNull();
    expect(edges).toEqual([{ rank: 1, score: expect.any(Number), node: null }]);
  });

  it('are not told to the supplier by anything that it may see', async () => {
    const all = `edges { cursor rank score reasons components { factor value weight contribution } sku { title } }
      pageInfo { startCursor endCursor } diagnostics { skusConsidered streamersConsidered streamersScored exact }`;
    const answer = await ask('the supplier', sku(all), world.ids);
    expect(answer.errors).toBeUndefined();
    const { startCursor } = answer.data.node.streamerMatches.pageInfo;
    const text = textOf(answer) + Buffer.from(startCursor, 'base64url').toString();
    for (const secret of [String(SECRETS.followers), '本主播', '"own"']) expect(text).not.toContain(secret);
  });

  it.each(['{ minFollowers: 1 }', '{ text: "本" }', '{ categories: ["dresses"] }', '{}'])(
    'are not told to the supplier by a filter: %s',
    async (filter) => {
      const document = `query ($sku: ID!) { node(id: $sku) { ... on Sku {
        streamerMatches(filter: ${filter}) { edges { rank } } } } }`;
      const answer = await ask('the supplier', document, world.ids);
      expect(verdictOf(answer, 1)).toBe('FORBIDDEN at streamerMatches');
      expect(verdictOf(await ask('an operator of the belt', document, world.ids), 'rank')).toBe('data');
    },
  );
});

it.each([
  ['a draft', { status: 'DRAFT' }],
  ['without stock', { stock: 0 }],
  ['held back', { flagged: true }],
])('a SKU that is %s suits nobody, as it is in nobody’s matches', async (_, given) => {
  const db = world.server.database.dataSource;
  const [supplier] = await db.query('SELECT * FROM supplier WHERE id = $1', [world.supplier]);
  const { id } = await insertSku(db, supplier, given);
  const nodeId = Buffer.from(`Sku:${id}`).toString('base64url');
  const answer = await ask('the supplier', sku('edges { rank } diagnostics { streamersConsidered }'), {
    sku: nodeId,
  });
  expect(answer.data.node.streamerMatches).toEqual({ edges: [], diagnostics: { streamersConsidered: 0 } });
});
