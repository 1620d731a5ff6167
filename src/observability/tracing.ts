import type { IncomingHttpHeaders } from 'node:http';

/** The span of a request, under which those of its operation and its statements are made. */
export type RequestSpan = {
  /** The operation begins; it ends with the request. */
  operation(name: string | null, type: string): void;
  /** A statement begins. Returns what ends it. */
  statement(sql: string): (error?: unknown) => void;
  end(result: { route: string; status: number }): void;
};

export type Tracing = {
  request(method: string, headers: IncomingHttpHeaders): RequestSpan;
  /** Sends what is left. */
  stop(): Promise<void>;
};

let tracing: Tracing | undefined;

/** Begins the span of a request, where requests are traced. */
export const traceRequest = (method: string, headers: IncomingHttpHeaders): RequestSpan | undefined =>
  tracing?.request(method, headers);

/** Traces requests where a collector is named (the settings are OpenTelemetry's own); else nothing of it is even loaded. */
export function startTracing(env: NodeJS.ProcessEnv = process.env): void {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT && !env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return;
  // An import at the top would load OpenTelemetry always.
  const { openTelemetry } = require('./open-telemetry') as typeof import('./open-telemetry');
  tracing = openTelemetry();
}

export async function stopTracing(): Promise<void> {
  await tracing?.stop();
  tracing = undefined;
}
