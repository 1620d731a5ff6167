import { startTestServer, type TestServer } from '../support/server';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
test('smoke', async () => {
  const answer = await server.query(
    '{ skus(first: 3) { totalCount nodes { title supplier { name quality { score components { metric contribution } } } belt { slug } } pageInfo { endCursor hasNextPage } } }',
  );
  console.log(JSON.stringify(answer, null, 1), server.faults);
});
