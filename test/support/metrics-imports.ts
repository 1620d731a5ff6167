import { type Asked, OPERATOR, put, type Row } from './imports';
import type { TestServer } from './server';
import { until } from './started';

const ERRORS = 'userErrors { field code message }';

export const CREATE_METRICS = `mutation ($input: SupplierMetricsImportCreateInput!) {
  supplierMetricsImportCreate(input: $input) {
    supplierMetricsImport { id status autoConfirm fileName source belt { slug } } uploadUrl ${ERRORS}
  }
}`;

const CONFIRM = `mutation ($id: ID!) {
  supplierMetricsImportConfirm(id: $id) { supplierMetricsImport { id status confirmedAt } ${ERRORS} }
}`;

const CANCEL = `mutation ($id: ID!) {
  supplierMetricsImportCancel(id: $id) { supplierMetricsImport { id status finishedAt } ${ERRORS} }
}`;

export const METRICS_IMPORT = `query ($id: ID!) {
  node(id: $id) {
    ... on SupplierMetricsImport {
      id fileName format sheet source status autoConfirm createdBy confirmedAt finishedAt sha256 progress
      rowsRead rowsToInsert rowsToUpdate rowsUnchanged rowsRejected rowsWritten rowsInserted rowsUpdated
      belt { slug } rejectedFileUrl failure { code message value }
      changes { row supplierCode day source columns { column from to } }
      problems { nodes { row column code level message value } }
    }
  }
}`;

let keys = 0;

/** What a client does with files of suppliers' days over HTTP. */
export const metricsImportClient = (server: TestServer, asked: Asked = { as: OPERATOR }) => {
  const ask = async (document: string, variables: Row): Promise<any> => {
    const { data, errors } = await server.query(document, { variables, ...asked });
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const client = {
    /** The payload, whatever is in it. */
    create: async (input: Row = {}): Promise<any> => {
      const whole = {
        belt: 'yiwu',
        fileName: 'days.csv',
        format: 'CSV',
        idempotencyKey: `days ${++keys}`,
        ...input,
      };
      return (await ask(CREATE_METRICS, { input: whole })).supplierMetricsImportCreate;
    },
    confirm: async (id: string) => (await ask(CONFIRM, { id })).supplierMetricsImportConfirm,
    cancel: async (id: string) => (await ask(CANCEL, { id })).supplierMetricsImportCancel,
    get: async (id: string) => (await ask(METRICS_IMPORT, { id })).node,
    /** Polls until the import is so. */
    reaches: async (id: string, ...statuses: string[]) => {
      const isThere = async (): Promise<boolean> => statuses.includes((await client.get(id)).status);
      await until(isThere, `${id} is ${statuses.join(' or ')}`);
      return client.get(id);
    },
    /** Opens an import and sends its file; the id and the answer. */
    upload: async (file: Buffer | string, input: Row = {}) => {
      const { supplierMetricsImport, uploadUrl } = await client.create(input);
      const answer = await put(uploadUrl, Buffer.from(file));
      return { id: supplierMetricsImport.id as string, uploadUrl: uploadUrl as string, answer };
    },
  };
  return client;
};

/** What is recorded, in the words of the table. */
export const recordedDays = (server: Pick<TestServer, 'database'>): Promise<any[]> =>
  server.database.dataSource.query(
    `SELECT s.code, d.day::text, d.source, d.orders, d.sales_fen, d.ratings, d.rating_sum, d.dispatched_in_time,
            d.enquiries, d.replies, d.quality_returns, d.disputes, d.disputes_settled_in_time, d.version
       FROM supplier_metric_day d JOIN supplier s ON s.id = d.supplier_id ORDER BY s.code, d.day, d.source`,
  );
