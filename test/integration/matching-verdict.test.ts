import { LOCKS } from '../../src/database/locks';
import { toNodeId } from '../../src/graphql/node-id';
import {
  MATCHES_WITH_REASONS,
  matchesOf,
  SERVICE,
  type Weights,
  weightsInput,
} from '../support/graphql-matches';
import { closeHealthy } from '../support/healthy';
import { isEligible, Oracle, type OracleRanking } from '../support/oracle';
import { addSkus, addSupplier } from '../support/oracle-catalogue';
import type { OracleSku } from '../support/oracle-data';
import { isTrue } from '../support/oracle-reasons';
import {
  expectedVerdict,
  lineOfVerdict,
  obstaclesOf,
  type RawVerdict,
  VERDICT,
} from '../support/oracle-verdict';
import { startTestServer, type TestServer } from '../support/server';

/** Much arithmetic; a machine that is shared may take several times as long as it should. */
jest.setTimeout(120_000);

let server: TestServer;
let oracle: Oracle;

beforeAll(async () => {
  server = await startTestServer({ template: 'demo' });
  oracle = await Oracle.load(server.database.dataSource);
});
afterAll(() => closeHealthy(server));

type Question = { handle: string; skus: OracleSku[]; weights?: Weights; language?: string };

/** As many as one request may have aliases. */
const AT_ONCE = 50;

async function verdictsOn(question: Question): Promise<RawVerdict[]> {
  const verdicts: RawVerdict[] = [];
  for (let i = 0; i < question.skus.length; i += AT_ONCE)
    verdicts.push(...(await verdictsAtOnce({ ...question, skus: question.skus.slice(i, i + AT_ONCE) })));
  return verdicts;
}

/** Asks of all these SKUs in one request. */
async function verdictsAtOnce({ handle, skus, weights, language = 'en' }: Question): Promise<RawVerdict[]> {
  const parts = skus.map(
    ({ id }, i) => `v${i}: matchOf(sku: "${toNodeId('Sku', id)}", weights: $weights) { ...V }`,
  );
  const { data, errors } = await server.query<{ streamer: Record<string, RawVerdict> }>(
    `query ($handle: String!, $weights: MatchWeightsInput) { streamer(handle: $handle) { ${parts.join('\n')} } }
     fragment V on MatchVerdict { ${VERDICT} }`,
    {
      variables: { handle, weights: weightsInput(weights) },
      as: SERVICE,
      headers: { 'accept-language': language },
    },
  );
  expect(errors).toBeUndefined();
  return skus.map((_, i) => data.streamer[`v${i}`]!);
}

/** One SKU for each set of reasons that occurs. */
function oneOfEachKind(skus: OracleSku[]): OracleSku[] {
  const kinds = new Map(
    skus
      .filter((sku) => !isEligible(sku))
      .map((sku) => [`${sku.status} ${sku.supplier_status} ${obstaclesOf(sku).join(' ')}`, sku]),
  );
  return [...kinds.values()];
}

/** Around every edge of a ranking: the best, the middle, the last rank and beyond, and what was passed over there. */
function instructive({ matches }: OracleRanking): OracleSku[] {
  const at = [1, 2, 3, 50, 500, 999, 1_000, 1_001, 1_002, matches.length];
  const ranked = at.flatMap((rank) => matches[rank - 1]?.sku ?? []);
  const placed = new Set(matches.map(({ id }) => id));
  const passedOver = oracle.data.skus.filter((sku) => isEligible(sku) && !placed.has(sku.id));
  const crowdedBy = [0, 1, 400, 998, 1_000, 1_100].flatMap((place) => {
    const supplier = matches[place]?.sku.supplier;
    return passedOver.find((sku) => sku.supplier === supplier) ?? [];
  });
  return [...ranked, ...crowdedBy];
}

const CASES: [handle: string, weights: Weights | undefined][] = [
  ['yiwu-xiaomei', undefined],
  ['chunhua-guangchang', { PRICE_FIT: 3, COMMISSION: 0.5 }],
  ['xiaotang-xuezuofan', { SUPPLIER_QUALITY: 1, CATEGORY_AFFINITY: 0, MOMENTUM: 7 }],
];

