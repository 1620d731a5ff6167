import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Ends each answer as caches need it: those without a hint are not to be stored; those with one have an ETag, and are
 * not sent again to who has them already. A plugin would hash every POST as well, which nobody can ask about again.
 */
export function finishForCaches(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  const isPublic = String(reply.getHeader('cache-control')).startsWith('public');
  if (!isPublic || typeof payload !== 'string') return done(null, payload);
  const tag = `"${createHash('sha1').update(payload).digest('base64url')}"`;
  // Weak: what compresses the answer on the way changes its bytes, not what it says.
  void reply.header('etag', `W/${tag}`);
  if (!names(request.headers['if-none-match'], tag)) return done(null, payload);
  void reply.code(304);
  return done(null, '');
}

/** Whether an If-None-Match names the tag, weak or not (RFC 9110, 13.1.2). */
const names = (header: string | undefined, tag: string): boolean =>
  header?.trim() === '*' ||
  (header?.split(',').some((part) => part.trim().replace(/^W\//, '') === tag) ?? false);
