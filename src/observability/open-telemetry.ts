import type { IncomingHttpHeaders } from 'node:http';
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { RequestSpan, Tracing } from './tracing';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;
/** Of a statement: what is longer names more columns, nothing that tells statements apart. */
const SQL_CHARACTERS = 2_000;

/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP. Where to, which share of requests and under what name is read by
 * OpenTelemetry itself from its OTEL_… variables. Loaded by startTracing alone, where it is wanted.
 */
export function openTelemetry(): Tracing {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': process.env.OTEL_SERVICE_NAME || 'headwater',
      'process.pid': process.pid,
    }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('headwater');
  return {
    request: (method, headers) => requestSpan(tracer, method, headers),
    stop: () => provider.shutdown(),
  };
}

function requestSpan(tracer: Tracer, method: string, headers: IncomingHttpHeaders): RequestSpan {
  const http = tracer.startSpan(
    method,
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
    callerOf(headers),
  );
  const below = trace.setSpan(ROOT_CONTEXT, http);
  let operation: Span | undefined;
  let parent = below;
  return {
    operation(name, type) {
      const attributes: Attributes = { 'graphql.operation.type': type };
      if (name !== null) attributes['graphql.operation.name'] = name;
      operation = tracer.startSpan(name === null ? type : `${type} ${name}`, { attributes }, below);
      parent = trace.setSpan(ROOT_CONTEXT, operation);
    },
    statement: (sql) => statementSpan(tracer, sql, parent),
    end({ route, status }) {
      operation?.end();
      http.updateName(`${method} ${route}`);
      http.setAttributes({ 'http.route': route, 'http.response.status_code': status });
      if (status >= 500) http.setStatus({ code: SpanStatusCode.ERROR });
      http.end();
    },
  };
}

function statementSpan(tracer: Tracer, sql: string, parent: Context): (error?: unknown) => void {
  // Values are parameters, which are not part of the text.
  const text = sql.replace(/\s+/g, ' ').trim().slice(0, SQL_CHARACTERS);
  const operation = /^\w+/.exec(text)?.[0].toUpperCase() ?? 'SQL';
  const table = /\b(?:FROM|INTO|UPDATE|COPY) "?(\w+)/.exec(text)?.[1];
  const span = tracer.startSpan(
    table ? `${operation} ${table}` : operation,
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': text,
        'db.operation.name': operation,
        // The names of before 2025, by which many a backend still knows a database.
        'db.system': 'postgresql',
        'db.statement': text,
      },
    },
    parent,
  );
  return (error) => {
    if (error !== undefined) {
      // Not its message, which may repeat a value.
      span.setAttribute('error.type', (error as { code?: string }).code ?? 'unknown');
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };
}

/** What the caller's span is, as it says in traceparent (W3C Trace Context). */
function callerOf({ traceparent }: IncomingHttpHeaders): Context {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(String(traceparent)) ?? [];
  const caller = { traceId, spanId, traceFlags: parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(caller) ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
}
