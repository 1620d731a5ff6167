import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import {
  insertRow,
  insertSku,
  insertStreamer,
  insertSupplier,
  type StreamerRow,
  type SupplierRow,
} from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let streamer: StreamerRow;
let stranger: StreamerRow;
let supplier: SupplierRow;
let skus: string[];

const OWN: Claims = { roles: [Role.STREAMER], streamer: 'own' };
const STRANGER: Claims = { roles: [Role.STREAMER], streamer: 'stranger' };
const OPERATOR: Claims = { roles: [Role.OPERATOR], belts: ['yiwu'] };
const OTHER_OPERATOR: Claims = { roles: [Role.OPERATOR], belts: ['foshan'] };
const SERVICE: Claims = { roles: [Role.SERVICE] };
const SUPPLIER = (): Claims => ({ roles: [Role.SUPPLIER], supplier: supplier.id });
const OTHER_SUPPLIER: Claims = { roles: [Role.SUPPLIER], supplier: '00000000-0000-4000-8000-000000000000' };

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  const db = server.database.dataSource;
  streamer = await insertStreamer(db, { handle: 'own', name: '本主播' });
  stranger = await insertStreamer(db, { handle: 'stranger', name: '他主播' });
  supplier = await insertSupplier(db);
  skus = [];
  for (let i = 0; i < 4; i++)
    skus.push(toNodeId('Sku', (await insertSku(db, supplier, { title: `货${i}`, in_alliance: i < 3 })).id));
});
afterAll(() => closeHealthy(server));

const idOf = ({ id }: { id: string }): string => toNodeId('Streamer', id);

