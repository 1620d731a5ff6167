import { MigrationInterface, QueryRunner } from 'typeorm';

/** As in supplier.entity.ts, word for word. */
const GENERATED: [name: string, type: string, expression: string][] = [
  ['search_text', 'text', 'search_fold(name)'],
  ['search_vector', 'tsvector', 'search_lexemes(search_fold(name))'],
];

const LISTED = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;
const PLACE = 'belt_number, category_number, price_band';

/**
 * What a search over suppliers' names needs, and how many listed SKUs there are by belt, category and price band.
 *
 * Writers only append what they changed to catalogue_count_change (no row that two writers could contend for); now and
 * then those notes are added up into catalogue_count. Both together are the exact numbers at any moment.
 */
export class SearchAndFacets1764000000012 implements MigrationInterface {
  name = 'SearchAndFacets1764000000012';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- As fold() in src/search/text.ts. ICU has the rules of JavaScript for lower case; those of a database differ.
      CREATE FUNCTION search_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN normalize(lower(normalize(value, NFKC) COLLATE "und-x-icu"), NFKC);

      -- Pairs of neighbouring characters, and the last one alone. A blank in a pair does no harm: no term has one.
      CREATE FUNCTION search_lexemes(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN array_to_tsvector(ARRAY(SELECT substr(folded, i, 2) FROM generate_series(1, length(folded)) AS i));

      ALTER TABLE supplier
        ${GENERATED.map(([name, type, expression]) => `ADD COLUMN ${name} ${type} NOT NULL GENERATED ALWAYS AS (${expression}) STORED`).join(',\n        ')};
      CREATE INDEX supplier_search_ix ON supplier USING gin (search_vector);
      CREATE INDEX sku_code_ix ON sku (search_fold(code));

      -- A price that cuts through a band is counted from this index alone.
      CREATE INDEX sku_facet_ix ON sku (live_price, belt_number, category_number) WHERE ${LISTED};
    `);
    for (const [name, , expression] of GENERATED) {
      await db.query(
        `INSERT INTO typeorm_metadata ("database", "schema", "table", "type", "name", "value")
         VALUES (current_database(), current_schema(), 'supplier', 'GENERATED_COLUMN', $1, $2)`,
        [name, expression],
      );
    }
    await db.query(`
      CREATE TABLE catalogue_count (
        belt_number smallint NOT NULL,
        category_number smallint NOT NULL,
        price_band smallint NOT NULL,
        sku_count integer NOT NULL,
        CONSTRAINT catalogue_count_pk PRIMARY KEY (${PLACE})
      );

      CREATE TABLE catalogue_count_change (
        belt_number smallint NOT NULL,
        category_number smallint NOT NULL,
        price_band smallint NOT NULL,
        sku_count integer NOT NULL
      );

      CREATE FUNCTION catalogue_count_note_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${PLACE}, count(*) FROM after_rows WHERE ${LISTED} GROUP BY ${PLACE};
        RETURN NULL;
      END $$;

      CREATE FUNCTION catalogue_count_note_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${PLACE}, -count(*) FROM before_rows WHERE ${LISTED} GROUP BY ${PLACE};
        RETURN NULL;
      END $$;

      CREATE FUNCTION catalogue_count_note_updated() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${PLACE}, sum(one)
          FROM (SELECT ${PLACE}, -1 AS one FROM before_rows WHERE ${LISTED}
                UNION ALL
                SELECT ${PLACE}, 1 FROM after_rows WHERE ${LISTED}) changed
         GROUP BY ${PLACE}
        HAVING sum(one) <> 0;
        RETURN NULL;
      END $$;

      CREATE TRIGGER sku_counted_inserted AFTER INSERT ON sku REFERENCING NEW TABLE AS after_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalogue_count_note_inserted();
      CREATE TRIGGER sku_counted_updated AFTER UPDATE ON sku
        REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalogue_count_note_updated();
      CREATE TRIGGER sku_counted_deleted AFTER DELETE ON sku REFERENCING OLD TABLE AS before_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalogue_count_note_deleted();

      -- The triggers keep writers out until the migration ends, so nothing is counted twice or missed.
      INSERT INTO catalogue_count
      SELECT ${PLACE}, count(*) FROM sku WHERE ${LISTED} GROUP BY ${PLACE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER sku_counted_deleted ON sku;
      DROP TRIGGER sku_counted_updated ON sku;
      DROP TRIGGER sku_counted_inserted ON sku;
      DROP FUNCTION catalogue_count_note_updated, catalogue_count_note_deleted, catalogue_count_note_inserted;
      DROP TABLE catalogue_count_change, catalogue_count;
      DELETE FROM typeorm_metadata WHERE "table" = 'supplier' AND "type" = 'GENERATED_COLUMN';
      DROP INDEX sku_facet_ix;
      DROP INDEX sku_code_ix;
      ALTER TABLE supplier DROP COLUMN search_vector, DROP COLUMN search_text;
      DROP FUNCTION search_lexemes, search_fold;
    `);
  }
}
