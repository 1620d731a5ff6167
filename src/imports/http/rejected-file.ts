import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app';
import { languageOf } from '../../graphql/language';
import { rejectedRowsOf } from '../rejected-rows';
import { rejectedRowsAsCsv } from '../rejected-rows-csv';
import type { FileImport } from '../file-import.entity';

const SUFFIX = { 'zh-CN': '-未导入.csv', en: '-rejected.csv' } as const;

/** Streams the rejected rows, a page of them at a time, as fast as they are taken. */
export function sendRejectedFile(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  { uuid, fileName }: FileImport,
): FastifyReply {
  const language = languageOf(request.headers['accept-language']);
  const lines = rejectedRowsAsCsv(() => rejectedRowsOf(app.dataSource, uuid), language);
  const name = fileName.replace(/(\.gz)?$/i, '').replace(/\.\w{1,5}$/, '') + SUFFIX[language];
  return (
    reply
      .header('content-disposition', attachment(name))
      .header('content-language', language)
      // What other people's spreadsheets say is for whoever asks, and never a page.
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .type('text/csv; charset=utf-8')
      .send(Readable.from(lines))
  );
}

/** RFC 6266: the name in UTF-8 (RFC 8187), and in ASCII for those who do not read that. */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%/]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
