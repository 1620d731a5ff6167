import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { insertRow, insertSku, insertStreamer, insertSupplier } from './rows';
import { type GraphQlAnswer, startTestServer, type TestServer, type TestServerOptions } from './server';

/*
 * Who may do what, as the design has it, written out here apart from the code that decides it:
 *
 *              catalogue   terms (supply price,     cards (name,       fans (profile,   streamers for a SKU
 *                          commission, stock)       followers, niche)  matches)         or a supplier
 *   anonymous  read        –                        –                  –                –
 *   no role    read        –                        –                  –                –
 *   STREAMER   read        read                     own                own              –
 *   OPERATOR   read        own belts                read               –                own belts
 *   SUPPLIER   read        own                      –                  –                own
 *   SERVICE    all         all                      all                all              all
 *   ADMIN      all         all                      all                all              all
 */
export type Asker =
  | 'nobody'
  | 'someone without a role'
  | 'the streamer'
  | 'another streamer'
  | 'an operator of the belt'
  | 'an operator of another belt'
  | 'the supplier'
  | 'another supplier'
  | 'a service'
  | 'an admin';

/** May read; is told to sign in; is told that it is not theirs. */
export type Verdict = 'data' | 'UNAUTHENTICATED' | 'FORBIDDEN';

type Column = 'terms' | 'card' | 'fans' | 'streamers';

const row = (terms: Verdict, card: Verdict, fans: Verdict, streamers: Verdict): Record<Column, Verdict> => ({
  terms,
  card,
  fans,
  streamers,
});

