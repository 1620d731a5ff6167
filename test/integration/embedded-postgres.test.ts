import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { findBinaries, restoreLibraryLinks } from '../../src/database/embedded-binaries';
import { embeddedUrl, startEmbeddedPostgres } from '../../src/database/embedded-postgres';
import { readPostmaster } from '../../src/database/embedded-postmaster';
import {
  cleanUp,
  cleanUpPristine,
  copyOfPristine,
  ended,
  isOpenToAll,
  line,
  makePristine,
  newDirectory,
  pidFile,
  query,
  run,
  sessions,
  stagingIn,
  until,
} from '../support/embedded-server';

// Other users need none of it, and only Linux has the namespaces.
const describeForRoot = process.getuid?.() === 0 && process.platform === 'linux' ? describe : describe.skip;

beforeAll(makePristine);
afterEach(cleanUp);
afterAll(cleanUpPristine);

describe('a data directory', () => {
  it('is made on the first start: UTF-8, on this machine only, behind a password', async () => {
    const dataDir = newDirectory();
    expect(embeddedUrl(dataDir)).toBeUndefined();
    const server = await startEmbeddedPostgres({ dataDir });

    expect(server.attached).toBe(false);
    expect(server.url).toMatch(/^postgres:\/\/[^@]+@127\.0\.0\.1:\d+\/headwater$/);
    expect(embeddedUrl(dataDir)).toBe(server.url);
    expect(
      await query(
        server.url,
        `SELECT current_database() AS database, pg_encoding_to_char(encoding) AS encoding,
                current_setting('listen_addresses') AS address, current_setting('unix_socket_directories') AS socket,
                current_setting('fsync') AS fsync, current_setting('TimeZone') AS zone
         FROM pg_database WHERE datname = current_database()`,
      ),
    ).toEqual([
      { database: 'headwater', encoding: 'UTF8', address: '127.0.0.1', socket: '', fsync: 'on', zone: 'UTC' },
    ]);
    await query(server.url, 'CREATE EXTENSION pg_trgm');
    const [row] = await query<{ trigrams: string[] }>(server.url, "SELECT show_trgm('义乌') AS trigrams");
    expect(row?.trigrams).toHaveLength(3);

    const withoutPassword = server.url.replace(/:[^:]+@/, ':guess@');
    await expect(query(withoutPassword, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);

    await server.stop();
    expect(embeddedUrl(dataDir)).toBeUndefined();
  });

  it('keeps its data and its port over a stop, and takes another port where that one is taken', async () => {
    const dataDir = copyOfPristine();
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first.url, "CREATE TABLE goods AS SELECT '瑞丽翡翠' AS name");
    await first.stop();

    const second = await startEmbeddedPostgres({ dataDir });
    expect(second).toMatchObject({ url: first.url, attached: false });
    await second.stop();

    const occupant = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    try {
      const third = await startEmbeddedPostgres({ dataDir });
      expect(third.url).not.toBe(first.url);
      expect(await query(third.url, 'SELECT name FROM goods')).toEqual([{ name: '瑞丽翡翠' }]);
      await third.stop();
    } finally {
      occupant.close();
    }
  });

  it('is whole or absent: a first start killed in the middle leaves nothing in the way', async () => {
    const dataDir = newDirectory();
    const child = run('start({ dataDir })', dataDir);
    await until(() => stagingIn(dataDir).some((name) => existsSync(join(dataDir, name, 'cluster', 'base'))));
    child.kill('SIGKILL');
    await ended(child);
    expect(stagingIn(dataDir)).toHaveLength(1);

    const server = await startEmbeddedPostgres({ dataDir });
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(stagingIn(dataDir)).toEqual([]);
    await server.stop();
  });

  it('of another major version is refused, with what to do', async () => {
    const dataDir = copyOfPristine();
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '12\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/made by Postgres 12.*Dump it/);
  });

  it('that is damaged is refused with the last words of the server', async () => {
    const dataDir = copyOfPristine();
    truncateSync(join(dataDir, 'postgres', 'global', 'pg_control'));
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      /data are damaged[^]*last words[^]*PANIC:.*pg_control/,
    );
  });
});

