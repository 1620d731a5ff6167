import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { buildSchema } from '../../src/graphql/schema';
import { followOn } from '../support/event-stream';
import { closeHealthy } from '../support/healthy';
import { daysAgo, GOOD_DAY } from '../support/metric-days';
import { OPERATOR, STREAMER, type Use } from '../support/operation-use';
import { addPicks, type AllianceIds, allianceUses } from '../support/operations-alliance';
import { addLedger, governanceUses, type Ledger } from '../support/operations-governance';
import { addImports, type Imports, importUses } from '../support/operations-imports';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';
import { StatementCounter } from '../support/statement-counter';
import { kindsOf } from '../support/statement-kinds';

/* The documents that frontends use: valid, answered for the role that uses them, in as many statements as said here. */

const FOLDER = join(__dirname, '..', '..', 'schema', 'operations');
const documents = Object.fromEntries(
  readdirSync(FOLDER).map((name) => [
    name.replace(/\.graphql$/, ''),
    readFileSync(join(FOLDER, name), 'utf8'),
  ]),
);

const HANDLE = STREAMER.streamer!;

let ids: {
  sku: string;
  supplier: string;
  skus: string[];
  suppliers: string[];
} & AllianceIds &
  Imports &
  Ledger;

const USES: Record<string, Use> = {
  'browse-catalogue': {
    variables: (first) => ({
      first,
      filter: { provenances: ['BELT', 'ORIGIN', 'FACTORY_DIRECT'] },
      orderBy: { field: 'PRICE', direction: 'ASC' },
    }),
    rows: (data) => data.skus.edges,
    statements: ['places sku'],
  },
  'search-skus': {
    sizes: [1, 40],
    variables: (first) => ({ text: '翡翠', first }),
    rows: (data) => data.skus.nodes,
    // Exact codes, words in titles, other words; then the counts, under a time limit that is set and taken back.
    statements: [
      'names supplier',
      'places sku',
      'places sku',
      'count sku',
      'count sku',
      'setting',
      'setting',
    ],
  },
  'sku-page': {
    as: STREAMER,
    sizes: [1, 18],
    variables: (related) => ({ id: ids.sku, related }),
    rows: (data) => data.node.relatedSkus,
    statements: [
      'rows sku',
      'details sku',
      'rows supplier',
      'rows supplier_metric',
      'totals supplier',
      'related',
      'rows sku',
      'details sku',
    ],
  },
  'supplier-page': {
    variables: (first) => ({ id: ids.supplier, first }),
    rows: (data) => data.node.skus.nodes,
    statements: ['rows supplier', 'rows supplier_metric', 'totals supplier', 'places sku'],
  },
  'belt-page': {
    variables: (first) => ({ slug: 'yiwu', first, orderBy: { field: 'PRICE', direction: 'DESC' } }),
    rows: (data) => data.belt.skus.nodes,
    statements: [
      'totals belt',
      'rows catalogue_count',
      'places supplier',
      'rows supplier',
      'totals supplier',
      'places sku',
    ],
  },
  'my-matches': {
    as: STREAMER,
    variables: (first) => ({ first, weights: { priceAdvantage: 1 } }),
    rows: (data) => data.viewer.streamer.matches.edges,
    statements: ['rows streamer', 'probe', 'rows sku'],
  },
  'streamer-matches': {
    as: STREAMER,
    sizes: [10, 10],
    variables: () => ({ handle: HANDLE }),
    rows: (data) => data.streamer.matches.edges,
    statements: ['rows streamer', 'probe', 'rows sku'],
  },
  'why-not': {
    as: STREAMER,
    sizes: [1, 1],
    variables: () => ({ sku: ids.sku }),
    rows: (data) => [data.viewer.streamer.matchOf.sku],
    statements: ['rows streamer', 'rows sku', 'probe', 'rows sku'],
  },
  'belt-skus': {
    as: OPERATOR,
    variables: (first) => ({ first }),
    rows: (data) => data.viewer.belts[0].skus.nodes,
    statements: ['totals belt', 'rows catalogue_count', 'places sku'],
  },
  'goods-streamers': {
    as: OPERATOR,
    variables: (first) => ({ first }),
    rows: (data) => data.viewer.belts[0].skus.nodes,
    statements: ['places sku', 'rows sku', 'goods', 'rows streamer', 'rows streamer_niche'],
  },
  'sku-streamers': {
    as: OPERATOR,
    sizes: [1, 40],
    variables: (first) => ({ sku: ids.sku, first }),
    rows: (data) => data.node.streamerMatches.edges,
    statements: ['rows sku', 'goods', 'rows streamer', 'rows streamer_niche'],
  },
  shell: {
    as: STREAMER,
    sizes: [1, 27],
    variables: (belts) => ({ belts }),
    rows: (data) => data.belts.nodes,
    statements: ['rows streamer', 'places belt', 'totals belt', 'rows catalogue_count'],
  },
  'metrics-record': {
    as: { roles: [Role.SERVICE] },
    variables: (n) => ({
      input: {
        items: Array.from({ length: n }, (_, i) => ({
          supplier: ids.suppliers[0],
          day: daysAgo(i),
          ...GOOD_DAY,
          orders: 1_000 + n,
        })),
      },
    }),
    rows: (data) => data.supplierMetricsRecord.items,
    // Who is meant; what is there; what it comes to, which is written where it changes by enough; whether it has papers
    // for the label; what is there now.
    statements: [
      'rows supplier',
      'author',
      'lock supplier',
      'days',
      'write supplier_metric_day',
      'lock supplier',
      'sums of days',
      'rows supplier_metric',
      'rows quality_prior',
      'write supplier_metric',
      'write supplier',
      'rows supplier_metric',
      'rows supplier_metric_day',
    ],
  },
  'metric-days': {
    as: OPERATOR,
    sizes: [1, 50],
    variables: (first) => ({ id: ids.supplier, first }),
    rows: (data) => data.node.metricDays,
    statements: ['rows supplier', 'days', 'rows supplier_metric'],
  },
  'audit-log': {
    as: OPERATOR,
    variables: (first) => ({ first, filter: { belt: 'yiwu', subjectType: 'SkuImport' } }),
    rows: (data) => data.auditEntries.nodes,
    statements: ['places audit_entry', 'rows audit_entry', 'rows sku_import'],
  },
  'sku-update': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({ input: { sku: ids.sku, expectedVersion: 1, stock: 12_345 } }),
    rows: (data) => [data.skuUpdate.sku.id],
    // After the write: whose goods they are, and whether it has papers for the label, which its goods decide on, too.
    statements: [
      'rows sku',
      'details sku',
      'author',
      'write sku',
      'rows sku',
      'rows supplier_metric',
      'rows sku',
      'rows audit_entry',
      'places audit_entry',
    ],
  },
  ...importUses(() => ids),
  ...allianceUses(() => ids),
  ...governanceUses(() => ids),
  'refetch-nodes': {
    sizes: [2, 50],
    variables: (n) => ({ ids: [...ids.skus.slice(0, n / 2), ...ids.suppliers.slice(0, n / 2)] }),
    rows: (data) => data.nodes.filter(({ id }: any) => id),
    statements: ['rows sku', 'rows supplier', 'rows supplier'],
  },
};

