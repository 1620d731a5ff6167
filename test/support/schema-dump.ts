import type { DataSource } from 'typeorm';

const OWN = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'`;

/** Each answers one column `line`: an object of the schema with all that defines it, as Postgres itself spells it. */
const QUERIES = [
  `SELECT format('schema %s', n.nspname) AS line FROM pg_namespace n WHERE ${OWN} AND n.nspname NOT LIKE 'pg_temp%'`,
  `SELECT format('extension %s %s', extname, extversion) AS line FROM pg_extension`,
  `SELECT format('table %s kind=%s persistence=%s options=%s', c.relname, c.relkind, c.relpersistence, c.reloptions) AS line
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${OWN} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
  `SELECT format('column %s.%s %s notnull=%s collation=%s identity=%s generated=%s default=%s', c.relname, a.attname,
            format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attcollation::regcollation, a.attidentity,
            a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS line
     FROM pg_attribute a
     JOIN pg_class c ON c.oid = a.attrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE ${OWN} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped`,
  `SELECT format('constraint %s.%s %s validated=%s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid),
            c.convalidated) AS line
     FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE ${OWN}`,
  `SELECT format('index %s valid=%s', pg_get_indexdef(i.indexrelid), i.indisvalid) AS line
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWN}`,
  `SELECT format('type %s %s of %s', t.typname, t.typtype,
            (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)) AS line
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE ${OWN} AND t.typtype IN ('e', 'd', 'r', 'm')`,
  `SELECT format('function %s', pg_get_functiondef(p.oid)) AS line
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OWN} AND p.prokind IN ('f', 'p')`,
  `SELECT format('trigger %s enabled=%s', pg_get_triggerdef(t.oid), t.tgenabled) AS line
     FROM pg_trigger t WHERE NOT t.tgisinternal`,
  `SELECT format('sequence %s %s start=%s increment=%s min=%s max=%s cycle=%s', sequencename, data_type, start_value,
            increment_by, min_value, max_value, cycle) AS line
     FROM pg_sequences n WHERE n.schemaname NOT IN ('pg_catalog', 'information_schema')`,
];

/** What TypeORM keeps for itself: which migrations ran, and how generated columns were written. */
const TYPEORM =
  /^(table|column|constraint|index|sequence) .*\b(migrations|migrations_id_seq|typeorm_metadata)\b/;

/** The whole schema of a database as sorted lines; two databases with equal dumps have the same schema. */
export async function dumpSchema(db: Pick<DataSource, 'query'>): Promise<string[]> {
  const lines: string[] = [];
  for (const query of QUERIES) {
    const rows: { line: string }[] = await db.query(query);
    lines.push(...rows.map(({ line }) => line));
  }
  return lines.filter((line) => !TYPEORM.test(line)).toSorted();
}
