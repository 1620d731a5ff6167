import type { FastifyInstance } from 'fastify';
import type { App } from '../app';

/**
 * GET /livez: the process runs. GET /readyz: it can answer; 503 when the database does not, and from the moment the
 * server stops, so that a balancer sends no more.
 */
export function registerHealth(http: FastifyInstance, app: App): { stopping(): void } {
  let stopping = false;
  http.get('/livez', () => ({ status: 'ok' }));
  http.get('/readyz', async (_request, reply) => {
    if (stopping) return reply.code(503).send({ status: 'stopping' });
    try {
      await app.dataSource.query('SELECT 1');
      return { status: 'ok', cells: app.matching.sync.directory.size };
    } catch {
      return reply.code(503).send({ status: 'database unavailable' });
    }
  });
  return {
    stopping: () => {
      stopping = true;
    },
  };
}