const counter = new StatementCounter();
let server: TestServer;
let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await buildSchema();
  server = await startTestServer({ logger: counter });
  await server.app.streamerTable.current();
  // A supplier of the operator's belt with goods enough for every page.
  const [{ supplier, skus }] = await server.database.dataSource.query(
    `SELECT supplier_id AS supplier, array_agg(id ORDER BY id) AS skus FROM sku
      WHERE cell IS NOT NULL AND belt_number = (SELECT number FROM belt WHERE slug = 'yiwu')
      GROUP BY supplier_id ORDER BY count(*) DESC, supplier_id LIMIT 1`,
  );
  // Those without papers first: what is recorded of them grants no label, which it would do once and not again.
  const others: { id: string }[] = await server.database.dataSource.query(
    `SELECT id FROM supplier WHERE status = 'ACTIVE' ORDER BY enterprise_qualified, reliable, id LIMIT 50`,
  );
  await server.database.dataSource.query(
    `INSERT INTO supplier_metric_day (supplier_id, day, source, orders)
     SELECT $1, '2026-01-01'::date + n, 'shop', n FROM generate_series(1, 60) n`,
    [supplier],
  );
  ids = {
    sku: toNodeId('Sku', skus[0]),
    supplier: toNodeId('Supplier', supplier),
    skus: skus.map((id: string) => toNodeId('Sku', id)),
    suppliers: others.map(({ id }) => toNodeId('Supplier', id)),
    ...(await addImports(server)),
    ...(await addPicks(server.database.dataSource, HANDLE, supplier, skus)),
    ...(await addLedger(server)),
  };
});
afterAll(() => closeHealthy(server));

/** Of an import that is over. */
async function onlyEvent(document: string, variables: object, as?: Claims): Promise<any> {
  const stream = await followOn(server, document, variables, { as });
  await until(() => stream.isOver, 'the stream ends');
  return stream.events[0];
}

it('each has a row here', () => {
  expect(Object.keys(documents).toSorted()).toEqual(Object.keys(USES).toSorted());
});

describe.each(Object.entries(documents))('%s', (name, document) => {
  it('is valid, and says first whom it is for', () => {
    expect(validate(schema, parse(document))).toEqual([]);
    expect(document).toMatch(/^# For .+\.\n(query|mutation|subscription) [A-Z]\w+/);
  });

  const { as, sizes = [1, 50], variables, rows, statements } = USES[name]!;

  it.each(sizes)('is answered with %i rows in the statements that the table says', async (n) => {
    let answer: any;
    const sent = await counter.during(async () => {
      answer = document.includes('\nsubscription ')
        ? await onlyEvent(document, variables(n), as)
        : await server.query(document, { variables: variables(n), as });
    });
    expect(answer.errors).toBeUndefined();
    expect(rows(answer.data)).toHaveLength(n);
    const kinds = kindsOf(sent);
    const probes = kinds.filter((kind) => kind === 'probe').length;
    // A thousand places, to tell one's rank, take the most.
    expect(probes).toBeLessThanOrEqual(8);
    // Lists beside each other are read at the same time, in no order.
    const told = kinds.filter((kind, i) => kind !== 'probe' || kinds[i - 1] !== 'probe');
    expect(told.toSorted()).toEqual(statements.toSorted());
  });
});
