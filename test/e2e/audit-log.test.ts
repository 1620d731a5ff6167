import * as fc from 'fast-check';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, OPERATOR, rowsOf } from '../support/imports';
import { insertRow, insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { StatementCounter } from '../support/statement-counter';
import { kindsOf } from '../support/statement-kinds';
import { update } from '../support/updates';

const ADMIN: Claims = { roles: [Role.ADMIN] };
const SERVICE: Claims = { roles: [Role.SERVICE] };
const ELSEWHERE: Claims = { roles: [Role.OPERATOR], belts: ['foshan'] };

const counter = new StatementCounter();
let server: TestServer;
let supplier: SupplierRow;
let other: SupplierRow;
let streamer: { id: string };
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated', logger: counter });
  const db = server.database.dataSource;
  supplier = await insertSupplier(db, { name: '本带厂' });
  other = await insertSupplier(db, { name: '别带厂', belt_number: 14 });
  streamer = await insertStreamer(db, { handle: 'watched' });
  await insertRow(db, 'fan_profile', {
    streamer_id: streamer.id,
    gender_shares: [250_000, 750_000],
    sample_size: 9,
  });
});
afterAll(() => closeHealthy(server));

const ENTRY = `id at actor roles action reference operation subjectType subjectId subject { __typename id } belt { slug }
  changes { field before after }`;
const ask = (as: Claims | undefined, filter: object = {}, page = 'first: 100') =>
  server.query(
    `query ($filter: AuditEntryFilter) { auditEntries(filter: $filter, ${page}) {
       totalCount pageInfo { endCursor startCursor hasNextPage hasPreviousPage } edges { cursor } nodes { ${ENTRY} } } }`,
    { variables: { filter }, as },
  );
const entries = async (as: Claims, filter: object = {}): Promise<any[]> => {
  const { data, errors } = await ask(as, filter);
  expect(errors).toBeUndefined();
  return data.auditEntries.nodes;
};
const codes = ({ errors }: Awaited<ReturnType<typeof ask>>): string[] =>
  (errors ?? []).map(({ extensions }) => extensions.code);

