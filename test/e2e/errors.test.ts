import { toNodeId } from '../../src/graphql/node-id';
import { askIn, CHINESE, INSIDE, onlyError } from '../support/answers';
import { startTestServer, type TestServer } from '../support/server';
import { type Given, WRONG_REQUESTS } from '../support/wrong-requests';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let server: TestServer;
let given: Given;

beforeAll(async () => {
  server = await startTestServer();
  const { data } = await server.query(
    '{ skus(first: 1) { pageInfo { endCursor } } suppliers(first: 1) { pageInfo { endCursor } } }',
  );
  given = { skuCursor: data.skus.pageInfo.endCursor, supplierCursor: data.suppliers.pageInfo.endCursor };
});
afterAll(() => server.close());

describe('a request that is wrong', () => {
  it.each(WRONG_REQUESTS)(
    'for $what is $code and says what was expected',
    async ({ document, variables, operationName, as, code, says }) => {
      const question = { document, variables: variables?.(given), operationName, as };
      const [inEnglish, inChinese] = says;
      const english = onlyError(await askIn('en', server, question));
      expect(english.code).toBe(code);
      expect(english.message).toMatch(inEnglish);
      expect(english.message.replace(/义乌|主播/g, '')).not.toMatch(CHINESE);

      // zh-CN is what is spoken where nothing is asked for.
      for (const language of [undefined, 'zh-CN'] as const) {
        const chinese = onlyError(await askIn(language, server, question));
        expect(chinese.code).toBe(code);
        expect(chinese.message).toMatch(inChinese);
        expect(chinese.message).toMatch(CHINESE);
      }
    },
  );

  it('for one object of several is told in its place, and the others are answered', async () => {
    const { data } = await server.query('{ suppliers(first: 1) { nodes { id } } }');
    const known = data.suppliers.nodes[0].id;
    const answer = await server.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      variables: { ids: ['x', known, toNodeId('Sku', NOBODY)] },
    });
    expect(answer.data.nodes).toEqual([null, { id: known }, null]);
    expect(answer.errors!.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['nodes', 0], 'INVALID_ID'],
      [['nodes', 2], 'NOT_FOUND'],
    ]);
  });
});

describe('after all that was wrong', () => {
  it('nothing has gone wrong inside, and the server answers as before', async () => {
    expect(server.faults).toEqual([]);
    expect((await server.query('{ skus(first: 1) { nodes { title } } }')).data.skus.nodes).toHaveLength(1);
  });
});

describe('a fault inside', () => {
  const renamed = async (work: () => Promise<void>): Promise<void> => {
    await server.database.dataSource.query('ALTER TABLE supplier RENAME TO supplier_hidden');
    try {
      await work();
    } finally {
      await server.database.dataSource.query('ALTER TABLE supplier_hidden RENAME TO supplier');
      server.faults.length = 0;
    }
  };
  const document =
    '{ skus(first: 2) { nodes { title supplier { name } } } belts(first: 1) { nodes { slug } } }';

  it('is INTERNAL_SERVER_ERROR without a word about its cause, in both languages, beside what could be answered', async () => {
    await renamed(async () => {
      const answer = await askIn('en', server, { document });
      expect(answer.text).not.toMatch(INSIDE);
      expect(answer.text).not.toContain('supplier_hidden');
      const message = 'Something went wrong on our side. 服务器内部错误。';
      expect(new Set(answer.errors.map((error) => JSON.stringify(error)))).toEqual(
        new Set([JSON.stringify({ message, code: 'INTERNAL_SERVER_ERROR' })]),
      );
      expect(answer.data).toEqual({ skus: null, belts: { nodes: [{ slug: 'hangzhou' }] } });
    });
  });

  it('is told to whoever runs the server', async () => {
    await renamed(async () => {
      await askIn('en', server, { document: '{ suppliers(first: 1) { nodes { id } } }' });
      expect(server.faults.map(String).join()).toMatch(/relation "supplier" does not exist/);
    });
  });

  it('leaves the process alive: it answers again as soon as the cause is gone', async () => {
    await renamed(async () => {
      await Promise.all(Array.from({ length: 40 }, () => askIn('en', server, { document })));
      expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    });
    const answer = await askIn('en', server, { document });
    expect(answer.errors).toEqual([]);
    expect(answer.status).toBe(200);
  });
});
