import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { localKeys } from '../../src/auth/local-keys';
import { createTestDatabase } from '../support/database';
import { Issuer, issuerKey } from '../support/issuer';
import { type GraphQlAnswer, withoutCost } from '../support/server';
import { build, complaints, Installation, type Started, until } from '../support/started';

let installation: Installation;
/** The server that runs, and where. */
let server: Started;
let url: string;
/** The tokens that it printed, by role. */
let tokens: Record<string, string>;

beforeAll(() => {
  build();
  installation = new Installation();
}, 120_000);
afterAll(() => installation.remove(), 60_000);

async function ask(query: string, token?: string, variables = {}): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return withoutCost((await response.json()) as GraphQlAnswer);
}

const FINGERPRINT = `{
  skus(first: 1, orderBy: { field: PRICE, direction: DESC }) { totalCount nodes { id title } }
  suppliers(first: 1) { totalCount nodes { id name } }
  belts { totalCount }
}`;

describe('the server, started by someone who has nothing but Node', () => {
  let before: unknown;

  it('says where it listens, a token per role, and a request to try', async () => {
    server = installation.start();
    ({ url } = await server.listening());
    await until(() => server.stdout.includes('\ncurl '), 'a curl is printed');

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const printed = [
      ...server.stdout.matchAll(/^ {2}(STREAMER|OPERATOR|SUPPLIER|SERVICE|ADMIN)\b.*\n {2}(eyJ\S+)$/gm),
    ];
    expect(printed.map(([, role]) => role)).toEqual(['STREAMER', 'OPERATOR', 'SUPPLIER', 'SERVICE', 'ADMIN']);
    tokens = Object.fromEntries(printed.map(([, role, token]) => [role!, token!]));
    for (const [role, token] of Object.entries(tokens)) {
      expect(await ask('{ viewer { roles } }', token)).toEqual({ data: { viewer: { roles: [role] } } });
    }
  }, 150_000);

  it('ranks five goods with reasons when asked what it says to ask', async () => {
    const curl = server.stdout.split('\n').find((line) => line.startsWith('curl '))!;
    const headers = Object.fromEntries(
      [...curl.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!]),
    );
    const response = await fetch(/http:\S+/.exec(curl)![0], {
      method: 'POST',
      headers,
      body: / -d '(.*)'$/.exec(curl)![1]!,
    });
    const { data, errors } = (await response.json()) as any;

    expect(errors).toBeUndefined();
    const { edges, diagnostics } = data.streamer.matches;
    expect(edges.map(({ rank }: any) => rank)).toEqual([1, 2, 3, 4, 5]);
    const scores: number[] = edges.map(({ score }: any) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.at(-1)).toBeGreaterThan(0);
    for (const { reasons, node } of edges) {
      expect(reasons.length).toBeGreaterThan(0);
      expect(reasons.join('')).toMatch(/[\u4e00-\u9fff]/);
      expect(node).toMatchObject({
        title: expect.stringMatching(/./),
        livePrice: { amount: expect.stringMatching(/^\d+\.\d\d$/) },
        supplier: { name: expect.stringMatching(/./) },
      });
    }
    expect(diagnostics).toMatchObject({ exact: true });
    expect(diagnostics.skusConsidered).toBeGreaterThan(10_000);
  });

  it('is ready and alive', async () => {
    for (const path of ['readyz', 'livez']) expect((await fetch(`${url}/${path}`)).status).toBe(200);
  });

  it('accepts the token that the command prints, which prints nothing else', async () => {
    const { data } = await ask('{ streamers(first: 3) { nodes { handle } } }', tokens.ADMIN);
    const { handle } = data.streamers.nodes[2];
    const command = installation.npm('token', '--', 'STREAMER', '--streamer', handle);
    expect(await command.ended).toBe(0);
    expect(command.stdout).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await ask('{ viewer { roles streamer { handle } } }', command.stdout.trim())).toEqual({
      data: { viewer: { roles: ['STREAMER'], streamer: { handle } } },
    });
  }, 60_000);

  it('has no token for a streamer that does not exist', async () => {
    const command = installation.npm('token', '--', 'STREAMER', '--streamer', 'nobody-at-all');
    expect(await command.ended).toBe(2);
    expect(command.stdout).toBe('');
    expect(command.stderr).toContain('There is no streamer "nobody-at-all".');
  }, 60_000);

  it('is there again within five seconds after it was killed, with all that it had', async () => {
    before = await ask(FINGERPRINT);
    const seconds: number[] = [];
    // A busy machine may be slow once; a slow server is slow each time.
    while (seconds.length < 3 && !seconds.some((took) => took < 5)) {
      server.process.kill('SIGKILL');
      expect(await server.ended).toBe('SIGKILL');
      server = installation.start();
      const again = await server.listening();
      url = again.url;
      seconds.push(again.seconds);
    }
    expect(Math.min(...seconds)).toBeLessThan(5);
    expect(server.stderr).not.toContain('demo catalogue was made');
    expect(await ask(FINGERPRINT)).toEqual(before);
    // Tokens hold on: the key lies in the data directory.
    expect(await ask('{ viewer { roles } }', tokens.STREAMER)).toEqual({
      data: { viewer: { roles: ['STREAMER'] } },
    });
  }, 150_000);

  it('tells in words that its port is taken, and ends', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const second = installation.start({ PORT: String(port) });
    expect(await second.ended).toBe(1);
    expect(second.stderr).toMatch(
      new RegExp(`^Cannot listen at 127\\.0\\.0\\.1:${port}: another process listens there`),
    );
    expect(second.stderr).not.toMatch(/\n\s+at /);
    await new Promise((resolve) => blocker.close(resolve));
    // The one that runs goes on with the database that both used.
    expect(await ask(FINGERPRINT)).toEqual(before);
  }, 60_000);

  it('answers what is under way when it is told to stop, takes nothing new, and exits 0 with its database', async () => {
    const blocker = new Client({ connectionString: installation.databaseUrl });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE supplier IN ACCESS EXCLUSIVE MODE');
    const underWay = ask('{ suppliers(first: 1) { totalCount nodes { id name } } }');
    await until(async () => {
      const { rows } = await blocker.query('SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted');
      return rows[0].waiting > 0;
    }, 'the request waits for the lock');

    server.process.kill('SIGTERM');
    const isRefused = (): Promise<boolean> =>
      fetch(`${url}/readyz`).then(
        ({ status }) => status === 503,
        () => true,
      );
    await until(isRefused, 'nothing new is taken');
    expect(server.isRunning).toBe(true);

    const toldAt = Date.now();
    await blocker.query('ROLLBACK');
    await blocker.end();
    expect((await underWay).data.suppliers).toEqual((before as any).data.suppliers);
    expect(await server.ended).toBe(0);
    expect(Date.now() - toldAt).toBeLessThan(8000);
    expect(complaints(server.stderr)).toEqual([]);
    expect(installation.databaseUrl).toBeUndefined();
  }, 60_000);
});