describe('an entry', () => {
  it('says who did what by which mutation, in the words of the schema', async () => {
    const { id } = await insertSku(server.database.dataSource, supplier, { stock: 3, market_price: 5_000 });
    const sku = toNodeId('Sku', id);
    await update(
      server,
      'skuUpdate',
      {
        sku,
        expectedVersion: 1,
        livePrice: '30',
        marketPrice: null,
        category: 'ceramic-cups',
        audience: 'everyone',
        guarantees: ['TENFOLD_IF_FAKE'],
      },
      { as: OPERATOR, subject: 'li@yiwu' },
    );
    const [changed, created, ...more] = await entries(OPERATOR, { subject: sku });
    expect(more).toEqual([]);
    expect(changed).toMatchObject({
      actor: 'li@yiwu',
      roles: ['OPERATOR'],
      action: 'skuUpdate',
      reference: null,
      operation: 'CHANGED',
      subjectType: 'Sku',
      subjectId: sku,
      subject: { __typename: 'Sku', id: sku },
      belt: { slug: 'yiwu' },
    });
    const [{ was }] = await server.database.dataSource.query(
      'SELECT slug AS was FROM category WHERE number = 3',
    );
    expect(changed.changes).toEqual(
      [
        { field: 'category', before: was, after: 'ceramic-cups' },
        { field: 'guarantees', before: '[]', after: '["TENFOLD_IF_FAKE"]' },
        { field: 'livePrice', before: '20.00', after: '30.00' },
        { field: 'marketPrice', before: '50.00', after: null },
      ].toSorted((a, b) => (a.field < b.field ? -1 : 1)),
    );
    expect(created).toMatchObject({ operation: 'CREATED', action: null, roles: [] });
    expect(created.changes).toContainEqual({
      field: 'supplier',
      before: null,
      after: toNodeId('Supplier', supplier.id),
    });
    expect(created.changes).toContainEqual({ field: 'stock', before: null, after: '3' });

    const { data } = await server.query(
      `{ node(id: "${changed.id}") { ... on AuditEntry { actor changes { field } } } }`,
      {
        as: OPERATOR,
      },
    );
    expect(data.node.actor).toBe('li@yiwu');
    // What is gone is still known by its id.
    await server.database.dataSource.query('DELETE FROM sku WHERE id = $1', [id]);
    const [removed] = await entries(OPERATOR, { subject: sku });
    expect(removed).toMatchObject({ operation: 'REMOVED', subjectId: sku, subject: null });
  });

  it('of goods from a file says who opened its import, as what, and which it was', async () => {
    const client = importClient(server, { as: OPERATOR, subject: 'opens@yiwu' });
    const { id } = await client.upload(fileOf(rowsOf(0, 3, () => ({ shop: '新店' }))));
    await client.reaches(id, 'CHECKED');
    await importClient(server, { as: OPERATOR, subject: 'confirms@yiwu' }).confirm(id);
    await client.reaches(id, 'DONE');
    const written = (await entries(OPERATOR, { actor: 'opens@yiwu' })).filter(
      ({ reference }) => reference === id,
    );
    expect(written.map(({ subjectType, operation }) => [subjectType, operation])).toEqual([
      ['Sku', 'CREATED'],
      ['Sku', 'CREATED'],
      ['Sku', 'CREATED'],
      ['Supplier', 'CREATED'],
    ]);
    for (const entry of written) expect(entry).toMatchObject({ roles: ['OPERATOR'], action: 'skuImport' });
    const steps = await entries(OPERATOR, { subject: id });
    const told = steps.map(({ actor, action, changes }) => [
      actor,
      action,
      changes.find(({ field }: any) => field === 'status')?.after ?? null,
    ]);
    expect(told).toEqual([
      ['headwater', 'skuImport', 'DONE'],
      ['confirms@yiwu', 'skuImportConfirm', 'WRITING'],
      ['headwater', 'skuImport', 'CHECKED'],
      ['headwater', 'skuImport', null],
      ['headwater', 'skuImport', 'CHECKING'],
      ['opens@yiwu', 'skuImportCreate', null],
    ]);
    // The address that a file goes to is a secret, and no column of the log.
    expect(JSON.stringify(steps)).not.toMatch(/urlKey|url_key/);
  });

  it('of skuBulkUpsert is all of whoever sent it', async () => {
    const { data } = await server.query(
      `mutation ($input: SkuBulkUpsertInput!) { skuBulkUpsert(input: $input) { skuImport { id } } }`,
      {
        variables: {
          input: {
            belt: 'yiwu',
            createSuppliers: true,
            items: [{ title: '程序杯', supplierName: '程序厂', livePrice: '5' }],
          },
        },
        as: SERVICE,
        subject: 'shop-system',
      },
    );
    const reference = data.skuBulkUpsert.skuImport.id;
    const written = (await entries(ADMIN, { action: 'skuBulkUpsert' })).filter((entry) =>
      [entry.reference, entry.subjectId].includes(reference),
    );
    expect(new Set(written.map(({ actor }) => actor))).toEqual(new Set(['shop-system']));
    expect(written.map(({ subjectType }) => subjectType)).toEqual(
      expect.arrayContaining(['Sku', 'Supplier', 'SkuImport']),
    );
    expect(
      await server.database.dataSource.query(
        `SELECT FROM audit_entry WHERE actor LIKE 'database:%' AND at > now() - interval '1 hour' AND action IS NOT NULL`,
      ),
    ).toEqual([]);
  });
});

