import { rmSync } from 'node:fs';
import { Client } from 'pg';

export default async function globalTeardown(): Promise<void> {
  const { embedded, dataDir, templates, url } = globalThis.headwaterTestServer;
  if (!embedded) {
    const client = new Client({ connectionString: url });
    await client.connect();
    for (const template of templates) await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await client.end();
  }
  await embedded?.stop();
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
}