/** The payload of a mutation, or the code of the error. */
async function mutate(name: string, type: string, fields: string, input: object, as?: Claims): Promise<any> {
  const { data, errors } = await server.query(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { field code message } } }`,
    { variables: { input }, ...(as ? { as } : {}), headers: { 'accept-language': 'en' } },
  );
  return errors ? errors[0]!.extensions.code : data[name];
}

const codesOf = ({ userErrors }: any): unknown =>
  userErrors.map(({ field, code }: any) => [field.join('.'), code]);

const PICK = 'pick { id isAvailable addedAt removedAt sku { id } streamer { handle } }';
const pick = (sku: string, as: Claims | undefined = OWN, of = streamer): Promise<any> =>
  mutate('pickCreate', 'PickInput', PICK, { streamer: idOf(of), sku }, as);
const remove = (sku: string, as: Claims | undefined = OWN, of = streamer): Promise<any> =>
  mutate('pickRemove', 'PickInput', PICK, { streamer: idOf(of), sku }, as);

async function shelf(as: Claims = OWN, first = 10, after?: string): Promise<any> {
  const { data, errors } = await server.query(
    `query ($first: Int, $after: String) { streamer(handle: "own") {
       picks(first: $first, after: $after) { nodes { sku { id } isAvailable } totalCount pageInfo { endCursor hasNextPage } } } }`,
    { variables: { first, after }, as },
  );
  return errors ? errors[0]!.extensions.code : data.streamer.picks;
}

describe('picks', () => {
  it('stand on the shelf, newest first, each once', async () => {
    const first = await pick(skus[0]!);
    expect(first).toMatchObject({
      pick: { isAvailable: true, removedAt: null, sku: { id: skus[0] }, streamer: { handle: 'own' } },
      userErrors: [],
    });
    expect((await pick(skus[1]!, SERVICE)).userErrors).toEqual([]);
    expect(await pick(skus[0]!)).toEqual(first);
    const all = await shelf();
    expect(all.nodes).toEqual([skus[1], skus[0]].map((id) => ({ sku: { id }, isAvailable: true })));
    expect(all.totalCount).toBe(2);
    const { pageInfo } = await shelf(OWN, 1);
    expect(pageInfo.hasNextPage).toBe(true);
    expect((await shelf(OWN, 1, pageInfo.endCursor)).nodes).toMatchObject([{ sku: { id: skus[0] } }]);
  });

  it('are taken off with what was kept; picked again, they are another pick', async () => {
    const { pick: before } = await pick(skus[0]!);
    const { pick: removed } = await remove(skus[0]!);
    expect(removed).toMatchObject({ id: before.id, addedAt: before.addedAt, isAvailable: false });
    expect(removed.removedAt).not.toBeNull();
    expect((await remove(skus[0]!)).pick).toEqual(removed);
    expect((await shelf()).nodes).toHaveLength(1);
    const { pick: again } = await pick(skus[0]!);
    expect(again.id).not.toBe(before.id);
    const [{ count }] = await server.database.dataSource.query('SELECT count(*)::int FROM pick');
    expect(count).toBe(3);
  });

  it('are of listed goods in the alliance alone', async () => {
    expect(codesOf(await pick(skus[3]!))).toEqual([['input.sku', 'WRONG_STATE']]);
    expect((await pick(skus[3]!)).userErrors[0].message).toBe('The SKU is not in the alliance.');
    const draft = await insertSku(server.database.dataSource, supplier, {
      status: 'DRAFT',
      in_alliance: true,
    });
    const id = toNodeId('Sku', draft.id);
    expect(codesOf(await pick(id))).toEqual([['input.sku', 'NOT_FOUND']]);
    expect((await pick(id, SERVICE)).userErrors).toMatchObject([
      { code: 'WRONG_STATE', message: 'The SKU is not in the catalogue.' },
    ]);
    expect(codesOf(await pick('nonsense'))).toEqual([['input.sku', 'INVALID']]);
    expect(codesOf(await remove(skus[2]!))).toEqual([['input.sku', 'NOT_FOUND']]);
  });

  it('stay on the shelf when the goods leave the alliance, marked as not to be had', async () => {
    const { id } = (await pick(skus[2]!)).pick;
    const uuid = Buffer.from(skus[2]!, 'base64url').toString().split(':')[1]!;
    await server.database.dataSource.query('UPDATE sku SET in_alliance = false WHERE id = $1', [uuid]);
    expect((await shelf()).nodes[0]).toEqual({ sku: { id: skus[2] }, isAvailable: false });
    // What is there is there: nothing is picked anew.
    expect((await pick(skus[2]!)).pick.id).toBe(id);
  });

  it('are as many as a shelf holds', async () => {
    const db = server.database.dataSource;
    const full = await insertStreamer(db, { handle: 'full' });
    await db.query(
      `WITH made AS (
         INSERT INTO sku (supplier_id, belt_number, supplier_status, supplier_quality, code, title, search_text, search_vector,
                          category_number, audience_number, shipping_number, provenance, supply_price, live_price)
         SELECT supplier_id, belt_number, supplier_status, supplier_quality, 'F' || n, title, search_text, search_vector,
                category_number, audience_number, shipping_number, provenance, supply_price, live_price
           FROM (SELECT * FROM sku WHERE supplier_id = $2 LIMIT 1) one, generate_series(1, 999) n RETURNING id)
       INSERT INTO pick (streamer_id, sku_id) SELECT $1, id FROM made`,
      [full.id, supplier.id],
    );
    expect((await pick(skus[0]!, SERVICE, full)).userErrors).toEqual([]);
    expect(codesOf(await pick(skus[1]!, SERVICE, full))).toEqual([['input.streamer', 'TOO_LARGE']]);
    await remove(skus[0]!, SERVICE, full);
    expect((await pick(skus[1]!, SERVICE, full)).userErrors).toEqual([]);
  });

  it('are nobody’s but the streamer’s', async () => {
    for (const as of [STRANGER, OPERATOR, SUPPLIER()]) {
      expect(await pick(skus[0]!, as)).toBe('FORBIDDEN');
      expect(await remove(skus[0]!, as)).toBe('FORBIDDEN');
      expect(await shelf(as)).toBe('FORBIDDEN');
    }
    expect(await mutate('pickCreate', 'PickInput', PICK, { streamer: idOf(streamer), sku: skus[0] })).toBe(
      'UNAUTHENTICATED',
    );
    const nobody = { id: '00000000-0000-4000-8000-000000000000' } as StreamerRow;
    expect(await pick(skus[0]!, OWN, nobody)).toBe('FORBIDDEN');
    expect(codesOf(await pick(skus[0]!, SERVICE, nobody))).toEqual([['input.streamer', 'NOT_FOUND']]);

    const { id } = (await pick(skus[0]!)).pick;
    const node = async (as?: Claims): Promise<unknown> => {
      const { data, errors } = await server.query(
        'query ($id: ID!) { node(id: $id) { id ... on Pick { addedAt } } }',
        {
          variables: { id },
          ...(as ? { as } : {}),
        },
      );
      return errors?.[0]?.extensions.code ?? data.node.id;
    };
    expect([await node(OWN), await node(SERVICE)]).toEqual([id, id]);
    for (const as of [undefined, STRANGER, OPERATOR, SUPPLIER()]) expect(await node(as)).toBe('NOT_FOUND');
  });
});

const REQUEST =
  'sampleRequest { id status version quantity message terms reason trackingNumber streamerHandle streamerName answeredAt shippedAt receivedAt sku { id } }';
const request = (
  sku: string,
  input: object = {},
  as: Claims | undefined = OWN,
  of = streamer,
): Promise<any> =>
  mutate(
    'sampleRequestCreate',
    'SampleRequestCreateInput',
    REQUEST,
    { streamer: idOf(of), sku, quantity: 2, message: '请寄两件', ...input },
    as,
  );
const answer = (sampleRequest: string, expectedVersion: number, input: object, as: Claims): Promise<any> =>
  mutate(
    'sampleRequestAnswer',
    'SampleRequestAnswerInput',
    REQUEST,
    { sampleRequest, expectedVersion, ...input },
    as,
  );

describe('requests for samples', () => {
  it('go from wish to parcel', async () => {
    const { sampleRequest: asked, userErrors } = await request(skus[3]!);
    expect(userErrors).toEqual([]);
    expect(asked).toMatchObject({
      status: 'REQUESTED',
      version: 1,
      quantity: 2,
      message: '请寄两件',
      streamerHandle: 'own',
      streamerName: '本主播',
      answeredAt: null,
    });
    expect((await request(skus[3]!)).sampleRequest).toEqual(asked);
    expect(codesOf(await request(skus[3]!, { quantity: 3 }))).toEqual([['input.sku', 'WRONG_STATE']]);
    const { id } = asked;

    const accepted = await answer(id, 1, { answer: 'ACCEPT', terms: '包邮，试播后寄回' }, SUPPLIER());
    expect(accepted.sampleRequest).toMatchObject({
      status: 'ACCEPTED',
      version: 2,
      terms: '包邮，试播后寄回',
    });
    expect(codesOf(await answer(id, 1, { answer: 'SHIP' }, OPERATOR))).toEqual([
      ['input.expectedVersion', 'CONFLICT'],
    ]);
    expect(codesOf(await answer(id, 2, { answer: 'RECEIVE' }, OWN))).toEqual([
      ['input.sampleRequest', 'WRONG_STATE'],
    ]);
    expect(await answer(id, 2, { answer: 'SHIP' }, OWN)).toBe('FORBIDDEN');
    const shipped = await answer(id, 2, { answer: 'SHIP', trackingNumber: 'SF1234567890' }, OPERATOR);
    expect(shipped.sampleRequest).toMatchObject({
      status: 'SHIPPED',
      version: 3,
      trackingNumber: 'SF1234567890',
    });
    const received = await answer(id, 3, { answer: 'RECEIVE' }, OWN);
    expect(received.sampleRequest).toMatchObject({ status: 'RECEIVED', version: 4 });
    expect(received.sampleRequest.receivedAt).not.toBeNull();
    expect(codesOf(await answer(id, 4, { answer: 'DECLINE', reason: '无货' }, SUPPLIER()))).toEqual([
      ['input.sampleRequest', 'WRONG_STATE'],
    ]);

    // It is over: another one may be asked for.
    expect((await request(skus[3]!, { quantity: 3 })).sampleRequest.id).not.toBe(id);
  });

  it('may be declined, even after they were accepted', async () => {
    const { id } = (await request(skus[1]!)).sampleRequest;
    expect(codesOf(await answer(id, 1, { answer: 'ACCEPT' }, SUPPLIER()))).toEqual([
      ['input.terms', 'INVALID'],
    ]);
    expect(codesOf(await answer(id, 1, { answer: 'DECLINE', reason: ' ' }, SUPPLIER()))).toEqual([
      ['input.reason', 'INVALID'],
    ]);
    expect(codesOf(await answer(id, 1, { answer: 'ACCEPT', terms: 'x', reason: 'y' }, SUPPLIER()))).toEqual([
      ['input.reason', 'INVALID'],
    ]);
    const accepted = (await answer(id, 1, { answer: 'ACCEPT', terms: 'x' }, SERVICE)).sampleRequest;
    const declined = (await answer(id, 2, { answer: 'DECLINE', reason: '断货' }, SUPPLIER())).sampleRequest;
    expect(declined).toMatchObject({ status: 'DECLINED', reason: '断货', answeredAt: accepted.answeredAt });
  });

  it.each([
    [{ quantity: 0 }, 'input.quantity'],
    [{ quantity: 21 }, 'input.quantity'],
    [{ message: '长'.repeat(501) }, 'input.message'],
    [{ message: 'a\0b' }, 'input.message'],
    [{ sku: 'nonsense' }, 'input.sku'],
  ])('of %j are refused', async (input, field) => {
    expect(codesOf(await request(skus[0]!, input))).toEqual([[field, 'INVALID']]);
  });

  it('are between the streamer, the supplier and its belt’s operators', async () => {
    const { id } = (await request(skus[2]!)).sampleRequest;
    const seen = async (as?: Claims): Promise<unknown> => {
      const { data, errors } = await server.query(
        'query ($id: ID!) { node(id: $id) { ... on SampleRequest { message } } }',
        {
          variables: { id },
          ...(as ? { as } : {}),
        },
      );
      return errors?.[0]?.extensions.code ?? data.node.message;
    };
    for (const as of [OWN, OPERATOR, SUPPLIER(), SERVICE]) expect(await seen(as)).toBe('请寄两件');
    for (const as of [STRANGER, OTHER_OPERATOR, OTHER_SUPPLIER]) {
      expect(await seen(as)).toBe('NOT_FOUND');
      expect(codesOf(await answer(id, 1, { answer: 'DECLINE', reason: 'x' }, as))).toEqual([
        ['input.sampleRequest', 'NOT_FOUND'],
      ]);
    }
    expect(await seen()).toBe('NOT_FOUND');
    for (const as of [STRANGER, OPERATOR, SUPPLIER()])
      expect(await request(skus[0]!, {}, as)).toBe('FORBIDDEN');

    const lists = async (as: Claims, path: string, variables: Record<string, unknown> = {}): Promise<any> => {
      const { data, errors } = await server.query(
        `query ($statuses: [SampleRequestStatus!]) { node(id: "${path}") {
           ... on Streamer { sampleRequests(statuses: $statuses) { nodes { id status } } }
           ... on Supplier { sampleRequests(statuses: $statuses) { nodes { id status } } } } }`,
        { as, variables },
      );
      return errors ? errors[0]!.extensions.code : data.node.sampleRequests.nodes;
    };
    const [ofStreamer, ofSupplier] = [idOf(streamer), toNodeId('Supplier', supplier.id)];
    const own = await lists(OWN, ofStreamer);
    expect(own[0]).toEqual({ id, status: 'REQUESTED' });
    expect(own.map(({ status }: any) => status)).toEqual(['REQUESTED', 'DECLINED', 'REQUESTED', 'RECEIVED']);
    for (const as of [SUPPLIER(), OPERATOR, SERVICE]) expect(await lists(as, ofSupplier)).toEqual(own);
    expect(await lists(OWN, ofStreamer, { statuses: ['RECEIVED', 'DECLINED'] })).toHaveLength(2);
    for (const as of [OWN, OTHER_OPERATOR, OTHER_SUPPLIER])
      expect(await lists(as, ofSupplier)).toBe('FORBIDDEN');
    expect(await lists(OPERATOR, ofStreamer)).toBe('FORBIDDEN');
  });

  it('are bounded while they are under way', async () => {
    const db = server.database.dataSource;
    for (let i = 0; i < 50; i++) {
      const sku = await insertSku(db, supplier);
      await insertRow(db, 'sample_request', {
        streamer_id: stranger.id,
        sku_id: sku.id,
        supplier_id: supplier.id,
        belt_number: 13,
        quantity: 1,
        message: '',
      });
    }
    expect(codesOf(await request(skus[0]!, {}, STRANGER, stranger))).toEqual([
      ['input.streamer', 'TOO_LARGE'],
    ]);
    await db.query(
      `UPDATE sample_request SET status = 'DECLINED', reason = 'x', answered_at = now()
                     WHERE id = (SELECT id FROM sample_request WHERE streamer_id = $1 LIMIT 1)`,
      [stranger.id],
    );
    expect((await request(skus[0]!, {}, STRANGER, stranger)).userErrors).toEqual([]);
  });

  it('and picks are kept in the audit log under the name of who wrote', async () => {
    const entries = await server.database.dataSource.query(
      `SELECT DISTINCT subject_type, operation, action FROM audit_entry
        WHERE actor = 'test' AND subject_type IN ('Pick', 'SampleRequest') ORDER BY 1, 2, 3`,
    );
    expect(entries.map(Object.values)).toEqual([
      ['Pick', 'CREATED', 'pickCreate'],
      ['Pick', 'CHANGED', 'pickRemove'],
      ['SampleRequest', 'CREATED', 'sampleRequestCreate'],
      ['SampleRequest', 'CHANGED', 'sampleRequestAnswer'],
    ]);
  });
});
