import type { FastifyRequest } from 'fastify';
import { HeadwaterError } from './errors';

type Addressed = Pick<FastifyRequest, 'protocol' | 'host'>;

/**
 * The scheme and authority that a client sent its request to; empty where they are none. A proxy of TRUST_PROXY may say
 * so with X-Forwarded-Proto and X-Forwarded-Host; from anybody else fastify does not read these. PUBLIC_URL goes before
 * both.
 */
export function originOf({ protocol, host }: Addressed): string {
  const origin = `${protocol}://${host}`;
  return /^https?$/.test(protocol) && URL.canParse(origin) ? new URL(origin).origin : '';
}

/** A hook: answers 400 to a Host that is none, as RFC 9112 (3.2) asks. @throws BAD_REQUEST */
export const requireOrigin = async (request: Addressed): Promise<void> => {
  if (originOf(request) !== '') return;
  throw new HeadwaterError('BAD_REQUEST', {
    expected: { en: 'a Host header with a name or an address', 'zh-CN': ' Host 请求头为域名或地址' },
  });
};
