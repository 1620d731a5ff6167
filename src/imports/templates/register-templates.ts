import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import type { App } from '../../app';
import type { Reference } from '../../reference/reference';
import { METRICS_TEMPLATE } from '../../quality/importing/metrics-template';
import { SKU_TEMPLATE } from './sku-template';
import type { Template } from './template';
import { csvTemplate, jsonLinesTemplate } from './text-templates';
import { xlsxTemplate } from './xlsx-template';

/** By the beginning of their names. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  skus: SKU_TEMPLATE,
  'supplier-metrics': METRICS_TEMPLATE,
};

type Ending = { type: string; bytes: (template: Template, reference: Reference) => Buffer | Promise<Buffer> };

const ENDINGS: Readonly<Record<string, Ending>> = {
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: xlsxTemplate,
  },
  csv: { type: 'text/csv; charset=utf-8', bytes: csvTemplate },
  jsonl: { type: 'application/jsonl; charset=utf-8', bytes: jsonLinesTemplate },
};

/** Seconds in which nobody asks again; what can be picked changes with the reference data, now and then. */
const MAX_AGE = 3_600;

/** GET /templates/skus.xlsx, .csv, .jsonl, and supplier-metrics likewise: files to fill in and upload, for everybody. */
export function registerTemplates(http: FastifyInstance, app: App): void {
  for (const [kind, template] of Object.entries(TEMPLATES))
    for (const [ending, { type, bytes }] of Object.entries(ENDINGS))
      register(http, app, `${kind}.${ending}`, type, (reference) => bytes(template, reference));
}

function register(
  http: FastifyInstance,
  app: App,
  name: string,
  type: string,
  bytes: (reference: Reference) => Buffer | Promise<Buffer>,
): void {
  const made = new WeakMap<Reference, Promise<{ body: Buffer; etag: string }>>();
  const make = async (reference: Reference): Promise<{ body: Buffer; etag: string }> => {
    const body = await bytes(reference);
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
  };
  http.get(`/templates/${name}`, async (request, reply) => {
    const { reference } = app;
    const template = made.get(reference) ?? make(reference);
    made.set(reference, template);
    const { body, etag } = await template;
    reply
      .header('cache-control', `public, max-age=${MAX_AGE}`)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('x-content-type-options', 'nosniff')
      .header('etag', etag);
    if (isCurrent(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type(type).send(body);
  });
}

/** A proxy that has compressed the answer says W/ of its tag. */
const isCurrent = (known: string | undefined, etag: string): boolean =>
  known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;
