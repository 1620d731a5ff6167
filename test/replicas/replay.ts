import { Client } from 'pg';
import { until } from '../support/started';
import type { Cluster } from './cluster';

/** What a replica does with what its primary sends it, for tests to hold up. */
export class Replay {
  private constructor(private readonly client: Client) {}

  /** Of a replica that runs. */
  static async of({ url: connectionString }: Cluster): Promise<Replay> {
    const client = new Client({ connectionString });
    client.on('error', () => undefined);
    await client.connect();
    return new Replay(client);
  }

  end(): Promise<void> {
    return this.client.end();
  }

  /** Replays commits only so long after they were made. */
  async delay(milliseconds: number): Promise<void> {
    await this.client.query(`ALTER SYSTEM SET recovery_min_apply_delay = ${milliseconds}`);
    await this.client.query('SELECT pg_reload_conf()');
    const setting = `SELECT setting::integer AS "set" FROM pg_settings WHERE name = 'recovery_min_apply_delay'`;
    await until(async () => (await this.client.query(setting)).rows[0].set === milliseconds, 'it is set');
  }

  async pause(): Promise<void> {
    await this.client.query('SELECT pg_wal_replay_pause()');
    const state = 'SELECT pg_get_wal_replay_pause_state() AS state';
    await until(async () => (await this.client.query(state)).rows[0].state === 'paused', 'replay is paused');
  }

  async resume(): Promise<void> {
    await this.client.query('SELECT pg_wal_replay_resume()');
  }
}