export const TABLE: Record<Asker, Record<Column, Verdict>> = {
  nobody: row('UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED'),
  'someone without a role': row('FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'),
  'the streamer': row('data', 'data', 'data', 'FORBIDDEN'),
  'another streamer': row('data', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'),
  'an operator of the belt': row('data', 'data', 'FORBIDDEN', 'data'),
  'an operator of another belt': row('FORBIDDEN', 'data', 'FORBIDDEN', 'FORBIDDEN'),
  'the supplier': row('data', 'FORBIDDEN', 'FORBIDDEN', 'data'),
  'another supplier': row('FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'),
  'a service': row('data', 'data', 'data', 'data'),
  'an admin': row('data', 'data', 'data', 'data'),
};

export const ASKERS = Object.keys(TABLE) as Asker[];

/** Who knows the supplier's goods from within, and sees them when they are not in the catalogue. */
export const INSIDERS: Asker[] = ['an operator of the belt', 'the supplier', 'a service', 'an admin'];
export const STRANGERS = ASKERS.filter((asker) => !INSIDERS.includes(asker));

export const BELT = { slug: 'yiwu', number: 13 };
export const OTHER_BELT = { slug: 'foshan', number: 14 };

/** What the guarded fields hold: values that stand nowhere else, so that a leak can be searched for in any answer. */
export const SECRETS = {
  supplyPrice: '9876.54',
  commissionRate: 0.4321,
  stock: 73_137,
  followers: 8_675_309,
  orders: 60_221,
};

/** A server over a small catalogue in which every kind of asker has something of their own. */
export type AccessWorld = {
  server: TestServer;
  claims: Record<Asker, Claims | undefined>;
  /** Node ids. */
  ids: Record<'sku' | 'supplier' | 'otherSupplier' | 'belt' | 'streamer', string>;
  /** UUID, as tokens name it. */
  supplier: string;
  /** What is not in the catalogue, with a text that only it has. */
  hidden: { what: string; id: string; text: string }[];
  ask(asker: Asker, document: string, variables?: Record<string, unknown>): Promise<GraphQlAnswer>;
};

export async function startAccessWorld(options: TestServerOptions = {}): Promise<AccessWorld> {
  const server = await startTestServer({ template: 'migrated', ...options });
  const db = server.database.dataSource;
  const supplier = await insertSupplier(db, { belt_number: BELT.number, code: 'OWN', name: '甲供应商' });
  const other = await insertSupplier(db, { belt_number: OTHER_BELT.number, code: 'OTHER', name: '乙供应商' });
  const frozen = await insertSupplier(db, { belt_number: BELT.number, code: 'ICE', name: '冻供应商' });
  const sku = await insertSku(db, supplier, {
    title: '众人可见的货品',
    supply_price: 987_654,
    live_price: 1_200_000,
    commission_rate: 4321,
    stock: SECRETS.stock,
  });
  await insertSku(db, other, { title: '别家的货品' });
  const hidden: AccessWorld['hidden'] = [];
  for (const [what, of, status] of [
    ['a draft', supplier, 'DRAFT'],
    ['a delisted SKU', supplier, 'DELISTED'],
    ['a SKU of a frozen supplier', frozen, 'LISTED'],
  ] as const) {
    const text = `藏着的货品 ${what}`;
    hidden.push({ what, text, id: toNodeId('Sku', (await insertSku(db, of, { title: text, status })).id) });
  }
  await db.query(`UPDATE supplier SET status = 'FROZEN' WHERE id = $1`, [frozen.id]);
  hidden.push({ what: 'a frozen supplier', text: '冻供应商', id: toNodeId('Supplier', frozen.id) });

  const streamer = await insertStreamer(db, {
    handle: 'own',
    name: '本主播',
    follower_count: SECRETS.followers,
    home_belt_number: BELT.number,
  });
  await insertRow(db, 'fan_profile', { streamer_id: streamer.id, sample_size: SECRETS.orders });
  await insertRow(db, 'streamer_niche', { streamer_id: streamer.id, category_number: 3 });
  await insertStreamer(db, { handle: 'other', name: '他主播' });
  await server.app.matching.sync.refresh();
  await server.app.streamerTable.refresh();

  const [{ id: beltId }] = await db.query('SELECT id FROM belt WHERE number = $1', [BELT.number]);
  const claims = {
    nobody: undefined,
    'someone without a role': { roles: [] },
    'the streamer': { roles: [Role.STREAMER], streamer: 'own' },
    'another streamer': { roles: [Role.STREAMER], streamer: 'other' },
    'an operator of the belt': { roles: [Role.OPERATOR], belts: [BELT.slug] },
    'an operator of another belt': { roles: [Role.OPERATOR], belts: [OTHER_BELT.slug] },
    'the supplier': { roles: [Role.SUPPLIER], supplier: supplier.id },
    'another supplier': { roles: [Role.SUPPLIER], supplier: other.id },
    'a service': { roles: [Role.SERVICE] },
    'an admin': { roles: [Role.ADMIN] },
  };
  return {
    server,
    claims,
    ids: {
      sku: toNodeId('Sku', sku.id),
      supplier: toNodeId('Supplier', supplier.id),
      otherSupplier: toNodeId('Supplier', other.id),
      belt: toNodeId('Belt', beltId),
      streamer: toNodeId('Streamer', streamer.id),
    },
    supplier: supplier.id,
    hidden,
    ask: (asker, document, variables) => server.query(document, { variables, as: claims[asker] }),
  };
}

export const codesOf = ({ errors }: GraphQlAnswer): string[] =>
  (errors ?? []).map(({ extensions }) => extensions.code);

/** Everything a client could read a secret from. */
export const textOf = (answer: GraphQlAnswer): string => JSON.stringify(answer);

/** What an answer comes to: "data" where it shows the value, else what went wrong and at which field. */
export function verdictOf(answer: GraphQlAnswer, value: unknown): string {
  const shown = textOf(answer).includes(JSON.stringify(value));
  if (!answer.errors) return shown ? 'data' : 'nothing';
  const told = new Set(answer.errors.map(({ extensions, path }) => `${extensions.code} at ${path?.at(-1)}`));
  return [...told, ...(shown ? ['and yet the value'] : [])].join(', ');
}

/** What verdictOf says where the table's verdict falls at this field. */
export const told = (verdict: Verdict, field: string): string =>
  verdict === 'data' ? 'data' : `${verdict} at ${field}`;
