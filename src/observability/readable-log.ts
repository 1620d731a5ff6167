import type { DestinationStream } from 'pino';

const LEFT_OUT = new Set(['level', 'time', 'pid', 'msg', 'err', 'requestId']);

/** Lines of the log for people: the time, what it says, the rest as name=value, an error with its stack below. */
export class ReadableLog implements DestinationStream {
  constructor(private readonly to: { write(text: string): unknown }) {}

  write(line: string): void {
    const entry = JSON.parse(line) as Record<string, unknown> & { time: string; level: string; msg: string };
    const { err } = entry as { err?: { stack?: string; message?: string } | string };
    const rest = Object.entries(entry)
      .filter(([name, value]) => !LEFT_OUT.has(name) && value !== null)
      .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    const head = [entry.time.slice(11, 23), entry.level.toUpperCase().padEnd(5), entry.msg, ...rest].join(
      ' ',
    );
    const below = typeof err === 'object' ? (err.stack ?? err.message) : err;
    this.to.write(below === undefined ? `${head}\n` : `${head}\n${below}\n`);
  }
}
