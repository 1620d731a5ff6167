import { MigrationInterface, QueryRunner } from 'typeorm';

/** What those who ask may still spend; unlogged, for a crash that fills all buckets is no loss. */
export class CostBuckets1764000000022 implements MigrationInterface {
  name = 'CostBuckets1764000000022';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE UNLOGGED TABLE cost_bucket (
        key     text PRIMARY KEY,
        full_at timestamptz NOT NULL,
        granted double precision NOT NULL
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE cost_bucket');
  }
}
