import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Role } from '../../src/auth/principal';
import { DATABASE_LIMITS } from '../../src/config/limits';
import { scrape } from '../../src/observability/metrics-endpoint';
import type { ServerOnDatabase } from '../support/graphql-server';
import { importClient } from '../support/imports';
import type { TestServer } from '../support/server';
import { until } from '../support/started';
import { askOnce, quantile, type Sample } from './load';

/** Sessions of a server under test, one of which holds the lock. */
const POOL = 8;

const SUPPLIERS = JSON.stringify({ query: '{ suppliers(first: 1) { nodes { name } } }' });

export type Exhaustion = { served: Sample[]; refused: Sample[]; others: Sample[]; heldMs: number };

/** Requests all at once, while each connection to the database waits for a lock. */
export async function exhaustion(server: ServerOnDatabase, count: number): Promise<Exhaustion> {
  const { dataSource } = server.app;
  const blocker = dataSource.createQueryRunner();
  await blocker.startTransaction();
  await blocker.query('LOCK TABLE supplier IN ACCESS EXCLUSIVE MODE');
  const startedAt = performance.now();
  const willWait = DATABASE_LIMITS.maxWaiting + POOL;
  let answered = 0;
  const requests = Array.from({ length: count }, () =>
    askOnce(server.url, SUPPLIERS).finally(() => {
      answered++;
    }),
  );
  // Those who cannot even wait are answered while the others do.
  await until(() => answered >= count - willWait, 'those beyond it are refused');
  const heldMs = performance.now() - startedAt;
  await blocker.commitTransaction();
  await blocker.release();
  const samples = await Promise.all(requests);
  const isRefused = ({ status, code, retryAfter }: Sample): boolean =>
    status === 503 && code === 'OVERLOADED' && Number(retryAfter) > 0;
  return {
    served: samples.filter(({ code }) => code === undefined),
    refused: samples.filter(isRefused),
    others: samples.filter((sample) => sample.code !== undefined && !isRefused(sample)),
    heldMs,
  };
}

export type Starvation = { samples: Sample[]; waiting: number; refusedBefore: number; refusedAfter: number };

/** Requests while each connection waits for a lock, until all of them are answered; and what metrics tell of it. */
export async function starvation(server: ServerOnDatabase, count: number): Promise<Starvation> {
  const gauge = async (name: string): Promise<number> =>
    Number(new RegExp(`^headwater_${name} (\\d+)$`, 'm').exec(await scrape(server.app))![1]);
  const blocker = server.app.dataSource.createQueryRunner();
  const refusedBefore = await gauge('pool_refused');
  await blocker.startTransaction();
  await blocker.query('LOCK TABLE supplier IN ACCESS EXCLUSIVE MODE');
  let waiting = 0;
  const requests = Promise.all(Array.from({ length: count }, () => askOnce(server.url, SUPPLIERS)));
  const isWaiting = async (): Promise<boolean> =>
    (waiting = Math.max(waiting, await gauge('pool_waiting'))) >= count - POOL;
  await until(isWaiting, 'they wait for a connection');
  const samples = await requests;
  await blocker.rollbackTransaction();
  await blocker.release();
  return { samples, waiting, refusedBefore, refusedAfter: await gauge('pool_refused') };
}

export type Nuisances = { before: Sample[]; during: Sample[]; idle: number; slow: number; stalled: number };

const CONTROL = 60;

/** Clients that send nothing, read nothing, or stop in the middle of a file; others are measured before and meanwhile. */
export async function nuisances(server: ServerOnDatabase, idle: number): Promise<Nuisances> {
  const { hostname: host, port } = new URL(server.url);
  const sockets: Socket[] = [];
  const open = async (): Promise<Socket> => {
    const socket = connect(Number(port), host);
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const before = await control(server.url);

  for (let i = 0; i < idle; i++) await open();
  const slow = 20;
  const query = '{ skus(first: 100) { nodes { id title supplier { id name } belt { slug name } } } }';
  const path = `/graphql?query=${encodeURIComponent(query)}`;
  for (let i = 0; i < slow; i++) {
    const socket = await open();
    socket.pause();
    // Several answers, of which nothing is read: more than the buffers on the way hold.
    const request = `GET ${path} HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n\r\n`;
    socket.write(request.repeat(3));
  }
  const stalled = 4;
  const client = importClient(server as unknown as TestServer, {
    as: { roles: [Role.OPERATOR], belts: ['yiwu', 'foshan'] },
  });
  for (let i = 0; i < stalled; i++) {
    const { uploadUrl } = await client.create({ belt: i % 2 ? 'yiwu' : 'foshan' });
    const { pathname, search } = new URL(uploadUrl);
    const socket = await open();
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n{"code":`);
  }

  const during = await control(server.url);
  for (const socket of sockets) socket.destroy();
  return { before, during, idle, slow, stalled };
}

/** One request after the other. */
async function control(url: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let i = 0; i < CONTROL; i++) samples.push(await askOnce(url));
  return samples;
}

export const figures = (samples: readonly Sample[]): { p50: number; p99: number; failed: number } => ({
  p50: quantile(samples, 0.5),
  p99: quantile(samples, 0.99),
  failed: samples.filter(({ code }) => code !== undefined).length,
});