test.each(CASES)(
  'what is said of SKUs for %s under weights %j is what the oracle says',
  async (handle, weights) => {
    const ranking = oracle.rank(handle, {}, weights);
    const skus = [...instructive(ranking), ...oneOfEachKind(oracle.data.skus)];
    const verdicts = await verdictsOn({ handle, skus, weights });
    const expected = skus.map((sku) => expectedVerdict(oracle, ranking, { handle, sku, weights }));
    expect(verdicts.map(lineOfVerdict)).toEqual(expected);

    const places = new Set(
      verdicts.map(({ rank, rankAbsence }) => rankAbsence ?? (rank! > 0 ? 'ranked' : '')),
    );
    expect(places).toEqual(new Set(['ranked', 'NOT_ELIGIBLE', 'SUPPLIER_LIMIT', 'BEYOND_LIMIT']));
    const reasons = verdicts.flatMap(({ exclusions }) => exclusions.map(({ reason }) => reason));
    expect(new Set(reasons).size).toBe(4);
    expect(Math.max(...verdicts.map(({ exclusions }) => exclusions.length))).toBeGreaterThan(1);
  },
);

test.each(CASES)(
  'for %s under weights %j it says of each match what the match says',
  async (handle, weights) => {
    const { edges } = await matchesOf(server, { handle, weights, first: 40 });
    const reasons = await matchesOf(
      server,
      { handle, weights, first: 40 },
      { document: MATCHES_WITH_REASONS },
    );
    const bySku = new Map(oracle.data.skus.map((sku) => [toNodeId('Sku', sku.id), sku]));
    const skus = edges.map(({ node }) => bySku.get(node.id)!);
    const verdicts = await verdictsOn({ handle, weights, skus, language: 'zh-CN' });
    expect(verdicts).toEqual(
      edges.map(({ node, rank, score, components }, i) => ({
        sku: node,
        eligible: true,
        exclusions: [],
        score,
        components,
        rank,
        rankAbsence: null,
        reasons: reasons.edges[i]!.reasons,
      })),
    );
  },
);

test.each(['zh-CN', 'en'] as const)(
  'in %s, what speaks for goods that are not eligible is true',
  async (language) => {
    const handle = 'yiwu-xiaomei';
    const categories: { number: number; name: string; name_en: string }[] =
      await server.database.dataSource.query('SELECT number, name, name_en FROM category');
    const names = new Map(categories.map((c) => [c.number, language === 'en' ? c.name_en : c.name]));
    const { session_demand: sessionDemand } = oracle.data.streamers.find((known) => known.handle === handle)!;
    const skus = oracle.data.skus.filter((sku) => !isEligible(sku)).slice(0, 60);
    const verdicts = await verdictsOn({ handle, skus, language });
    const untrue = verdicts.flatMap(({ reasons }, i) => {
      const match = { ...oracle.judge(handle, skus[i]!), staticScore: NaN };
      const facts = { match, categoryName: names.get(skus[i]!.category)!, sessionDemand };
      return reasons.filter((reason) => !isTrue(reason, language, facts));
    });
    expect(untrue).toEqual([]);
    expect(verdicts.flatMap(({ reasons }) => reasons).length).toBeGreaterThan(60);
  },
);

