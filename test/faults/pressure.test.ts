import { DATABASE_LIMITS } from '../../src/config/limits';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { askOnce, quantile } from './load';
import { exhaustion, figures, nuisances } from './pressure';

jest.setTimeout(90_000);

let database: TestDatabase;
let server: ServerOnDatabase;
beforeAll(async () => {
  Object.assign(DATABASE_LIMITS, { maxWaiting: 100 });
  database = await createTestDatabase({ template: 'demo' });
  server = await startServerOn(database);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

it('only so many wait for a connection; others are told at once to come again, and those who wait are served', async () => {
  const { served, refused, others, heldMs } = await exhaustion(server, 160);
  expect(others).toEqual([]);
  // Seven of the pool are at work beside those who wait; polling in the background may be among either.
  expect(served.length).toBeLessThanOrEqual(DATABASE_LIMITS.maxWaiting + 7);
  expect(served.length).toBeGreaterThan(DATABASE_LIMITS.maxWaiting - 10);
  expect(refused.length).toBe(160 - served.length);
  expect(quantile(served, 0.99)).toBeLessThan(heldMs + DATABASE_LIMITS.connectTimeoutMs);
  expect(await askOnce(server.url)).toMatchObject({ status: 200, code: undefined });
});

it('others are served while clients send nothing, read nothing, or stop in the middle of a file', async () => {
  const { before, during } = await nuisances(server, 300);
  expect(figures(during).failed).toBe(0);
  expect(figures(during).p50).toBeLessThan(figures(before).p50 * 3 + 100);
  expect(figures(during).p99).toBeLessThan(1_000);
});
