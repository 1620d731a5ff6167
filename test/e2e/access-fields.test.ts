import { extendSchema, getNamedType, type GraphQLSchema, isLeafType, isObjectType, parse } from 'graphql';
import { Role } from '../../src/auth/principal';
import { guard } from '../../src/auth/guard';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { buildSchema } from '../../src/graphql/schema';
import { ARGUMENTS } from '../support/access-arguments';
import { ELSEWHERE, PLACES, type Right, RIGHTS, type Who } from '../support/access-rights';
import { insertTrade } from '../support/access-trade';
import { type AccessWorld, startAccessWorld } from '../support/access-world';
import { followOn } from '../support/event-stream';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient } from '../support/imports';
import { metricsImportClient } from '../support/metrics-imports';
import { insertSku } from '../support/rows';
import type { GraphQlAnswer } from '../support/server';
import { until } from '../support/started';

/* Everybody asks for every field, over HTTP, and gets what test/support/access-rights.ts says. */

const OPENER = 'somebody-at-the-market';

let schema: GraphQLSchema;
let fields: { name: string; type: string; field: string; isLeaf: boolean; leadsTo: string }[];
let world: AccessWorld;
let ids: Record<string, string>;

const claimsOf = (who: Who): { as: Claims | undefined; subject: string } =>
  who === 'who opened the import'
    ? { as: world.claims['another supplier'], subject: OPENER }
    : { as: world.claims[who], subject: who };

beforeAll(async () => {
  schema = await buildSchema();
  fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({
        name: `${type.name}.${field.name}`,
        type: type.name,
        field: field.name,
        isLeaf: isLeafType(getNamedType(field.type)),
        leadsTo: getNamedType(field.type).name,
      })),
    );
  world = await startAccessWorld();
  const { server } = world;
  const db = server.database.dataSource;
  const [supplier] = await db.query('SELECT * FROM supplier WHERE id = $1', [world.supplier]);
  await db.query(`UPDATE sku SET attributes = '{"材质": "棉"}' WHERE supplier_id = $1`, [world.supplier]);
  await db.query(
    `UPDATE fan_profile SET region_shares = '{"33": 1000000}', category_shares = '{"3": 1000000}',
       price_band_shares = '{500000,500000}', category_price_band_shares = '{"3": [1000000]}'`,
  );
  const soldOut = await insertSku(db, supplier, { title: '售罄的货品', stock: 0 });
  await server.app.matching.sync.refresh();

  // Opened by someone who operates the belt, and who is a supplier alone when they ask for it.
  const operator = { roles: [Role.OPERATOR], belts: ['yiwu'] };
  const client = importClient(server, { as: operator, subject: OPENER });
  const shop = '甲供应商';
  const { id } = await client.upload(fileOf([{ title: '棉布连衣裙', price: 19, shop }, { title: '' }]));
  await client.reaches(id, 'CHECKED');
  // What it takes hundreds of rows to have.
  await db.query(
    `UPDATE sku_import SET warnings = '[{"code": "STOCK_TO_ZERO", "rows": 2, "rowsToUpdate": 3, "firstRows": [1]}]',
       changes = '[{"row": 1, "supplierCode": "OWN", "code": "A", "columns": [{"column": "title", "from": "a", "to": "b"}]}]'`,
  );
  ids = {
    ...world.ids,
    ...(await insertTrade(world)),
    soldOut: toNodeId('Sku', soldOut.id),
    import: id,
    metricsImport: await openMetricsImport(operator),
  };
}, 60_000);
afterAll(() => closeHealthy(world.server));

/** A checked import of the supplier's days, with one thing wrong, and one day that it would replace. */
async function openMetricsImport(as: Claims): Promise<string> {
  const client = metricsImportClient(world.server, { as, subject: OPENER });
  const { id } = await client.upload('supplierCode,day,source,orders\nOWN,tomorrow,shop,1');
  await client.reaches(id, 'CHECKED');
  await world.server.database.dataSource.query(
    `UPDATE sku_import SET changes = '[{"row": 1, "supplierCode": "OWN", "day": "2026-01-01", "source": "shop",
       "columns": [{"column": "orders", "from": "1", "to": "2"}]}]' WHERE kind = 'SUPPLIER_METRICS'`,
  );
  return id;
}

/** Each field, and the right that it takes. */
const rights = (): Map<string, Right> =>
  new Map(
    Object.entries(PLACES).flatMap(([type, place]) =>
      (Object.keys(RIGHTS) as Right[]).flatMap((right) =>
        (place[right]?.split(' ') ?? []).map((field) => [`${type}.${field}`, right] as const),
      ),
    ),
  );

