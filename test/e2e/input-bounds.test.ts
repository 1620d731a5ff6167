import { pino } from 'pino';
import { buildSchema } from '../../src/graphql/schema';
import { PLACES } from '../support/access-rights';
import { insertTrade } from '../support/access-trade';
import { type AccessWorld, startAccessWorld } from '../support/access-world';
import { closeHealthy } from '../support/healthy';
import { metricsImportClient } from '../support/metrics-imports';
import { importClient } from '../support/imports';
import { argumentsWith, type InputPlace, inputPlaces, type Samples } from '../support/input-places';
import type { GraphQlAnswer } from '../support/server';
import { until } from '../support/started';

/* Every list, text and number that the schema takes is given too much of, over HTTP; the schema itself says where they are. */

/** What each list takes, but for those that take a hundred. */
const LISTS: Record<string, number> = {
  'CreditEntryCreateInput.evidence': 20,
  'SkuBulkUpsertItem.attributes': 200,
  'SkuUpdateInput.attributes': 200,
  'FanProfileReplaceInput.genders': 500,
  'FanProfileReplaceInput.ages': 500,
  'FanProfileReplaceInput.regions': 500,
  'FanProfileReplaceInput.priceBands': 500,
  'FanProfileReplaceInput.categories': 500,
};
const CHARACTERS = 10_000;
const AT_ONCE = 4;

/** How many statements each request sent, by its id, as the server logs it. */
const statements = new Map<string, number>();
const requestLog = pino(
  {},
  { write: (line) => void statements.set(JSON.parse(line).requestId, JSON.parse(line).statements) },
);
let world: AccessWorld;
let places: InputPlace[];
let ids: Record<string, string>;
let samples: Samples;

beforeAll(async () => {
  places = inputPlaces(await buildSchema());
  world = await startAccessWorld({ requestLog, costRates: { perSecond: 0, anonymousPerSecond: 0 } });
  const { skuImport } = await importClient(world.server).create();
  const { supplierMetricsImport } = await metricsImportClient(world.server).create();
  ids = {
    ...world.ids,
    ...(await insertTrade(world)),
    import: skuImport.id,
    metricsImport: supplierMetricsImport.id,
  };
  samples = {
    ...ids,
    entry: ids.creditEntry,
    ids: ids.sku,
    skus: ids.sku,
    suppliers: ids.supplier,
    undoes: ids.creditEntry,
    id: ids.sku,
    slug: 'yiwu',
    belt: 'yiwu',
    belts: 'yiwu',
    categories: 'apparel',
    handle: 'own',
    validFrom: '2020-01-01',
    day: '2020-01-01',
    expectedVersion: 999,
  };
});
afterAll(() => closeHealthy(world.server));

/** What the field of a place answers where a value is put there; to whoever may ask for anything. */
async function answer(place: InputPlace, put: { items: number } | { value: unknown }): Promise<Told> {
  const given = argumentsWith(place, put, samples);
  const declared = place.args.filter(({ name }) => name in given);
  const list = declared.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection =
    place.type === 'Mutation'
      ? ' { userErrors { code field message } }'
      : place.isLeaf
        ? ''
        : ' { __typename }';
  return ask(
    place.type,
    `target: ${place.field}(${list})${selection}`,
    declared.map(({ name, type }) => `$${name}: ${String(type)}`),
    given,
  );
}

/** What a request was answered, and how many statements it sent. */
type Told = GraphQlAnswer & { statements: number };

let asked = 0;

async function ask(
  type: string,
  field: string,
  declared: string[] = [],
  variables: Record<string, unknown> = {},
): Promise<Told> {
  const way = PLACES[type]!.way.replaceAll(/\$(\w+)/g, (_, name) => JSON.stringify(ids[name])).replace(
    'FIELD',
    field,
  );
  const [, kind = 'query', body] = /^(mutation)?\s*(.*)$/s.exec(way)!;
  const list = declared.length > 0 ? `(${declared.join(', ')})` : '';
  const id = `bounds-${++asked}`;
  const told = await world.server.query(`${kind} ${list} ${body}`, {
    variables,
    as: world.claims['an admin'],
    headers: { 'accept-language': 'en', 'x-request-id': id },
  });
  await until(() => statements.has(id), 'the request is logged');
  return { ...told, statements: statements.get(id)! };
}

