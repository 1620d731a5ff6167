import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { errorsTotal, requestSeconds } from './metrics';
import { knownOperations } from './operation-names';
import { RequestRecord, requests } from './request-record';
import { traceRequest } from './tracing';

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
  }
}

export const REQUEST_ID = 'x-request-id';

/** What proxies send: UUIDs, hexadecimal, base64. Nothing that could break out of a line or fill it. */
const SANE_ID = /^[\w.:/+=-]{8,128}$/;

/** A caller's own id, so that its log and ours can be laid side by side; else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers[REQUEST_ID];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}

/** Asked every few seconds by machines. */
const QUIET = new Set(['/livez', '/readyz', '/metrics']);

/**
 * One line in the log for each request, when its answer is sent or its client gone, and the same for metrics and the
 * trace. It has no address: queries carry permissions and variables. It has the route instead.
 */
export function recordRequests(http: FastifyInstance, log: Logger): void {
  const known = knownOperations();
  http.decorateRequest('record');
  http.addHook('onRequest', (request, reply, done) => {
    const record = new RequestRecord(request.id, traceRequest(request.method, request.headers));
    request.record = record;
    void reply.header(REQUEST_ID, request.id);
    const startedAt = performance.now();
    // Not onResponse, which is not told of clients that leave before the end.
    reply.raw.once('close', () => end(request, reply, performance.now() - startedAt));
    requests.run(record, done);
  });
  // Reading the body ends in the context of the socket.
  http.addHook('preValidation', (request, _reply, done) => requests.run(request.record, done));

  function end(request: FastifyRequest, { raw }: FastifyReply, milliseconds: number): void {
    const { record } = request;
    record.isOver = true;
    const route = request.routeOptions.url ?? 'none';
    const { statusCode: status } = raw;
    const name = record.operation?.name;
    const label = record.operation ? (name && known.has(name) ? name : 'other') : route;
    requestSeconds.observe({ operation: label, status: String(status) }, milliseconds / 1000);
    for (const code of record.codes) errorsTotal.inc({ code });
    record.span?.end({ route, status });
    // Whoever asked can do nothing about it; whoever runs the server must.
    if (record.codes.has('STORAGE_FULL'))
      log.error(
        { requestId: record.id },
        'The disk of the database is full: nothing is written until space is freed',
      );
    const level = status >= 500 ? 'warn' : QUIET.has(route) ? 'debug' : 'info';
    if (log.isLevelEnabled(level)) log[level](lineOf(request, route, raw, milliseconds), 'request');
  }
}

function lineOf(
  { method, record }: FastifyRequest,
  route: string,
  raw: FastifyReply['raw'],
  milliseconds: number,
): object {
  const { id, principal, operation, cost, statements, codes } = record;
  return {
    requestId: id,
    method,
    route,
    status: raw.statusCode,
    ...(raw.writableFinished ? {} : { aborted: true }),
    ms: Math.round(milliseconds * 10) / 10,
    operation: operation?.name?.slice(0, 100),
    type: operation?.type,
    subject: principal.subject,
    roles: [...principal.roles],
    cost,
    statements,
    codes: codes.size > 0 ? [...codes] : undefined,
  };
}