describe('every field of the schema', () => {
  it('has a place here that says who may see it, and there is none for what is no field', () => {
    const known = [...rights().keys(), ...Object.keys(ELSEWHERE)];
    expect(known.toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
    expect(new Set(known).size).toBe(known.length);
  });

  /** What a field is asked for by: a document of its own, in which it is called "target". */
  function documentFor({ name, type, field, isLeaf }: (typeof fields)[number]): string {
    const selection = `target: ${field}${ARGUMENTS[name] ?? ''}${isLeaf ? '' : ' { __typename }'}`;
    const text = PLACES[type]!.way.replace('FIELD', selection);
    const used = [...new Set([...text.matchAll(/\$(\w+)/g)].map(([, variable]) => variable!))];
    if (used.length === 0) return text;
    const [, kind, body] = /^(mutation)?\s*(.*)$/s.exec(text)!;
    return `${kind ?? 'query'} (${used.map((variable) => `$${variable}: ID!`).join(', ')}) ${body}`;
  }

  /** What stands under "target", at however many places. */
  const targetsIn = (value: any): unknown[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) => (key === 'target' ? [inner] : targetsIn(inner)));

  function verdict({ data, errors }: GraphQlAnswer): string {
    const codes = new Set(errors?.map(({ extensions }) => extensions.code));
    const isShown = targetsIn(data).some((value) => errors === undefined || value !== null);
    return [...codes, ...(isShown ? ['shown'] : [])].join(' and ') || 'nothing';
  }

  function expected(name: string, who: Who): string {
    const letThrough: readonly Who[] = RIGHTS[rights().get(name)!];
    if (letThrough.includes(who)) return 'shown';
    if (PLACES[name.split('.')[0]!]!.isHidden) return 'NOT_FOUND';
    return who === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  }

  /** An import that is awaiting its file, for those who may cancel it. */
  const openImport = async (): Promise<string> =>
    (await importClient(world.server, { as: { roles: [Role.ADMIN] } }).create()).skuImport.id;
  const openDays = async (): Promise<string> =>
    (await metricsImportClient(world.server, { as: { roles: [Role.ADMIN] } }).create()).supplierMetricsImport
      .id;

  it.each<Who>(RIGHTS.everyone)(
    'is shown to %s, or is not, as it says here',
    async (who) => {
      const asked = claimsOf(who);
      const found: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      const ask = async (field: (typeof fields)[number]): Promise<void> => {
        const document = documentFor(field);
        const isUsed = (key: string): boolean => new RegExp(`\\$${key}\\b`).test(document);
        const all = {
          ...ids,
          ...(isUsed('open') ? { open: await openImport() } : {}),
          ...(isUsed('openDays') ? { openDays: await openDays() } : {}),
        };
        const variables = Object.fromEntries(Object.entries(all).filter(([key]) => isUsed(key)));
        found[field.name] = verdict(await world.server.query(document, { ...asked, variables }));
        wanted[field.name] = expected(field.name, who);
      };
      for (const type of Object.keys(PLACES)) {
        // Nobody is the viewer of nothing: there is no object to ask.
        if (type === 'Viewer' && who === 'nobody') continue;
        await Promise.all(
          fields.filter((field) => field.type === type && !(field.name in ELSEWHERE)).map(ask),
        );
      }
      expect(found).toEqual(wanted);
      expect(Object.keys(found).length).toBeGreaterThan(500);
    },
    120_000,
  );

  it('behind a guard is reached through guarded fields alone', () => {
    const behind = Object.entries(PLACES)
      .filter(([type, place]) => !place.everyone && !['Query', 'Mutation'].includes(type))
      .map(([type]) => type);
    const open = fields.filter(
      ({ name, leadsTo }) => behind.includes(leadsTo) && rights().get(name) === 'everyone',
    );
    // A viewer's own card, which is null for all who are no streamers.
    expect(open.map(({ name }) => name)).toEqual(['Viewer.streamer']);
  });

  it.each([
    ['skuImportProgress', 'import'],
    ['supplierMetricsImportProgress', 'metricsImport'],
  ])(
    'of the subscription %s is followed by those who may see the import, and by nobody else',
    async (field, name) => {
      const found: Record<string, unknown> = {};
      for (const who of RIGHTS.everyone) {
        const { as, subject } = claimsOf(who);
        const stream = await followOn(
          world.server,
          `subscription ($id: ID!) { ${field}(id: $id) { status } }`,
          { id: ids[name] },
          { as: as ?? null, subject },
        );
        await until(() => stream.events.length > 0, 'the stream says something');
        stream.close();
        const [{ data, errors }] = stream.events;
        found[who] = errors ? errors[0].extensions.code : data[field].status;
      }
      expect(found).toEqual({
        nobody: 'UNAUTHENTICATED',
        'someone without a role': 'FORBIDDEN',
        'the streamer': 'FORBIDDEN',
        'another streamer': 'FORBIDDEN',
        'an operator of the belt': 'CHECKED',
        'an operator of another belt': 'NOT_FOUND',
        'the supplier': 'NOT_FOUND',
        'another supplier': 'NOT_FOUND',
        'who opened the import': 'CHECKED',
        'a service': 'CHECKED',
        'an admin': 'CHECKED',
      });
    },
  );
});

