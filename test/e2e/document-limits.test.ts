import { DOCUMENT_LIMITS } from '../../src/config/limits';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/* Each limit of documents: what is just within it is answered, and one more is refused with what there is too much of. */

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const many = (count: number, of: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => of(i)).join(' ');
const SKIPS = '@skip(if: false) @include(if: true)';

const CASES: [what: string, document: (count: number) => string, max: number, en: string, zh: string][] = [
  ['aliases', (n) => `{ categories { ${many(n, (i) => `a${i}: slug`)} } }`, 50, 'aliases', '别名'],
  [
    'directives of a document',
    (n) =>
      `{ categories { ${many(Math.floor(n / 2), () => `slug ${SKIPS}`)} ${n % 2 ? 'name @skip(if: false)' : ''} } }`,
    50,
    'directives',
    '指令',
  ],
  [
    'root fields',
    (n) => `{ ${many(n - 1, (i) => `a${i}: __typename`)} ...A } fragment A on Query { viewer { roles } }`,
    20,
    'root fields',
    '根字段',
  ],
  [
    'fragments',
    (n) =>
      `{ categories { ${many(n, (i) => `...F${i}`)} } } ${many(n, (i) => `fragment F${i} on Category { slug }`)}`,
    60,
    'fragments',
    '片段',
  ],
  [
    'repetitions',
    (n) => `{ categories { ${many(n, () => 'slug')} } }`,
    60,
    'repetitions of one field',
    '同一字段重复',
  ],
  [
    'repetitions by fragments and within others that repeat',
    (n) =>
      `{ categories { slug parent { slug } ...A ...B } }
       fragment A on Category { parent { ${many(n - 2, () => 'slug')} } }
       fragment B on Category { ... on Category { parent { slug } } }`,
    60,
    'repetitions of one field',
    '同一字段重复',
  ],
];

it.each(CASES)('%s', async (_what, document, max, en, zh) => {
  const within = await server.query(document(max));
  expect(within.errors).toBeUndefined();
  for (const [language, what] of [
    ['en', en],
    ['zh-CN', zh],
  ]) {
    const beyond = await server.query(document(max + 1), { headers: { 'accept-language': language! } });
    expect(beyond.data).toBeUndefined();
    expect(beyond.errors).toEqual([
      { message: expect.stringContaining(what!), extensions: { code: 'QUERY_TOO_LARGE' } },
    ]);
    expect(beyond.errors![0]!.message).toContain(String(max));
  }
});

it('directives in one place', async () => {
  const { errors } = await server.query(`{ categories { slug ${many(5, () => '@skip(if: false)')} } }`);
  expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_LARGE' } }]);
  const { errors: none } = await server.query(`{ categories { slug ${SKIPS} } }`);
  expect(none).toBeUndefined();
});

describe('fragments that double each other, up to what the tokens allow', () => {
  const doubling = (levels: number, leaf: string): string =>
    `{ categories { ...F0 } } ${many(levels, (i) => `fragment F${i} on Category { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`)}
     fragment F${levels} on Category { ${leaf} }`;

  it('are counted as they are spelled out', async () => {
    // Ten levels: 1 + 2 + … + 1024 places, with a field or two and a fragment in each.
    const { errors } = await server.query(doubling(10, 'slug'));
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_LARGE' } }]);
    expect((await server.query(doubling(5, 'slug'))).errors).toBeUndefined();
  });

  it.each([
    ['of nothing but fragments', many(55, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)],
    [
      'that nothing uses',
      many(20, (i) => `fragment F${i} on Category { a: parent { ...F${i + 1} } parent { ...F${i + 1} } }`),
    ],
  ])('are refused at once: %s', async (_what, fragments) => {
    const startedAt = performance.now();
    const { data, errors } = await server.query(`{ __typename } ${fragments}`);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_LARGE' } }]);
    // Spelled out, they would take longer than there is a universe.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

it('fragments in a circle are told as such', async () => {
  const { errors } = await server.query(
    '{ categories { ...A } } fragment A on Category { slug parent { ...A } }',
  );
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
});

it('hold for subscriptions, too', async () => {
  const response = await fetch(`${server.url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      query: `subscription { skuImportProgress(id: "x") { ${many(DOCUMENT_LIMITS.maxAliases + 1, (i) => `a${i}: id`)} } }`,
    }),
  });
  expect(await response.text()).toContain('QUERY_TOO_LARGE');
});
