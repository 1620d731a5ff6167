import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { databaseFailure } from '../../database/failures';
import { languageOf } from '../../graphql/language';
import type { App } from '../../app';
import { FileImport } from '../file-import.entity';
import { keepsRows } from '../life-cycle';
import { CAPABILITY, checkCapability, type Purpose } from './capability';
import { HttpProblem, type HttpProblemCode, sendProblem } from './problem';
import { sendRejectedFile } from './rejected-file';
import { drain } from './upload-body';
import { Uploads } from './uploads';

type FileRequest = FastifyRequest<{ Params: { id: string }; Querystring: Record<string, unknown> }>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Where files come in, and where rejected rows go out. Whoever has the address may do so: see docs/decisions/0010.
 * Returns how uploads under way are ended when the server stops.
 */
export function registerImportFiles(
  http: FastifyInstance,
  app: App,
  onFault: (error: unknown) => void,
): { stop(): void } {
  const uploads = new Uploads(app);
  void http.register(async (files) => {
    // A file is not a body to be parsed: its bytes are read as they come, whatever they are declared to be.
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', (_request, _payload, done) => done(null));
    files.addHook('onRequest', async ({ raw }) => {
      raw.headers['content-type'] = 'application/octet-stream';
    });
    files.setErrorHandler((error, request, reply) => {
      const code = codeOf(error);
      if (code === 'INTERNAL_SERVER_ERROR') onFault(error);
      request.record.codes.add(code);
      return sendProblem(reply, code, languageOf(request.headers['accept-language']));
    });
    files.addHook('onResponse', async ({ raw }) => drain(raw));

    files.put('/imports/:id/file', async (request: FileRequest, reply: FastifyReply) =>
      uploads.receive(request, reply, await entitled(app, request, 'upload')),
    );
    files.get('/imports/:id/rejected.csv', async (request: FileRequest, reply: FastifyReply) =>
      sendRejectedFile(app, request, reply, withRows(await entitled(app, request, 'rejected'))),
    );
  });
  return { stop: () => uploads.stop() };
}

function codeOf(error: unknown): HttpProblemCode {
  if (error instanceof HttpProblem) return error.code;
  return (databaseFailure(error)?.code as HttpProblemCode | undefined) ?? 'INTERNAL_SERVER_ERROR';
}

/** An address may be good for longer than what it leads to. */
function withRows(fileImport: FileImport): FileImport {
  if (!keepsRows(fileImport)) throw new HttpProblem('ROWS_DROPPED');
  return fileImport;
}

/** The import that the address is of. That there is none is not told from an address that is not ours. */
async function entitled(app: App, { params, query }: FileRequest, purpose: Purpose): Promise<FileImport> {
  const { id } = params;
  const capability = query[CAPABILITY];
  const skuImport =
    UUID.test(id) && typeof capability === 'string'
      ? await app.dataSource.getRepository(FileImport).findOneBy({ uuid: id })
      : null;
  if (!skuImport) throw new HttpProblem('URL_INVALID');
  const found = await checkCapability(capability as string, skuImport, purpose);
  if (found === 'expired') throw new HttpProblem('URL_EXPIRED');
  if (found === 'invalid') throw new HttpProblem('URL_INVALID');
  return skuImport;
}
