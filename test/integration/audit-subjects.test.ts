import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isObjectType } from 'graphql';
import { SUBJECTS } from '../../src/audit/subject';
import { fieldOf } from '../../src/audit/shown-changes';
import { createTestDatabase, type TestDatabase } from '../support/database';

const schema = buildSchema(readFileSync(join(__dirname, '../../schema/schema.graphql'), 'utf8'));

/** What is watched under another name than its type in the schema. */
const IN_SCHEMA: Record<string, string> = {
  AllianceCategory: 'AllianceCategoryState',
  StreamerNiche: 'Streamer',
};

/** What the log tells beside the fields of the type: each by hand, so that a new column is thought about. */
const BESIDE: Record<string, string[]> = {
  Sku: ['flagged', 'salesRecent', 'salesPrevious'],
  Streamer: ['sessionDemand'],
  StreamerNiche: ['category'],
  SkuImport: ['idempotencyKey', 'assumedStock', 'source', 'sha256'],
  SupplierMetricsImport: ['idempotencyKey', 'assumedStock', 'createSuppliers', 'sha256'],
  SupplierMetricDay: ['supplier'],
  CreditEntry: ['belt', 'byOperator', 'idempotencyKey'],
  Appeal: ['belt'],
  DepositEntry: ['belt', 'supplier', 'idempotencyKey'],
  SampleRequest: ['streamer', 'supplier', 'belt'],
};

type Watched = { type: string; columns: string[] };

/** Triggers give a type by its name, or work it out of the row: an expression that has the names in it. */
const typesIn = (told: string): string[] =>
  /^\w+$/.test(told) ? [told] : [...told.matchAll(/'([A-Z][a-z]\w+)'/g)].map(([, type]) => type!);

let database: TestDatabase;
let watched: Watched[];

beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  const rows: Watched[] = await database.dataSource.query(`
    WITH watch AS (
      SELECT t.tgrelid, string_to_array(encode(t.tgargs, 'escape'), '\\000') AS told
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid AND p.proname = 'audit_note'
       WHERE t.tgname = 'audit_inserted')
    SELECT w.told[1] AS type, array_agg(a.attname::text ORDER BY a.attname) AS columns
      FROM watch w
      JOIN pg_attribute a ON a.attrelid = w.tgrelid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE a.attname <> 'id' AND a.attname <> ALL (string_to_array(w.told[4], ','))
     GROUP BY w.told[1]`);
  watched = rows.flatMap(({ type, columns }) => typesIn(type).map((each) => ({ type: each, columns })));
});
afterAll(() => database.drop());

describe('what the database watches', () => {
  it('is found again from its entries, and nothing else is', () => {
    expect(watched.length).toBeGreaterThan(10);
    expect(watched.map(({ type }) => type).toSorted()).toEqual(Object.keys(SUBJECTS).toSorted());
  });

  it('is told of in the words of the schema', () => {
    const strange = watched.flatMap(({ type, columns }) => {
      const found = schema.getType(IN_SCHEMA[type] ?? type);
      const fields = isObjectType(found) ? Object.keys(found.getFields()) : [];
      const known = new Set([...fields, ...(BESIDE[type] ?? [])]);
      return columns
        .map(fieldOf)
        .filter((field) => !known.has(field))
        .map((field) => `${type}.${field}`);
    });
    expect(strange).toEqual([]);
  });

  it('has nothing beside the schema that is not there', () => {
    for (const [type, fields] of Object.entries(BESIDE)) {
      const told = watched.find((one) => one.type === type)!.columns.map(fieldOf);
      expect(told).toEqual(expect.arrayContaining(fields));
    }
  });
});