describe('why a SKU is not eligible', () => {
  const WORDS: [sku: object, supplierStatus: string, reason: string, en: string, chinese: string][] = [
    [{ status: 'DRAFT' }, 'ACTIVE', 'NOT_LISTED', 'It is a draft, not offered yet', '还是草稿，尚未上架'],
    [{ status: 'DELISTED' }, 'ACTIVE', 'NOT_LISTED', 'It was taken out of the catalogue', '已下架'],
    [
      {},
      'LIMITED',
      'SUPPLIER_NOT_ACTIVE',
      'Its supplier is limited: listed, but not matched',
      '供应商受限，其货品暂不参与匹配',
    ],
    [{}, 'FROZEN', 'SUPPLIER_NOT_ACTIVE', 'Its supplier is frozen', '供应商已被冻结'],
    [
      { flagged: true },
      'ACTIVE',
      'FLAGGED',
      'A reviewer holds it back from matching',
      '已被审核标记，暂不参与匹配',
    ],
    [{ stock: 0 }, 'ACTIVE', 'OUT_OF_STOCK', 'It is out of stock', '没有库存'],
  ];

  async function madeOf(sku: object, supplierStatus: string): Promise<OracleSku> {
    const db = server.database.dataSource;
    const supplier = await addSupplier(db);
    const [id] = await addSkus(db, supplier, [sku]);
    await db.query('UPDATE supplier SET status = $2 WHERE id = $1', [supplier, supplierStatus]);
    return { id } as OracleSku;
  }

  const said = async (sku: OracleSku, language: string): Promise<RawVerdict> =>
    (await verdictsOn({ handle: 'yiwu-xiaomei', skus: [sku], language }))[0]!;

  test.each(WORDS)('%j of a supplier that is %s: %s', async (given, supplierStatus, reason, en, chinese) => {
    const sku = await madeOf(given, supplierStatus);
    expect(await said(sku, 'en')).toMatchObject({
      eligible: false,
      exclusions: [{ reason, message: en }],
      rank: null,
      rankAbsence: 'NOT_ELIGIBLE',
    });
    expect((await said(sku, 'zh-CN')).exclusions).toEqual([{ reason, message: chinese }]);
  });

  test('is told in full where all of it is true at once', async () => {
    const sku = await madeOf({ status: 'DELISTED', flagged: true, stock: 0 }, 'FROZEN');
    const { exclusions } = await said(sku, 'zh-CN');
    expect(exclusions.map(({ message }) => message)).toEqual([
      '已下架',
      '供应商已被冻结',
      '已被审核标记，暂不参与匹配',
      '没有库存',
    ]);
  });

  test('is told of exactly the goods that Postgres keeps out of the cells', async () => {
    const rows: { id: string; cell: string | null }[] = await server.database.dataSource.query(
      'SELECT id, cell FROM sku ORDER BY id',
    );
    const some = rows.filter((_, i) => i % 101 === 0);
    for (let from = 0; from < some.length; from += 50) {
      const page = some.slice(from, from + 50);
      const { data } = await server.query(
        `{ streamer(handle: "yiwu-xiaomei") { ${page
          .map(
            ({ id }, i) => `v${i}: matchOf(sku: "${toNodeId('Sku', id)}") { eligible exclusions { reason } }`,
          )
          .join('\n')} } }`,
        { as: SERVICE },
      );
      page.forEach(({ cell }, i) => {
        const { eligible, exclusions } = data.streamer[`v${i}`];
        expect([eligible, exclusions.length === 0]).toEqual([cell !== null, cell !== null]);
      });
    }
  });
});

test('goods that the ranking does not know yet are not given a place that they do not have', async () => {
  const db = server.database.dataSource;
  const { matches } = oracle.rank('yiwu-xiaomei');
  const { category, live_price, stock } = matches[0]!.sku;
  // A belt that has no such goods: theirs will be a cell that the directory has never heard of.
  const belts = new Set(oracle.data.skus.map((sku) => sku.belt));
  for (const sku of oracle.data.skus) if (sku.category === category) belts.delete(sku.belt);
  const categories = new Map(oracle.data.categories.map(({ number, slug }) => [number, slug]));
  const folding = db.createQueryRunner();
  await folding.startTransaction();
  // Whoever holds this lock is the one who tells the processes of changed cells; this one does not.
  await folding.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.cellDirectory]);
  const supplier = await addSupplier(db, { belt: [...belts][0]!, quality: 1_000_000 });
  const better = { category: categories.get(category)!, live_price, stock, commission_rate: 9_000 };
  const [id] = await addSkus(db, supplier, [
    { ...better, market_price: 2_000_000_000, shipping: 'greater-china' },
  ]);
  const sku = { id } as OracleSku;
  const [before] = await verdictsOn({ handle: 'yiwu-xiaomei', skus: [sku] });
  await folding.rollbackTransaction();
  await folding.release();
  expect(before).toMatchObject({ eligible: true, exclusions: [], rank: null, rankAbsence: 'NOT_YET_RANKED' });

  await server.app.matching.sync.refresh();
  const renewed = await Oracle.load(db);
  const known = renewed.data.skus.find((row) => row.id === id)!;
  const [after] = await verdictsOn({ handle: 'yiwu-xiaomei', skus: [known] });
  const expected = expectedVerdict(renewed, renewed.rank('yiwu-xiaomei'), {
    handle: 'yiwu-xiaomei',
    sku: known,
  });
  expect(lineOfVerdict(after!)).toBe(expected);
  expect(after!.rankAbsence).toBeNull();
});

