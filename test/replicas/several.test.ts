import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source';
import { migrate } from '../../src/database/migrate';
import { loadReference } from '../../src/seed/reference';
import { seedDemo } from '../../src/seed/demo';
import { Load } from '../faults/load';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { until } from '../support/started';
import { type Group, startGroup } from './cluster';
import { Replay } from './replay';
import { ADMIN, rename, supplierAt } from './supplier-names';

jest.setTimeout(120_000);

let group: Group;
let database: DataSource;
/** Two processes of the same installation. */
let writer: ServerOnDatabase;
let reader: ServerOnDatabase;

beforeAll(async () => {
  group = await startGroup(2);
  database = await createDataSource({ url: group.primary.url, poolSize: 2 }).initialize();
  await migrate(database);
  await loadReference(database);
  await seedDemo(database);
  const setting = { url: group.primary.url, replicaUrls: group.replicas.map(({ url }) => url) };
  reader = await startServerOn(setting);
  writer = await startServerOn(setting);
});
afterAll(async () => {
  await Promise.all([writer.close(), reader.close(), database.destroy()]);
  await group.remove();
});
beforeEach(() => untilRead(2));
// A replica refuses to write: who had tried would be among them.
afterEach(() => {
  const faults = [writer, reader].flatMap((server) => server.faults.splice(0));
  if (faults.length > 0) throw new AggregateError(faults, faults.join('; '));
});

const freshAt = ({ app }: ServerOnDatabase): number =>
  app.replicas.all.filter(({ isFresh }) => isFresh).length;
const untilRead = (count: number): Promise<void> =>
  until(() => [writer, reader].every((server) => freshAt(server) === count), `${count} are read from`);

describe('two replicas', () => {
  it('answer in turn', async () => {
    const { name } = await supplierAt(reader);
    const replay = await Replay.of(group.replicas[1]!);
    await replay.pause();
    await untilRead(2);
    // By another program, which tells nobody: one of the two does not get to know.
    await database.query('UPDATE supplier SET name = $1 WHERE name = $2', ['轮到谁', name]);
    const names = new Set<string>();
    await until(async () => {
      names.add((await supplierAt(reader)).name);
      return names.size === 2;
    }, 'both have answered');
    expect([...names].toSorted()).toEqual([name, '轮到谁'].toSorted());
    await untilRead(1);
    for (let i = 0; i < 4; i++) expect((await supplierAt(reader)).name).toBe('轮到谁');
    await replay.resume();
    await replay.end();
  });

  it('both have what a mutation changed before it is answered, however far behind one of them is', async () => {
    const replay = await Replay.of(group.replicas[1]!);
    const delayMs = 300;
    await replay.delay(delayMs);
    for (let i = 0; i < 5; i++) {
      const name = `两台${i}`;
      await untilRead(2);
      // It was the one behind that was waited for.
      expect(await rename(writer, name)).toBeGreaterThan(delayMs / 2);
      for (const server of [reader, reader, writer, writer])
        expect(await supplierAt(server, ADMIN)).toMatchObject({ name });
    }
    await replay.delay(0);
    await replay.end();
  });

  it('take over for each other: nobody is refused when one crashes, and both are read when it is back', async () => {
    const [lost] = group.replicas;
    const load = new Load(reader.url, 25);
    await until(() => load.samples.length > 25, 'there is load');
    await lost!.stop('SIGQUIT');
    await untilRead(1);
    expect((await fetch(`${reader.url}/readyz`)).status).toBe(200);
    await rename(writer, '只剩一台');
    for (const server of [reader, reader, writer])
      expect(await supplierAt(server)).toMatchObject({ name: '只剩一台' });
    expect(freshAt(reader)).toBe(1);
    await lost!.start();
    await untilRead(2);
    const samples = await load.end();
    expect(samples.filter(({ code, status }) => code !== undefined || status !== 200)).toEqual([]);
    for (const server of [reader, reader]) expect((await supplierAt(server)).name).toBe('只剩一台');
  });
});