describe('the server does not start', () => {
  const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';
  let issuer: Issuer;
  /** What production asks for beside the database. */
  let production: Record<string, string>;
  beforeAll(async () => {
    issuer = await Issuer.start();
    issuer.publish(await issuerKey('ours'));
    production = { NODE_ENV: 'production', JWKS_URL: issuer.jwksUrl, TRUST_PROXY: '10.0.0.7' };
  });
  afterAll(() => issuer.stop());

  it.each<[what: string, env: Record<string, string>, says: RegExp]>([
    [
      'with a PORT that is no number',
      { PORT: 'abc' },
      /^PORT is "abc"; expected a whole number from 0 to 65535\.$/,
    ],
    [
      'in production without the keys of whoever issues tokens',
      { NODE_ENV: 'production', DATABASE_URL },
      /^In production, set JWKS_URL or JWT_PUBLIC_KEYS/,
    ],
    [
      'in production without a word about where TLS ends',
      { NODE_ENV: 'production', DATABASE_URL, JWKS_URL: 'https://id.example/keys' },
      /^In production, set TRUST_PROXY/,
    ],
  ])(
    '%s: it says so in one line and exits 1',
    async (_what, env, says) => {
      const attempt = installation.start(env);
      expect(await attempt.ended).toBe(1);
      expect(attempt.stderr.trim()).toMatch(says);
      expect(attempt.stderr.trim().split('\n')).toHaveLength(1);
      expect(attempt.stdout).toBe('');
      expect(installation.databaseUrl).toBeUndefined();
    },
    60_000,
  );

  it('in production with the key of development', async () => {
    const { publicKey } = await localKeys(installation.dataDir);
    const JWT_PUBLIC_KEYS = JSON.stringify({ keys: [{ ...publicKey, kid: 'renamed' }] });
    const attempt = installation.start({ NODE_ENV: 'production', DATABASE_URL, JWT_PUBLIC_KEYS });
    expect(await attempt.ended).toBe(1);
    expect(attempt.stderr).toMatch(/^JWT_PUBLIC_KEYS: the key "renamed" is a development key/);
  }, 60_000);

  it('in production over a database that was not migrated; it changes nothing there', async () => {
    const database = await createTestDatabase({ template: 'empty' });
    const attempt = installation.start({ ...production, DATABASE_URL: database.url });
    expect(await attempt.ended).toBe(1);
    expect(attempt.stderr).toContain('Run npm run migrate first.');
    const [{ tables }] = await database.dataSource.query(
      `SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(tables).toBe(0);
    await database.drop();
  }, 60_000);

  it('in production with tokens to give away: it prints its address alone', async () => {
    const database = await createTestDatabase({ template: 'migrated' });
    const running = installation.start({ ...production, DATABASE_URL: database.url });
    const { url: at } = await running.listening();
    expect((await fetch(`${at}/readyz`)).status).toBe(200);
    expect((await fetch(at)).status).toBe(404);
    expect((await fetch(`${at}/explorer/session.json`)).status).toBe(404);
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.stdout).toMatch(/^headwater 源头 listens at \S+ \(ready in [\d.]+ s\)\n$/);
    expect(complaints(running.stderr)).toEqual([]);
    await database.drop();
  }, 60_000);
});
