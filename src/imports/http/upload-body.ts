import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { IMPORT_LIMITS } from '../../config/limits';
import { HttpProblem } from './problem';

/**
 * The bytes of an upload, as far as they are wanted: ends with an HttpProblem where there are too many, where they do
 * not all come, where they come too slowly, or where the server stops. The request itself is left open, so that it can
 * still be answered.
 */
export function uploadBody(request: IncomingMessage, signal: AbortSignal): Readable {
  let bytes = 0;
  let bytesBefore = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > IMPORT_LIMITS.uploadBytes ? new HttpProblem('TOO_LARGE') : null, chunk);
    },
  });
  const isOver = (): boolean => body.writableEnded || body.destroyed;
  const watch = setInterval(() => {
    // Where bytes wait for us to take them, the sender is not to blame.
    const isTooSlow = body.readableLength === 0 && bytes - bytesBefore < IMPORT_LIMITS.uploadMinBytes;
    bytesBefore = bytes;
    if (isTooSlow && !isOver()) body.destroy(new HttpProblem('UPLOAD_TOO_SLOW'));
  }, IMPORT_LIMITS.uploadWatchMs);
  const onClose = (): void => {
    if (!request.complete) body.destroy(new HttpProblem('UPLOAD_INCOMPLETE'));
  };
  const onStop = (): void => {
    body.destroy(new HttpProblem('STOPPING'));
  };
  request.once('close', onClose);
  request.on('error', onClose);
  signal.addEventListener('abort', onStop);
  // Whoever reads it is told; nobody may be reading any more.
  body.on('error', () => undefined);
  body.once('close', () => {
    clearInterval(watch);
    request.off('close', onClose);
    signal.removeEventListener('abort', onStop);
  });
  if (signal.aborted) onStop();
  // The sender may have left before we came here.
  if (request.destroyed) onClose();
  return request.pipe(body);
}

/**
 * Takes what still comes of a request that is answered already, for a while: a sender that is cut off in the middle of
 * sending would not read the answer.
 */
export function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.resume();
  const timer = setTimeout(() => request.destroy(), IMPORT_LIMITS.uploadDrainMs).unref();
  request.once('close', () => clearTimeout(timer));
}
