import { DATABASE_LIMITS } from '../../src/config/limits';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { askOnce, quantile } from './load';
import { exhaustion, figures, nuisances, starvation } from './pressure';

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

it('whoever waits too long for a connection is told so; metrics tell how many wait, and how many were refused', async () => {
  const { samples, waiting, refusedBefore, refusedAfter } = await starvation(server, 40);
  const told = new Set(samples.map(({ status, code }) => `${status} ${code}`));
  // Those who have a connection are ended by the limit of a list.
  expect(told).toEqual(new Set(['503 OVERLOADED', '200 QUERY_TOO_SLOW']));
  const refused = samples.filter(({ status }) => status === 503);
  expect(waiting).toBeGreaterThanOrEqual(40 - 8);
  expect(refused.length).toBeGreaterThanOrEqual(40 - 2 * 8);
  // Refreshing what is in memory waited, too.
  expect(refusedAfter - refusedBefore).toBeGreaterThanOrEqual(refused.length);
  for (const { ms, retryAfter } of refused) {
    expect(ms).toBeGreaterThan(DATABASE_LIMITS.connectTimeoutMs - 500);
    expect(ms).toBeLessThan(DATABASE_LIMITS.connectTimeoutMs + 10_000);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }
  expect(await askOnce(server.url)).toMatchObject({ status: 200, code: undefined });
}, 60_000);

it('others are served while clients send nothing, read nothing, or stop in the middle of a file', async () => {
  const { before, during } = await nuisances(server, 300);
  expect(figures(during).failed).toBe(0);
  expect(figures(during).p50).toBeLessThan(figures(before).p50 * 3 + 100);
  expect(figures(during).p99).toBeLessThan(1_000);
});