/** What was wrong, whichever way it is told. */
const faultsOf = ({ data, errors = [] }: GraphQlAnswer): { code: string; at?: string; message: string }[] => [
  ...errors.map(({ message, extensions: { code } }) => ({ code, message })),
  ...(data?.target?.userErrors ?? []).map(({ code, field, message }: any) => ({
    code,
    at: field?.join('.'),
    message,
  })),
];

/** How many statements lead to the object whose field is asked. */
const statementsOnTheWay = async (type: string): Promise<number> =>
  type === 'Mutation' ? 0 : (await ask(type, '__typename')).statements;

type Outcome = { beyond: unknown; statements: number; within: unknown };

/** What comes of one more than may be, and of just as many. */
async function outcomesOf(
  these: readonly InputPlace[],
  of: 'values' | 'characters',
  maxOf: (place: InputPlace) => number,
): Promise<{ found: Record<string, Outcome>; wanted: Record<string, Outcome> }> {
  const [found, wanted]: Record<string, Outcome>[] = [{}, {}];
  const examine = async (place: InputPlace): Promise<void> => {
    const max = maxOf(place);
    const put = (count: number) => (of === 'values' ? { items: count } : { value: 'x'.repeat(count) });
    const path = place.path.join('.');
    const says = `expected at most ${max} ${of}.`;
    const beyond = await answer(place, put(max + 1));
    const within = faultsOf(await answer(place, put(max))).filter(
      ({ code, message }) => code === 'INTERNAL_SERVER_ERROR' || message.includes(says),
    );
    found![place.name] = { beyond: faultsOf(beyond), statements: beyond.statements, within };
    wanted![place.name] = {
      beyond: [
        place.type === 'Mutation'
          ? {
              code: of === 'values' ? 'TOO_LARGE' : 'INVALID',
              at: path,
              message: `${place.path.slice(1).join('.') || path}: ${says}`,
            }
          : { code: 'INVALID_INPUT', message: `${path}: ${says}` },
      ],
      statements: await statementsOnTheWay(place.type),
      within: [],
    };
  };
  for (let i = 0; i < these.length; i += AT_ONCE) await Promise.all(these.slice(i, i + AT_ONCE).map(examine));
  return { found: found!, wanted: wanted! };
}

it('lists end where they should, before anything is read', async () => {
  const lists = places.filter(({ given }) => given === 'list');
  expect(lists.length).toBeGreaterThan(40);
  const { found, wanted } = await outcomesOf(lists, 'values', ({ coordinate }) => LISTS[coordinate] ?? 100);
  expect(found).toEqual(wanted);
}, 180_000);

it('texts end, too', async () => {
  const texts = places.filter(({ given }) => given === 'String' || given === 'ID');
  expect(texts.length).toBeGreaterThan(100);
  const { found, wanted } = await outcomesOf(texts, 'characters', () => CHARACTERS);
  expect(found).toEqual(wanted);
}, 180_000);

const EXTREMES: Record<string, unknown[]> = {
  Int: [-2_147_483_648, -1, 0, 2_147_483_647],
  Float: [-1e308, -0.1, -0, 1e-320, 1.000_000_1, 1e308],
  Decimal: ['-1', '0', '0.001', `1${'0'.repeat(400)}`, '9'.repeat(9_999), '9'.repeat(10_001), '1e9', 'x'],
  DateTime: ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '-000001-01-01T00:00:00Z', 'x'],
};

it('a number, an amount, a moment at the end of its range is taken or refused with a reason', async () => {
  const numbers = places.filter(({ given }) => given in EXTREMES);
  expect(new Set(numbers.map(({ given }) => given))).toEqual(new Set(Object.keys(EXTREMES)));
  const inside: string[] = [];
  for (const place of numbers) {
    await Promise.all(
      EXTREMES[place.given]!.map(async (value) => {
        const found = faultsOf(await answer(place, { value }));
        inside.push(
          ...found
            .filter(({ code }) => code === 'INTERNAL_SERVER_ERROR')
            .map(({ message }) => `${place.name} = ${String(value).slice(0, 30)}: ${message}`),
        );
      }),
    );
  }
  expect(inside).toEqual([]);
  expect(world.server.faults).toEqual([]);
}, 180_000);

it('the table of lists names those that are there', () => {
  const coordinates = new Set(places.map(({ coordinate }) => coordinate));
  expect(Object.keys(LISTS).filter((name) => !coordinates.has(name))).toEqual([]);
});
