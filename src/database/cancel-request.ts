import { once } from 'node:events';
import { connect } from 'node:net';
import { DATABASE_LIMITS } from '../config/limits';

/** What the protocol needs to know of a connection to cancel on it; null until Postgres has let it in. */
export type Cancellable = { host: string; port: number; processID: number | null; secretKey: number | null };

/**
 * A CancelRequest of the protocol, on a connection that is nobody's session: when statements must be ended, the pool is
 * the last place to look for a free one. Resolves when Postgres has seen to it, or cannot be reached.
 */
export async function requestCancel({ host, port, processID, secretKey }: Cancellable): Promise<void> {
  if (processID === null || secretKey === null) return;
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80_877_102, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.on('error', () => undefined);
  socket.setTimeout(DATABASE_LIMITS.connectTimeoutMs, () => socket.destroy());
  socket.end(request);
  socket.resume();
  await once(socket, 'close');
}
