import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { App } from '../app';
import { isTrusted, type Principal } from '../auth/principal';
import { poolOf } from '../database/pool';
import { HeadwaterError } from '../graphql/errors';
import { answerHttpErrors } from '../graphql/http-errors';
import {
  databaseUp,
  directoryCells,
  importsRunning,
  poolConnections,
  poolRefused,
  poolWaiting,
  registry,
  replicaLag,
  replicaRead,
} from './metrics';

/** All metrics in Prometheus' text format; what has a state is asked for it now. */
export function scrape(app: App): Promise<string> {
  const pool = poolOf(app.dataSource);
  poolConnections.set({ state: 'idle' }, pool.idleCount);
  poolConnections.set({ state: 'in_use' }, pool.totalCount - pool.idleCount);
  poolWaiting.set(pool.waiters);
  poolRefused.set(pool.refused);
  databaseUp.set(app.database.isUp ? 1 : 0);
  for (const { name: replica, isFresh, lagMs } of app.replicas.all) {
    replicaRead.set({ replica }, isFresh ? 1 : 0);
    replicaLag.set({ replica }, lagMs / 1000);
  }
  directoryCells.set(app.matching.sync.directory.size);
  importsRunning.set(app.importWorker.running);
  return registry.metrics();
}

/**
 * GET /metrics beside the API, for ADMIN and SERVICE: how much is asked of whom is nobody else's business. Not for
 * loopback addresses, since behind a proxy on the same machine everybody has one.
 */
export function registerMetrics(
  http: FastifyInstance,
  app: App,
  principalOf: (authorization: string | undefined) => Promise<Principal>,
): void {
  const errorHandler = answerHttpErrors(() => undefined);
  http.get('/metrics', { errorHandler }, async ({ headers }, reply) => {
    const principal = await principalOf(headers.authorization);
    if (principal.roles.size === 0) throw new HeadwaterError('UNAUTHENTICATED');
    if (!isTrusted(principal))
      throw Object.assign(new HeadwaterError('FORBIDDEN', { what: '/metrics' }), { statusCode: 403 });
    return reply
      .header('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await scrape(app));
  });
}

/** GET /metrics without a token, on a port of its own that the network keeps to whoever collects them. */
export async function listenForMetrics(app: App, at: { host: string; port: number }): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/metrics') {
      scrape(app).then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, resolve);
  });
  return server;
}
