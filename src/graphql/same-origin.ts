import type { onRequestHookHandler } from 'fastify';

/**
 * A browser says by itself, and no page can say in its place, when a request comes from a page of this very origin: as
 * good as the header that CSRF prevention asks of a GET. So clients that send GET by default work as they are.
 */
export const trustSameOrigin: onRequestHookHandler = (request, _reply, done) => {
  if (request.headers['sec-fetch-site'] === 'same-origin')
    request.headers['apollo-require-preflight'] ??= 'same-origin';
  done();
};
