import { setMaxListeners } from 'node:events';
import type { FastifyReply, onRequestHookHandler } from 'fastify';
import { HTTP_LIMITS } from '../config/limits';
import { HeadwaterError } from '../graphql/errors';

/** For fastify. No time for the whole of a request: sending a file may take an hour (src/imports/http/uploads.ts). */
export const CONNECTION_LIMITS = {
  requestTimeout: 0,
  keepAliveTimeout: HTTP_LIMITS.keepAliveTimeoutMs,
  http: { headersTimeout: HTTP_LIMITS.headersTimeoutMs, maxHeaderSize: HTTP_LIMITS.maxHeaderBytes },
};

/** Refuses what comes while as many are under way: a queue without end only makes everybody's answer come too late. */
export function limitInFlight(max: number): onRequestHookHandler {
  let underWay = 0;
  return (_request, reply, done) => {
    if (underWay >= max) {
      void reply.header('retry-after', HTTP_LIMITS.retryAfterS);
      return done(Object.assign(new HeadwaterError('OVERLOADED'), { statusCode: 503 }));
    }
    underWay++;
    reply.raw.once('close', () => underWay--);
    done();
  };
}

/** Gives up on those who send a body byte by byte, and on their connection. */
export const limitBodyTime =
  (timeoutMs: number = HTTP_LIMITS.bodyTimeoutMs): onRequestHookHandler =>
  (request, reply, done) => {
    const timer = setTimeout(() => {
      reply.raw.once('finish', () => request.raw.destroy());
      void reply
        .header('connection', 'close')
        .send(Object.assign(new HeadwaterError('REQUEST_TIMEOUT'), { statusCode: 408 }));
    }, timeoutMs);
    for (const event of ['end', 'close'] as const) request.raw.once(event, () => clearTimeout(timer));
    done();
  };

/** Aborted as soon as nobody waits for the answer: the connection is closed, or it took too long. */
export function endOf({ raw }: FastifyReply): AbortSignal {
  const end = new AbortController();
  // Every statement under way listens: there may be as many as fields, and each takes its ear away.
  setMaxListeners(0, end.signal);
  const timer = setTimeout(() => end.abort(), HTTP_LIMITS.deadlineMs);
  raw.once('close', () => {
    clearTimeout(timer);
    if (!raw.writableFinished) end.abort();
  });
  return end.signal;
}