describe('a supplier’s own imports', () => {
  const LIST = '{ skuImports { nodes { id } } }';

  it('are those that it has opened itself, and no others', async () => {
    const listed = async (who: Who): Promise<unknown> =>
      (await world.server.query(LIST, claimsOf(who))).data.skuImports.nodes;
    expect(await listed('who opened the import')).toEqual([{ id: ids.import }]);
    expect(await listed('the supplier')).toEqual([]);
  });

  it('are there to be read alone', async () => {
    const confirm = 'mutation ($id: ID!) { skuImportConfirm(id: $id) { userErrors { code } } }';
    const variables = { id: ids.import };
    const answer = await world.server.query(confirm, { ...claimsOf('who opened the import'), variables });
    expect(answer.errors![0]!.extensions.code).toBe('FORBIDDEN');
    // Nor by someone who operates another belt as well.
    const both = { roles: [Role.SUPPLIER, Role.OPERATOR], belts: ['foshan'] };
    const asBoth = await world.server.query(confirm, { as: both, subject: OPENER, variables });
    expect(asBoth.data.skuImportConfirm.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  });

  it('are nobody’s who has no role, or another one', async () => {
    for (const roles of [[], [Role.STREAMER]]) {
      const answer = await world.server.query(LIST, { as: { roles }, subject: OPENER });
      expect(answer.errors![0]!.extensions.code).toBe('FORBIDDEN');
    }
  });
});

describe('what is between a streamer and goods', () => {
  it('is no operator’s in the audit log either: neither shelf nor fans, by list, by subject or by id', async () => {
    const LOG = `query ($filter: AuditEntryFilter) { auditEntries(filter: $filter, first: 100) { nodes { id } totalCount } }`;
    const listed = async (who: Who, filter: object): Promise<string[]> => {
      const { data } = await world.server.query(LOG, { ...claimsOf(who), variables: { filter } });
      const { nodes, totalCount } = data.auditEntries;
      expect(totalCount).toBe(nodes.length);
      return nodes.map(({ id }: { id: string }) => id);
    };
    for (const [entry, filters] of [
      [
        ids.auditOfPick,
        [{ subjectType: 'Pick' }, { subject: ids.pick }, { subjectType: 'Pick', belt: 'yiwu' }],
      ],
      [ids.auditOfFans, [{ subjectType: 'FanProfile' }]],
    ] as const) {
      for (const filter of filters) {
        expect(await listed('an admin', filter)).toContain(entry);
        expect(await listed('an operator of the belt', filter)).toEqual([]);
      }
      const node = (who: Who) =>
        world.server.query('query ($id: ID!) { node(id: $id) { id } }', {
          ...claimsOf(who),
          variables: { id: entry },
        });
      expect((await node('an admin')).data.node.id).toBe(entry);
      expect((await node('an operator of the belt')).errors![0]!.extensions.code).toBe('NOT_FOUND');
    }
  });

  it('shows the supplier who is asked for samples a handle and a name, and no way to the card', () => {
    const ways = fields.filter(({ type }) => type.startsWith('SampleRequest'));
    expect(ways.map(({ leadsTo }) => leadsTo)).not.toContain('Streamer');
    expect(ways.map(({ name }) => name)).toContain('SampleRequest.streamerHandle');
  });
});

describe('the table of the product', () => {
  it.each([
    ['Query.secret', 'extend type Query { secret: String }'],
    ['Subscription.all', 'extend type Subscription { all: String }'],
    ['Secret.value', 'type Secret { value: String } extend type Base { secret: Secret }'],
  ])('must have a row for every field: %s without one fails the build', (field, extension) => {
    expect(() => guard(extendSchema(schema, parse(extension)))).toThrow(`no row for ${field}`);
  });

  it('has no rows for what is not there: one fails the build', async () => {
    const smaller = await buildSchema();
    delete smaller.getQueryType()!.getFields().categories;
    expect(() => guard(smaller)).toThrow('rows for what is not there: Query.categories');
  });

  it('leads through no open field to what guarded ones alone should reach', async () => {
    const open = extendSchema(await buildSchema(), parse('extend type Viewer { fans: FanProfile }'));
    expect(() => guard(open)).toThrow('FanProfile is for those who reach it, but Viewer.fans is open to all');
  });
});
