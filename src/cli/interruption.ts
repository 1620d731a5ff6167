import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * The first SIGINT or SIGTERM asks the work to end where it may, and is told by the exit code; a second one ends the
 * process at once, as without this.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const handlers = SIGNALS.map((name) => {
    const interrupted = (): void => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
      process.exitCode = 128 + constants.signals[name];
      process.stderr.write(`${name}: ends after what is under way\n`);
      controller.abort();
    };
    process.on(name, interrupted);
    return [name, interrupted] as const;
  });
  return controller.signal;
}