test('goods of a category that the process has not heard of yet are judged as far as they are known', async () => {
  const db = server.database.dataSource;
  const [audience] = oracle.data.audiences;
  await db.query(
    `INSERT INTO category (number, slug, name, name_en, parent_number, audience_number)
     VALUES (9999, 'brand-new', '新品类', 'Brand new', 1, $1)`,
    [audience!.number],
  );
  const [id] = await addSkus(db, await addSupplier(db), [{ category: 'brand-new' }]);
  const [verdict] = await verdictsOn({ handle: 'yiwu-xiaomei', skus: [{ id } as OracleSku] });
  expect(verdict).toMatchObject({ eligible: true, score: expect.any(Number) });
  await db.query('DELETE FROM sku WHERE id = $1', [id]);
  await db.query('DELETE FROM category WHERE number = 9999');
});

describe('what cannot be told', () => {
  const ask = (sku: string, weights?: object, language = 'en') =>
    server.query(
      `query ($sku: ID!, $weights: MatchWeightsInput) { streamer(handle: "yiwu-xiaomei") {
        name matchOf(sku: $sku, weights: $weights) { score } } }`,
      { variables: { sku, weights }, as: SERVICE, headers: { 'accept-language': language } },
    );
  const known = (): string => toNodeId('Sku', oracle.data.skus[0]!.id);
  const unknown = toNodeId('Sku', '00000000-0000-4000-8000-000000000000');

  test.each<[string, () => string, object | undefined, string]>([
    ['a SKU that does not exist', () => unknown, undefined, 'NOT_FOUND'],
    ['an id of a belt', () => toNodeId('Belt', oracle.data.skus[0]!.id), undefined, 'INVALID_ID'],
    ['a plain UUID', () => oracle.data.skus[0]!.id, undefined, 'INVALID_ID'],
    ['an empty id', () => '', undefined, 'INVALID_ID'],
    ['a negative weight', known, { momentum: -1 }, 'INVALID_WEIGHTS'],
    [
      'weights that are all 0',
      known,
      {
        categoryAffinity: 0,
        audienceFit: 0,
        priceFit: 0,
        supplierQuality: 0,
        priceAdvantage: 0,
        deliveryFit: 0,
        capacityFit: 0,
        commission: 0,
        momentum: 0,
      },
      'INVALID_WEIGHTS',
    ],
  ])('%s is refused with its code, and the rest of the answer stays', async (_, sku, weights, code) => {
    const { data, errors } = await ask(sku(), weights);
    expect(errors!.map(({ extensions, path }) => [extensions.code, path])).toEqual([
      [code, ['streamer', 'matchOf']],
    ]);
    expect(data.streamer).toEqual({ name: expect.any(String), matchOf: null });
  });

  test('is said in the language of the request', async () => {
    const english = await ask(unknown);
    const chinese = await ask(unknown, undefined, 'zh-CN');
    expect(english.errors![0]!.message).toBe(`There is no Sku "${unknown}".`);
    expect(chinese.errors![0]!.message).toBe(`不存在 Sku “${unknown}”。`);
  });
});
