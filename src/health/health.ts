import type { FastifyInstance } from 'fastify';
import type { App } from '../app';

/**
 * GET /livez: the process runs. GET /readyz: it can answer; 503 when the database does not, and from the moment the
 * server stops, so that a balancer sends no more. It takes no connection of the pool: a server that has much to do is
 * not one that should be taken away.
 */
export function registerHealth(http: FastifyInstance, app: App): { stopping(): void } {
  let stopping = false;
  http.get('/livez', () => ({ status: 'ok' }));
  http.get('/readyz', (_request, reply) => {
    if (stopping) return reply.code(503).send({ status: 'stopping' });
    if (!app.database.isUp) return reply.code(503).send({ status: 'database unavailable' });
    return reply.send({ status: 'ok', cells: app.matching.sync.directory.size });
  });
  return {
    stopping: () => {
      stopping = true;
    },
  };
}
