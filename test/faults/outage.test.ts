import { DATABASE_LIMITS } from '../../src/config/limits';
import { outage } from './outage';
import { OwnPostgres } from './own-postgres';

jest.setTimeout(120_000);

let postgres: OwnPostgres;
beforeAll(async () => {
  postgres = await OwnPostgres.start();
});
afterAll(() => postgres.remove());

// What the machine may take for itself beside what is promised: tests run side by side.
const SLACK_MS = 3_000;
const FOUND_OUT_MS = DATABASE_LIMITS.heartbeatMs + DATABASE_LIMITS.heartbeatTimeoutMs;

describe.each([
  ['crash', 'connections are reset', 0],
  ['freeze', 'connections hang', FOUND_OUT_MS],
] as const)('Postgres goes away under load (%s: %s)', (kind, _how, foundOutMs) => {
  it('requests are refused soon and with a code; when it is back, all is well within two seconds', async () => {
    const found = await outage(postgres, kind, kind === 'crash' ? 2 : 5);
    expect(found.unexpected).toEqual([]);
    expect(found.refused).toBeGreaterThan(10);
    expect(found.served).toBeGreaterThan(25);
    expect(found.noticedMs).toBeLessThan(foundOutMs + SLACK_MS);
    expect(found.slowestMs).toBeLessThan(foundOutMs + SLACK_MS);
    expect(found.refusedP99Ms).toBeLessThan(SLACK_MS);
    expect(found.backMs).toBeLessThan(2_000 + SLACK_MS);
    expect(found.directoryMs).toBeLessThan(2_000 + SLACK_MS);
    expect(found).toMatchObject({ imported: found.ofRows, exposed: found.ofExposed });
  });
});
