import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import type { TestServer } from './server';
import { until } from './started';

export const OPERATOR: Claims = { roles: [Role.OPERATOR], belts: ['yiwu'] };

export type Row = Record<string, unknown>;
export const fileOf = (rows: readonly Row[]): Buffer =>
  Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));

/** Rows of goods that no demo catalogue has. */
export const rowsOf = (from: number, to: number, more: (i: number) => Row = () => ({})): Row[] =>
  Array.from({ length: to - from }, (_, at) => {
    const i = from + at;
    return { code: `K-${i}`, title: `货品 ${i}`, price: 10 + (i % 90), shop: `店铺 ${i % 17}`, ...more(i) };
  });

export const CREATE = `mutation ($input: SkuImportCreateInput!) {
  skuImportCreate(input: $input) {
    skuImport { id status autoConfirm fileName belt { slug } }
    uploadUrl
    userErrors { field code message }
  }
}`;

export const CONFIRM = `mutation ($id: ID!) {
  skuImportConfirm(id: $id) { skuImport { id status confirmedAt } userErrors { field code message } }
}`;

export const CANCEL = `mutation ($id: ID!) {
  skuImportCancel(id: $id) { skuImport { id status finishedAt } userErrors { field code message } }
}`;

export const IMPORT = `query ($id: ID!) {
  node(id: $id) {
    ... on SkuImport {
      id fileName format status autoConfirm createdBy createdAt confirmedAt finishedAt sha256 progress
      rowsRead rowsToInsert rowsToUpdate rowsUnchanged rowsRejected rowsWritten rowsInserted rowsUpdated
      belt { slug } rejectedFileUrl assumptions { code rows message }
      failure { row column code message value level }
    }
  }
}`;

let keys = 0;

export type Asked = { as?: Claims; subject?: string; headers?: Record<string, string> };

/** What a client does with imports over HTTP. */
export const importClient = (server: TestServer, asked: Asked = { as: OPERATOR }) => {
  const ask = async (document: string, variables: Record<string, unknown>) => {
    const { data, errors } = await server.query(document, { variables, ...asked });
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const client = {
    /** The payload, whatever is in it. */
    create: async (input: Row = {}) => {
      const whole = {
        belt: 'yiwu',
        fileName: 'goods.jsonl',
        format: 'JSONL',
        createSuppliers: true,
        idempotencyKey: `key ${++keys}`,
        ...input,
      };
      return (await ask(CREATE, { input: whole })).skuImportCreate;
    },
    confirm: async (id: string) => (await ask(CONFIRM, { id })).skuImportConfirm,
    cancel: async (id: string) => (await ask(CANCEL, { id })).skuImportCancel,
    get: async (id: string) => (await ask(IMPORT, { id })).node,
    /** Polls until the import is so. */
    reaches: async (id: string, ...statuses: string[]) => {
      await until(
        async () => statuses.includes((await client.get(id)).status),
        `${id} is ${statuses.join(' or ')}`,
      );
      return client.get(id);
    },
    /** Opens an import and sends its file; the id and the answer. */
    upload: async (file: Buffer, input: Row = {}) => {
      const { skuImport, uploadUrl } = await client.create(input);
      return {
        id: skuImport.id as string,
        uploadUrl: uploadUrl as string,
        answer: await put(uploadUrl, file),
      };
    },
  };
  return client;
};

export type PutAnswer = { status: number; type: string | null; headers: Headers; body: any };

export async function put(
  url: string,
  body: Buffer | ReadableStream,
  headers: Record<string, string> = {},
): Promise<PutAnswer> {
  const response = await fetch(url, { method: 'PUT', body, headers, duplex: 'half' });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body: text ? JSON.parse(text) : undefined,
  };
}
