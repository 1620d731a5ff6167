import pino, { type DestinationStream, type LevelWithSilent, type Logger } from 'pino';
import { errorForLog } from './error-for-log';
import { ReadableLog } from './readable-log';
import { currentRequest } from './request-record';

export type LogSettings = { level: LevelWithSilent; readable: boolean };

/** The log: a line of JSON for each message, on standard error, or words for people where it is a terminal. */
export function createLog(
  { level, readable }: LogSettings,
  to: DestinationStream = readable
    ? new ReadableLog(process.stderr)
    : pino.destination({ fd: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      // The names that collectors look for; the process is told by its id alone.
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorForLog },
      // Whatever is logged on behalf of a request can be found by its id.
      mixin: (given) => {
        const id = 'requestId' in given ? undefined : currentRequest()?.id;
        return id === undefined ? {} : { requestId: id };
      },
    },
    to,
  );
}
