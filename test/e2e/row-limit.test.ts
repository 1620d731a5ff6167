import { PAGE_LIMITS } from '../../src/config/limits';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server?.close();
});

const NESTED = `{ skus(first: 100) { nodes { supplier { skus(first: 100) { nodes { supplier {
  skus(first: 100) { nodes { id } } } } } } } } }`;

test('lists within lists end where a request asks for too many rows, and the server goes on', async () => {
  const answer = await server.query(NESTED, { headers: { 'accept-language': 'en' } });
  const codes = new Set(answer.errors?.map(({ extensions }) => extensions.code));
  expect(codes).toEqual(new Set(['QUERY_TOO_LARGE']));
  expect(answer.errors![0]!.message).toContain(String(PAGE_LIMITS.maxRowsPerRequest));
  const deepest = answer.data.skus.nodes
    .flatMap((sku: any) => sku.supplier.skus?.nodes ?? [])
    .flatMap((sku: any) => sku.supplier.skus?.nodes ?? []);
  expect(deepest.length).toBeLessThanOrEqual(PAGE_LIMITS.maxRowsPerRequest);

  expect((await server.query('{ belts { nodes { slug } } }')).errors).toBeUndefined();
  expect(server.faults).toEqual([]);
});
