import { getIntrospectionQuery, parse, validate } from 'graphql';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { buildSchema } from '../../src/graphql/schema';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/**
 * A document that is sent again is executed in another way than when it was new. Both must answer alike: what is sent
 * first is answered by graphql-js, the reference implementation, which is what the later answers are compared with.
 */

let server: TestServer;
let sku: string;
beforeAll(async () => {
  server = await startTestServer();
  const { data } = await server.query('{ skus(first: 1) { nodes { id } } }');
  sku = data.skus.nodes[0].id;
});
afterAll(() => closeHealthy(server));

const ADMIN: Claims = { roles: [Role.ADMIN] };
const STREAMER: Claims = { roles: [Role.STREAMER], streamer: 'yiwu-xiaomei' };

type Case = { document: string; variables?: Record<string, unknown>; as?: Claims; fails?: boolean };

const CASES: Record<string, Case> = {
  'lists in lists, with lengths': {
    document: `{ belts { totalCount nodes { slug suppliers(first: 2) { totalCount nodes { name quality { score components { metric estimate } }
      skus(first: 2, orderBy: { field: PRICE, direction: ASC }) { pageInfo { hasNextPage endCursor } edges { cursor node { title livePrice { amount currency } } } } } } } } }`,
  },
  'everything that is told of a SKU': {
    document: `query ($id: ID!) { node(id: $id) { __typename id ... on Sku { code title description attributes { name value } imageUrls
      category { name parent { name parent { name } } children { name } } supplier { name region { name parent { name } } } belt { kind }
      provenance supplyPrice { amount } livePrice { amount } marketPrice { amount } priceBand { code min { amount } max { amount } }
      commissionRate stock guarantees status salesTotal version updatedAt audience { name genders { gender share } ages { age share } }
      shipping { name dispatchHours freeProvinces { code } } } } }`,
    variables: {},
    as: ADMIN,
  },
  'fragments, aliases and fields that merge': {
    document: `query ($id: ID!) { a: node(id: $id) { ...one ...two } b: node(id: $id) { ... { id } ...two } }
      fragment one on Node { id ... on Sku { title supplier { code } } }
      fragment two on Sku { title supplier { name code } livePrice { amount } }`,
    variables: {},
  },
  'a ranking with all that explains it': {
    document: `query ($sku: ID!) { streamer(handle: "yiwu-xiaomei") { name niche { name } homeBelt { name }
      fanProfile { sampleSize genders { share } priceBands { band { code } share } categories { category { name } share } }
      matches(first: 5) { edges { cursor rank score newcomer reasons components { factor value weight contribution } node { title } }
        nodes { code } pageInfo { endCursor } diagnostics { skusConsidered exact basis { dimension source } excluded { reason count } newcomerPlaces } }
      matchOf(sku: $sku) { eligible score rank rankAbsence exclusions { reason } components { factor } reasons } } }`,
    variables: {},
    as: STREAMER,
  },
  'streamers for goods': {
    document: `{ skus(first: 2) { nodes { streamerMatches(first: 3) { edges { rank score reasons components { factor contribution } sku { title } node { name } }
      pageInfo { endCursor } diagnostics { exact } } supplier { streamerMatches(first: 2) { edges { score sku { code } } nodes { handle } } } } } }`,
    as: ADMIN,
  },
  'what is left out, and what is not': {
    document: `query ($yes: Boolean!, $no: Boolean = false) { belts(first: 2) { nodes { slug name @skip(if: $yes) nameEn @include(if: $yes)
      ...kind @include(if: $no) ... @skip(if: $no) { region { name } } } } } fragment kind on Belt { kind }`,
    variables: { yes: true },
  },
  'a default of a variable': {
    document: 'query ($n: Int = 2) { suppliers(first: $n) { nodes { name } } }',
  },
  'a null for what may be null': {
    document:
      'query ($after: String) { suppliers(first: 1, after: $after, filter: null) { nodes { name } } }',
    variables: { after: null },
  },
  'a refusal beside what is granted': {
    document: '{ skus(first: 3) { nodes { title stock } } belts(first: 1) { nodes { name } } }',
    fails: true,
  },
  'an error in a list': {
    document: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: ['U2t1Om5vbmU', 'nonsense'] },
    fails: true,
  },
  'errors of arguments': {
    document:
      '{ a: skus(first: 500) { nodes { id } } b: skus(after: "x") { nodes { id } } c: belt(slug: "no") { name } }',
    fails: true,
  },
  'a scalar that is wrong in a variable': {
    document: 'query ($f: SkuFilter) { skus(filter: $f, first: 1) { nodes { id } } }',
    variables: { f: { price: { min: 'cheap' } } },
    fails: true,
  },
  'a variable that is missing': {
    document: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { other: 1 },
    fails: true,
  },
  'a variable of another type': {
    document: 'query ($n: Int) { suppliers(first: $n) { nodes { name } } }',
    variables: { n: 'two' },
    fails: true,
  },
  introspection: { document: getIntrospectionQuery() },
};

describe.each(Object.entries(CASES))('%s', (_name, { document, variables = {}, as, fails = false }) => {
  it.each(['zh-CN', 'en'])('is answered alike however often it is asked, in %s', async (language) => {
    // Another text for each language, so that each begins as new.
    const text = `# ${language}\n${document}`;
    const given = {
      ...(document.includes('$id:') && !('other' in variables) ? { id: sku } : {}),
      ...variables,
    };
    const all = { ...given, ...(document.includes('$sku:') ? { sku } : {}) };
    const answers = [];
    for (let i = 0; i < 5; i++) {
      answers.push(
        await server.query(text, { variables: all, as, headers: { 'accept-language': language } }),
      );
    }
    expect(answers[0]!.errors !== undefined).toBe(fails);
    for (const answer of answers.slice(1)) {
      expect(answer.data).toEqual(answers[0]!.data);
      // Where several errors leave the same null behind, one is enough, and graphql-js stops at the first.
      expect(answer.errors ?? []).toEqual(expect.arrayContaining(answers[0]!.errors ?? []));
      expect(answer.errors !== undefined).toBe(fails);
    }
  });
});

it('a document with two operations answers the one that is named', async () => {
  const document = 'query A { belt(slug: "yiwu") { name } } query B { belt(slug: "yiwu") { nameEn } }';
  const post = async (operationName: string): Promise<unknown> => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, operationName }),
    });
    return response.json();
  };
  for (let i = 0; i < 4; i++) {
    expect(await post('A')).toMatchObject({ data: { belt: { name: expect.stringContaining('义乌') } } });
    expect(await post('B')).toMatchObject({ data: { belt: { nameEn: expect.stringContaining('Yiwu') } } });
  }
});

it('every document above is valid', async () => {
  const schema = await buildSchema();
  for (const { document } of Object.values(CASES)) expect(validate(schema, parse(document))).toEqual([]);
});
