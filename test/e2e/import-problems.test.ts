import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, OPERATOR, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));

describe('problems', () => {
  const PROBLEMS = `query ($id: ID!, $first: Int, $after: String) {
    node(id: $id) { ... on SkuImport {
      problems(first: $first, after: $after) {
        totalCount edges { cursor } nodes { row column code message value level } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    } }
  }`;
  const rows = [
    { title: '杯子', price: '十块', shop: '店' },
    { title: '', price: -1 },
    { title: '好的', price: 5, shop: '店', category: '没有的类目' },
    { title: '碗', price: 5, shop: '店', stock: 'x', commission: 'y' },
  ];
  /** By hand, from the rows above: row and code. */
  const EXPECTED = [
    '1 PRICE_INVALID',
    '2 PRICE_NOT_POSITIVE',
    '2 SUPPLIER_MISSING',
    '2 TITLE_MISSING',
    '3 CATEGORY_UNKNOWN',
    '4 NUMBER_INVALID',
    '4 RATE_INVALID',
  ];
  let id: string;

  beforeAll(async () => {
    ({ id } = await client.upload(fileOf(rows)));
    await client.reaches(id, 'CHECKED');
  });

  const page = async (variables: object) =>
    (await server.query(PROBLEMS, { variables: { id, ...variables }, as: OPERATOR })).data.node.problems;

  it.each([1, 2, 3, 100])('come by row, %i to a page', async (first) => {
    const found: string[] = [];
    let after: string | null = null;
    do {
      const problems: any = await page({ first, after });
      expect(problems.totalCount).toBe(EXPECTED.length);
      expect(problems.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(problems.nodes.length).toBeLessThanOrEqual(first);
      found.push(...problems.nodes.map(({ row, code }: any) => `${row} ${code}`));
      after = problems.pageInfo.hasNextPage ? problems.pageInfo.endCursor : null;
    } while (after);
    expect(found.toSorted()).toEqual(EXPECTED);
    expect(found.map((problem) => problem[0])).toEqual([...'1222344']);
  });

  it('say what is wrong in the language of the request, and whether the row lands', async () => {
    const { nodes } = await page({});
    expect(nodes[0]).toEqual({
      row: 1,
      column: 'price',
      code: 'PRICE_INVALID',
      message: expect.stringMatching(/金额/),
      value: '十块',
      level: 'BLOCK',
    });
    expect(nodes.find(({ row }: any) => row === 3)).toMatchObject({
      code: 'CATEGORY_UNKNOWN',
      level: 'NOTE',
    });
    const { data } = await server.query(PROBLEMS, {
      variables: { id },
      as: OPERATOR,
      headers: { 'accept-language': 'en' },
    });
    expect(data.node.problems.nodes[0].message).toMatch(/Is no price/);
  });

  it('have cursors of their own list', async () => {
    const { edges } = await page({ first: 1 });
    const other = await client.create();
    for (const [of, after] of [
      [other.skuImport.id, edges[0].cursor],
      [id, 'x'],
    ]) {
      const { errors } = await server.query(PROBLEMS, { variables: { id: of, after }, as: OPERATOR });
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_CURSOR' } }]);
    }
  });

  it('can be had as a file, with a name that browsers read', async () => {
    const { skuImport, uploadUrl } = await client.create({ fileName: '义乌 "货品"\'s.jsonl.gz' });
    await fetch(uploadUrl, { method: 'PUT', body: fileOf(rows) });
    const { rejectedFileUrl } = await client.reaches(skuImport.id, 'CHECKED');
    const response = await fetch(rejectedFileUrl, { headers: { 'accept-language': 'en' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="__ ____'s-rejected.csv"; filename*=UTF-8''%E4%B9%89%E4%B9%8C%20%22%E8%B4%A7%E5%93%81%22%27s-rejected.csv`,
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const text = bytes.toString('utf8');
    expect(text).toContain('price: Is no price');
    expect((await fetch(rejectedFileUrl.slice(0, -2))).status).toBe(403);
  });

  it('have no file where no row is rejected', async () => {
    const { id: good } = await client.upload(fileOf(rowsOf(0, 1)));
    expect(await client.reaches(good, 'CHECKED')).toMatchObject({ rowsRejected: 0, rejectedFileUrl: null });
  });
});
