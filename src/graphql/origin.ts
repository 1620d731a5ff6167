import type { FastifyRequest } from 'fastify';

/**
 * The scheme and authority that a client sent its request to. A proxy that ends TLS, or has another name for us, is not
 * asked: whoever runs one sets PUBLIC_URL, and nobody can make us believe a forwarded header.
 */
export function originOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
  const origin = `${protocol}://${host}`;
  return URL.canParse(origin) ? new URL(origin).origin : '';
}
