import type { FastifyRequest } from 'fastify';

/**
 * The scheme and authority that a client sent its request to; empty where they are none. A proxy of TRUST_PROXY may say
 * so with X-Forwarded-Proto and X-Forwarded-Host; from anybody else fastify does not read these. PUBLIC_URL goes before
 * both.
 */
export function originOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
  const origin = `${protocol}://${host}`;
  return /^https?:/.test(origin) && URL.canParse(origin) ? new URL(origin).origin : '';
}