describe('a server that runs already', () => {
  it('is joined, and stopped by the last one out, in whatever order', async () => {
    const dataDir = copyOfPristine();
    const first = await startEmbeddedPostgres({ dataDir });
    const second = await startEmbeddedPostgres({ dataDir });
    expect(second).toMatchObject({ url: first.url, attached: true });

    await first.stop();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.stop();
    expect(embeddedUrl(dataDir)).toBe(second.url);

    await Promise.all([second.stop(), second.stop()]);
    expect(embeddedUrl(dataDir)).toBeUndefined();
  });

  it('is left running while any other client is connected', async () => {
    const dataDir = copyOfPristine();
    const server = await startEmbeddedPostgres({ dataDir });
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await server.stop();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();

    const joined = await startEmbeddedPostgres({ dataDir });
    expect(joined.attached).toBe(true);
    await joined.stop();
    expect(embeddedUrl(dataDir)).toBeUndefined();
  });

  it('is shared by two processes that make their first start at the same moment', async () => {
    const dataDir = newDirectory();
    const script = `start({ dataDir }).then((server) => {
      console.log(JSON.stringify(server));
      process.stdin.on('end', () => server.stop()).resume();
    })`;
    const pair = [run(script, dataDir), run(script, dataDir)];
    const servers = await Promise.all(pair.map(async (child) => JSON.parse(await line(child))));

    expect(servers[0].url).toBe(servers[1].url);
    expect(servers.filter(({ attached }) => attached)).toHaveLength(1);
    expect(await query(servers[0].url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    pair.forEach((child) => child.stdin?.end());
    expect(await Promise.all(pair.map(ended))).toEqual([0, 0]);
    expect(embeddedUrl(dataDir)).toBeUndefined();
  });

  it('is shared by all who start it at the same moment', async () => {
    const dataDir = copyOfPristine();
    const servers = await Promise.all([1, 2, 3].map(() => startEmbeddedPostgres({ dataDir })));
    expect(new Set(servers.map(({ url }) => url)).size).toBe(1);
    expect(servers.filter(({ attached }) => !attached)).toHaveLength(1);

    await Promise.all(servers.map((server) => server.stop()));
    expect(embeddedUrl(dataDir)).toBeUndefined();
  });

  it('does not hear the Ctrl-C that is meant for the application', async () => {
    const dataDir = copyOfPristine();
    const child = run(
      'start({ dataDir }).then(({ url }) => (console.log(url), process.stdin.resume()))',
      dataDir,
    );
    const url = await line(child);
    process.kill(-child.pid!, 'SIGINT');
    await ended(child);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('after kill -9 in the middle of inserts', () => {
  it.each([
    { killed: 'the application', attached: true },
    { killed: 'the application and the server', attached: false },
  ])('of $killed, every committed row is there', async ({ attached }) => {
    const dataDir = copyOfPristine();
    const child = run(
      `start({ dataDir }).then(async ({ url }) => {
        const client = new (require('pg').Client)({ connectionString: url });
        await client.connect();
        await client.query('CREATE TABLE kept (n int PRIMARY KEY)');
        for (let n = 1; ; n++) {
          await client.query('INSERT INTO kept VALUES ($1)', [n]);
          console.log(n);
        }
      })`,
      dataDir,
    );
    const committed = await line(child, (n) => Number(n) >= 200);
    child.kill('SIGKILL');
    if (!attached) {
      process.kill(readPostmaster(join(dataDir, 'postgres'))!.pid, 'SIGKILL');
    }

    const server = await startEmbeddedPostgres({ dataDir });
    expect(server.attached).toBe(attached);
    const [row] = await query<{ rows: number; last: number }>(
      server.url,
      'SELECT count(*)::int AS rows, max(n) AS last FROM kept',
    );
    expect(row?.rows).toBeGreaterThanOrEqual(Number(committed));
    expect(row?.last).toBe(row?.rows);
    await until(async () => (await sessions(server.url)) === 0);
    await server.stop();
    expect(embeddedUrl(dataDir)).toBeUndefined();
  });
});

describe('a postmaster.pid without a server', () => {
  it.each([
    ['whose process has died', () => pidFile(spawnSync('true').pid)],
    // Not our own number: Postgres knows better than to take its parent for a server.
    ['whose number has gone to another process', () => pidFile(run('process.stdin.resume()').pid!)],
    ['that a power cut left empty', () => ''],
  ])('%s is no obstacle', async (_, content) => {
    const dataDir = copyOfPristine();
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    writeFileSync(file, content());
    utimesSync(file, 0, 0);
    expect(embeddedUrl(dataDir)).toBeUndefined();

    const server = await startEmbeddedPostgres({ dataDir });
    expect(server.attached).toBe(false);
    await server.stop();
  });

  it('is waited for while a session of the killed server is still at work', async () => {
    const dataDir = copyOfPristine();
    const killed = await startEmbeddedPostgres({ dataDir });
    const busy = query(
      killed.url,
      "DO $$ BEGIN WHILE clock_timestamp() < now() + '1.5 s'::interval LOOP END LOOP; END $$",
    ).catch(() => 'cut off');
    await until(async () => (await sessions(killed.url)) === 1);
    process.kill(readPostmaster(join(dataDir, 'postgres'))!.pid, 'SIGKILL');

    const server = await startEmbeddedPostgres({ dataDir });
    expect(server.attached).toBe(false);
    await busy;
    await killed.stop();
    await server.stop();
    expect(embeddedUrl(dataDir)).toBeUndefined();
  });
});

describeForRoot('started by root on Linux (skipped elsewhere)', () => {
  it('serves from a directory closed to all others, in a user namespace', async () => {
    const dataDir = copyOfPristine();
    const server = await startEmbeddedPostgres({ dataDir });
    const { pid } = readPostmaster(join(dataDir, 'postgres'))!;
    expect(readlinkSync(`/proc/${pid}/ns/user`)).not.toBe(readlinkSync('/proc/self/ns/user'));
    await server.stop();
  });

  it('runs as an account of the system where one gets in, and says so where it no longer does', async () => {
    const open = newDirectory(tmpdir());
    chmodSync(open, 0o755);
    const server = await startEmbeddedPostgres({ dataDir: open });
    const owner = statSync(join(open, 'postgres')).uid;
    expect(owner === 0).toBe(!isOpenToAll(findBinaries().postgres));
    await server.stop();

    chmodSync(open, 0o700);
    const again = startEmbeddedPostgres({ dataDir: open }).then(async (reopened) => {
      await reopened.stop();
      return 'reopened';
    }, String);
    expect(await again).toMatch(owner === 0 ? 'reopened' : `as user ${owner}: `);
  });
});

describe('the programs', () => {
  it('get the library links back that a skipped install script did not make', () => {
    const native = join(newDirectory(), 'native');
    const installed = dirname(dirname(findBinaries().postgres));
    cpSync(installed, native, {
      recursive: true,
      filter: (file) => !/share|\.a$|postgresql$/.test(file.slice(installed.length)),
    });
    const links: { target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
    links.forEach(({ target }) => rmSync(join(native, '..', target)));
    const version = () => spawnSync(join(native, 'bin', 'postgres'), ['--version']).status;

    expect(version()).not.toBe(0);
    restoreLibraryLinks(native);
    expect(version()).toBe(0);
  });

  it('are not offered where they were never tried', () => {
    expect(() => findBinaries('win32-x64')).toThrow(/untested on win32-x64.*DATABASE_URL/);
  });
});
