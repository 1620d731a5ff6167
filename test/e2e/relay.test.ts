import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/* What Relay's compiler makes of the schema and of examples/relay, and whether the server answers it. */

const ROOT = join(__dirname, '..', '..');

let folder: string;
let server: TestServer;
/** The queries that the compiler wrote, by name. */
let queries: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'headwater-relay-'));
  for (const name of ['schema', 'examples/relay'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const at = join(folder, 'examples/relay');
  mkdirSync(join(at, '__generated__'));
  const compiler = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/relay-compiler/cli.js'), '--noWatchman', 'relay.config.json'],
    { cwd: at, encoding: 'utf8' },
  );
  if (compiler.status !== 0) throw new Error(compiler.stdout + compiler.stderr);
  queries = Object.fromEntries(
    readdirSync(join(at, '__generated__')).flatMap((name) => {
      const text = /^ *"text": (".*")/m.exec(readFileSync(join(at, '__generated__', name), 'utf8'))?.[1];
      return text ? [[name.replace('.graphql.ts', ''), JSON.parse(text)]] : [];
    }),
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await closeHealthy(server);
});

async function ask(name: string, variables: Record<string, unknown>): Promise<any> {
  const { data, errors } = await server.query(queries[name]!, { variables });
  expect(errors).toBeUndefined();
  return data;
}

const idsOf = (connection: any): string[] => connection.edges.map(({ node }: any) => node.id);

it('compiles a query, a pagination query and a refetch query from each fragment', () => {
  expect(Object.keys(queries).toSorted()).toEqual([
    'BeltGoodsPaginationQuery',
    'BeltGoodsQuery',
    'CataloguePaginationQuery',
    'CatalogueQuery',
    'SkuCardRefetchQuery',
  ]);
});

it('reads a belt’s goods on through the belt’s id', async () => {
  const { belt } = await ask('BeltGoodsQuery', { slug: 'yiwu', count: 5 });
  const first = belt.skus;
  const { node } = await ask('BeltGoodsPaginationQuery', {
    id: belt.id,
    count: 5,
    cursor: first.pageInfo.endCursor,
  });
  const whole = await server.query('{ belt(slug: "yiwu") { skus(first: 10) { edges { node { id } } } } }');
  expect([...idsOf(first), ...idsOf(node.skus)]).toEqual(idsOf(whole.data.belt.skus));
  expect(node.__typename).toBe('Belt');
});

it('reads the catalogue on from the root, under the same filter', async () => {
  const filter = { provenances: ['BELT'] };
  const { skus: first } = await ask('CatalogueQuery', { count: 4, filter });
  const { skus: second } = await ask('CataloguePaginationQuery', {
    count: 4,
    filter,
    cursor: first.pageInfo.endCursor,
  });
  const whole = await server.query(
    `query ($filter: SkuFilter) { skus(first: 8, filter: $filter) { edges { node { id } } } }`,
    { variables: { filter } },
  );
  expect([...idsOf(first), ...idsOf(second)]).toEqual(idsOf(whole.data.skus));
});

it('fetches one SKU anew by its id', async () => {
  const { skus } = await ask('CatalogueQuery', { count: 1 });
  const card = skus.edges[0].node;
  const { node } = await ask('SkuCardRefetchQuery', { id: card.id });
  expect(node).toMatchObject({ id: card.id, title: card.title, updatedAt: card.updatedAt });
});