describe('the audit log', () => {
  it('is for ADMIN, and for operators of the belt that an entry belongs to', async () => {
    const [own] = await entries(ADMIN, { subject: toNodeId('Supplier', supplier.id) });
    const [far] = await entries(ADMIN, { subject: toNodeId('Supplier', other.id) });
    const [nobodys] = await entries(ADMIN, { subject: toNodeId('Streamer', streamer.id) });
    expect(far.belt.slug).toBe('foshan');
    const seen = async (as: Claims): Promise<string[]> => (await entries(as)).map(({ id }) => id);
    expect(await seen(OPERATOR)).toContain(own.id);
    expect(await seen(OPERATOR)).not.toContain(far.id);
    expect(await seen(OPERATOR)).not.toContain(nobodys.id);
    expect(await seen(ELSEWHERE)).toEqual([far.id]);
    expect(await seen({ roles: [Role.OPERATOR], belts: [] })).toEqual([]);
    expect(await entries(ELSEWHERE, { subject: toNodeId('Supplier', supplier.id) })).toEqual([]);
    expect(codes(await ask(ELSEWHERE, { belt: 'yiwu' }))).toEqual(['FORBIDDEN']);
    expect(codes(await ask(ADMIN, { belt: 'nowhere' }))).toEqual(['NOT_FOUND']);
    const node = (as: Claims | undefined, id: string) =>
      server.query(`{ node(id: "${id}") { ... on AuditEntry { changes { after } } } }`, { as });
    expect(codes(await node(ELSEWHERE, own.id))).toEqual(['NOT_FOUND']);

    const strangers: [Claims | undefined, string][] = [
      [undefined, 'UNAUTHENTICATED'],
      [{ roles: [Role.STREAMER], streamer: 'watched' }, 'FORBIDDEN'],
      [{ roles: [Role.SUPPLIER], supplier: supplier.id }, 'FORBIDDEN'],
      [SERVICE, 'FORBIDDEN'],
    ];
    for (const [as, code] of strangers) {
      expect(codes(await ask(as))).toEqual([code]);
      expect(codes(await node(as, own.id))).toEqual(['NOT_FOUND']);
    }
  });

  it.each([
    ['Supplier', () => toNodeId('Supplier', supplier.id), [ADMIN, OPERATOR], [ELSEWHERE, SERVICE]],
    ['Streamer', () => toNodeId('Streamer', streamer.id), [ADMIN], [OPERATOR, SERVICE]],
  ] as const)('is the history of a %s, for the same people', async (type, id, readers, strangers) => {
    const read = (as: Claims) =>
      server.query(
        `{ node(id: "${id()}") { ... on ${type} { history { nodes { subjectType changes { field after } } } } } }`,
        {
          as,
        },
      );
    for (const as of readers) expect((await read(as)).data.node.history.nodes).not.toEqual([]);
    for (const as of strangers) expect(codes(await read(as))).toEqual(['FORBIDDEN']);
    // Whoever is no streamer of ours cannot even reach the card.
    expect(codes(await read({ roles: [Role.SUPPLIER], supplier: supplier.id }))).toHaveLength(1);
  });

  it('has fan profiles under their streamers, with shares by name', async () => {
    const { data } = await server.query(
      `{ streamer(handle: "watched") { history { nodes { subjectType subject { id } changes { field after } } } } }`,
      { as: ADMIN },
    );
    const [profile, card] = data.streamer.history.nodes;
    expect([profile.subjectType, card.subjectType]).toEqual(['FanProfile', 'Streamer']);
    expect(profile.subject.id).toBe(toNodeId('Streamer', streamer.id));
    expect(profile.changes).toContainEqual({ field: 'genders', after: '{"FEMALE":0.25,"MALE":0.75}' });
  });

  it('is found by type, actor, action and time', async () => {
    const all = await entries(ADMIN);
    const middle = all[Math.floor(all.length / 2)].at;
    expect(await entries(ADMIN, { from: middle })).toEqual(all.filter(({ at }) => at >= middle));
    expect(await entries(ADMIN, { until: middle })).toEqual(all.filter(({ at }) => at < middle));
    expect(await entries(ADMIN, { subjectType: 'SkuImport', action: 'skuImportCreate' })).toEqual(
      all.filter(({ subjectType, action }) => subjectType === 'SkuImport' && action === 'skuImportCreate'),
    );
    expect(codes(await ask(ADMIN, { actor: 'x'.repeat(201) }))).toEqual(['INVALID_INPUT']);
  });

  it('reads the same from either end, in pages of any size', async () => {
    const all = (await entries(OPERATOR)).map(({ id }) => id);
    expect(all.length).toBeGreaterThan(10);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.boolean(), async (size, backward) => {
        const read: string[] = [];
        for (let place = ''; ;) {
          const page = backward
            ? `last: ${size}${place && `, before: "${place}"`}`
            : `first: ${size}${place && `, after: "${place}"`}`;
          const { data } = await ask(OPERATOR, {}, page);
          const { nodes, pageInfo } = data.auditEntries;
          const ids = nodes.map(({ id }: any) => id);
          if (backward) read.unshift(...ids);
          else read.push(...ids);
          place = backward ? pageInfo.startCursor : pageInfo.endCursor;
          if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
        }
        expect(read).toEqual(all);
      }),
      { numRuns: 12 },
    );
    const { data } = await ask(OPERATOR, {}, 'first: 1');
    const { endCursor } = data.auditEntries.pageInfo;
    expect(codes(await ask(ADMIN, {}, `first: 1, after: "${endCursor}"`))).toEqual(['INVALID_CURSOR']);
    expect(data.auditEntries.totalCount).toBe(all.length);
  });

  it.each([1, 5])(
    'with what it is about, belts and changes takes as many statements for %i entries',
    async (first) => {
      const sent = await counter.during(() => ask(ADMIN, { subjectType: 'Sku' }, `first: ${first}`));
      expect(kindsOf(sent).toSorted()).toEqual([
        'count audit_entry',
        'places audit_entry',
        'rows audit_entry',
        'rows sku',
      ]);
    },
  );
});
