import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { extname, join } from 'node:path';
import type { ExplorerSession } from './session';

export interface ExplorerOptions {
  /** The folder that `node explorer/build.mjs` writes. */
  assetsDir: string;
  /** Nothing returned: the page shows no picker, and everyone is anonymous. */
  session: () => ExplorerSession | undefined | Promise<ExplorerSession | undefined>;
}

interface Asset {
  body: Buffer;
  type: string;
  etag: string;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};

/** Nothing from elsewhere. Monaco writes style elements and attributes, and its icons and fonts come as data. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT = 'The explorer page is not built: run `npm run build`, then start again.\n';

/** Serves the explorer page at /, for development. The files are read once and looked up by name, never by path. */
export function registerExplorer(app: FastifyInstance, { assetsDir, session }: ExplorerOptions): void {
  const assets = readAssets(assetsDir);

  app.get('/', (request, reply) => {
    const page = assets.get('index.html');
    return page
      ? sendAsset(request, reply, page)
      : reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
  });

  app.get('/explorer/session.json', async (request, reply) => {
    const lent = isOwnName(request.hostname) ? await session() : undefined;
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    return lent ? reply.send(lent) : reply.code(404).send({ error: 'No session is lent here' });
  });

  app.get<{ Params: { file: string } }>('/explorer/:file', (request, reply) => {
    const asset = assets.get(request.params.file);
    return asset ? sendAsset(request, reply, asset) : reply.callNotFound();
  });
}

/**
 * True for localhost and plain addresses. A page elsewhere can make its own name resolve to this machine and so read
 * what is same-origin (DNS rebinding); it cannot do that with a name or address that is not its own.
 */
function isOwnName(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0;
}

function readAssets(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const type = TYPES[extname(name)];
    if (!type) continue;
    const body = readFileSync(join(folder, name));
    const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    assets.set(name, { body, type, etag: `"${digest}"` });
  }
  return assets;
}

/** The names do not change with the content, so a browser asks each time, and mostly hears 304. */
function sendAsset(request: FastifyRequest, reply: FastifyReply, { body, type, etag }: Asset): FastifyReply {
  reply
    .header('content-security-policy', POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-cache')
    .header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.type(type).send(body);
}
