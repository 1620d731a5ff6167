import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { chinaDay } from '../../src/calendar/china-day';
import { daysBefore, makeEligible } from '../support/alliance-rows';
import { closeHealthy } from '../support/healthy';
import { insertSku, insertSupplier, type SkuRow, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

const TODAY = chinaDay(Date.now());
const TOMORROW = daysBefore(TODAY, -1);

let server: TestServer;
let supplier: SupplierRow;
let poor: SupplierRow;
let [good, other, unmet] = [] as unknown as [SkuRow, SkuRow, SkuRow];

const ADMIN: Claims = { roles: [Role.ADMIN] };
const OPERATOR: Claims = { roles: [Role.OPERATOR], belts: ['yiwu'] };
const OTHER_OPERATOR: Claims = { roles: [Role.OPERATOR], belts: ['foshan'] };
const STREAMER: Claims = { roles: [Role.STREAMER], streamer: 'somebody' };
const supplierClaims = (): Claims => ({ roles: [Role.SUPPLIER], supplier: supplier.id });

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  const db = server.database.dataSource;
  supplier = await insertSupplier(db);
  poor = await insertSupplier(db, { licence: null, opened_on: '2020-01-01' });
  await makeEligible(db, supplier.id, TODAY);
  good = await insertSku(db, supplier, { title: '甲货' });
  other = await insertSku(db, supplier, { title: '乙货' });
  unmet = await insertSku(db, poor, { title: '丙货' });
});
afterAll(() => closeHealthy(server));

const idOf = ({ id }: { id: string }): string => toNodeId('Sku', id);

async function decide(
  name: 'allianceApply' | 'allianceWithdraw',
  skus: string[],
  as?: Claims,
  language = 'en',
): Promise<any> {
  return server.query(
    `mutation ($input: AllianceSkusInput!) {
       ${name}(input: $input) {
         items { admitted sku { id inAlliance } userErrors { field code message } }
         userErrors { field code }
       }
     }`,
    { variables: { input: { skus } }, ...(as ? { as } : {}), headers: { 'accept-language': language } },
  );
}

const titlesWith = async (filter: object): Promise<string[]> => {
  const { data } = await server.query(
    `query ($filter: SkuFilter) {
       skus(filter: $filter, orderBy: { field: PRICE, direction: ASC }) { nodes { title inAlliance } totalCount facets { belts { count } } }
     }`,
    { variables: { filter } },
  );
  const { nodes, totalCount, facets } = data.skus;
  expect(totalCount).toBe(nodes.length);
  expect(facets.belts.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
    nodes.length,
  );
  return nodes.map(({ title }: { title: string }) => title).toSorted();
};

describe('allianceApply', () => {
  it('lets in what meets the rules, and says of the rest why not', async () => {
    const { data } = await decide(
      'allianceApply',
      [idOf(good), idOf(unmet), 'nonsense', idOf(good)],
      OPERATOR,
    );
    expect(data.allianceApply.userErrors).toEqual([]);
    const [first, second, third, fourth] = data.allianceApply.items;
    expect(first).toEqual({ admitted: true, sku: { id: idOf(good), inAlliance: true }, userErrors: [] });
    expect(fourth).toEqual(first);
    expect(second).toEqual({
      admitted: false,
      sku: { id: idOf(unmet), inAlliance: false },
      userErrors: [
        'The supplier has not shown a licence.',
        'Nobody rated the supplier in 90 days; at least 4.7 is asked for.',
        'Sold for 0.00 yuan in 30 days; at least 1000.00 is asked for.',
      ].map((message) => ({ field: ['input', 'skus', '1'], code: 'WRONG_STATE', message })),
    });
    expect(third).toMatchObject({ admitted: false, sku: null, userErrors: [{ code: 'INVALID' }] });
  });

  it('speaks Chinese', async () => {
    const { data } = await decide('allianceApply', [idOf(unmet)], OPERATOR, 'zh-CN');
    expect(data.allianceApply.items[0].userErrors.map(({ message }: { message: string }) => message)).toEqual(
      [
        '供应商尚未提供营业执照。',
        '近 90 天没有评分，要求不低于 4.7。',
        '近 30 天销售额 0.00 元，要求不低于 1000.00 元。',
      ],
    );
  });

  it('is what the filter and the facets go by', async () => {
    expect(await titlesWith({ alliance: true })).toEqual(['甲货']);
    expect(await titlesWith({ alliance: true, belts: ['yiwu'], price: { min: '1' } })).toEqual(['甲货']);
    expect(await titlesWith({ alliance: true, text: '乙货' })).toEqual([]);
    expect(await titlesWith({ alliance: false })).toEqual(['丙货', '乙货']);
    expect(await titlesWith({})).toEqual(['丙货', '乙货', '甲货']);
  });

  it('is for the goods’ own people alone', async () => {
    const own = await decide('allianceApply', [idOf(other), idOf(unmet)], supplierClaims());
    expect(own.data.allianceApply.items).toMatchObject([
      { admitted: true, userErrors: [] },
      { admitted: false, sku: null, userErrors: [{ field: ['input', 'skus', '1'], code: 'FORBIDDEN' }] },
    ]);
    const foreign = await decide('allianceApply', [idOf(good)], OTHER_OPERATOR);
    expect(foreign.data.allianceApply.items).toMatchObject([
      { sku: null, userErrors: [{ code: 'FORBIDDEN' }] },
    ]);
    for (const [as, code] of [
      [undefined, 'UNAUTHENTICATED'],
      [STREAMER, 'FORBIDDEN'],
    ] as const) {
      const { data, errors } = await decide('allianceApply', [idOf(good)], as);
      expect([data, errors[0].extensions.code]).toEqual([null, code]);
    }
  });

  it('does not tell goods that one may not see from none', async () => {
    const draft = await insertSku(server.database.dataSource, poor, { status: 'DRAFT' });
    const { data } = await decide('allianceApply', [idOf(draft)], supplierClaims());
    expect(data.allianceApply.items[0].userErrors[0].code).toBe('NOT_FOUND');
  });

  it.each([
    [0, 'INVALID'],
    [101, 'TOO_LARGE'],
  ])('of %i goods is refused', async (count, code) => {
    const { data } = await decide(
      'allianceApply',
      Array.from({ length: count }, () => idOf(good)),
      OPERATOR,
    );
    expect(data.allianceApply).toEqual({ items: null, userErrors: [{ field: ['input', 'skus'], code }] });
  });
});

const STANDING = `
  query ($id: ID!, $asOf: DateTime) {
    node(id: $id) { ... on Sku {
      inAlliance
      alliance(asOf: $asOf) {
        admitted decidedAt admissible feeRate allowance { until }
        rules { rule { kind threshold } required actual met waived reason }
        history(first: 10) { nodes { cause admitted at feeRate rules { rule { kind } actual met } } }
      }
    } }
  }`;

describe('Sku.alliance', () => {
  const standing = async (asOf?: string, as: Claims | undefined = OPERATOR): Promise<any> =>
    server.query(STANDING, { variables: { id: idOf(good), asOf }, as, headers: { 'accept-language': 'en' } });

  it('tells what each rule asks for, what there is, and what was decided', async () => {
    const { data } = await standing();
    expect(data.node.alliance).toMatchObject({
      admitted: true,
      admissible: true,
      feeRate: 0.05,
      allowance: null,
      rules: [
        {
          rule: { kind: 'LICENCE', threshold: null },
          required: null,
          actual: null,
          met: true,
          waived: false,
        },
        { rule: { kind: 'RATING', threshold: '4.7' }, required: '4.7', actual: '4.8', met: true },
        { rule: { kind: 'SALES' }, required: '1000.00', actual: '1000.00', met: true },
        { rule: { kind: 'CATEGORY' }, required: null, met: true, reason: 'The category is open.' },
      ],
      history: { nodes: [{ cause: 'APPLIED', admitted: true, feeRate: 0.05 }] },
    });
    expect(data.node.alliance.decidedAt).toBe(data.node.alliance.history.nodes[0].at);
  });

  it('tells it of a moment before, with what was decided until then', async () => {
    const { data: now } = await standing();
    const { decidedAt } = now.node.alliance;
    const before = new Date(Date.parse(decidedAt) - 1).toISOString();
    const { data } = await standing(before);
    expect(data.node.alliance).toMatchObject({ admitted: false, decidedAt: null, history: { nodes: [] } });
    expect((await standing(decidedAt)).data.node.alliance).toMatchObject({ admitted: true, decidedAt });
    // A month ago nothing had been sold.
    const { data: month } = await standing(`${daysBefore(TODAY, 30)}T04:00:00Z`);
    expect(month.node.alliance.rules[2]).toMatchObject({ actual: '0.00', met: false });
    expect(month.node.alliance.admissible).toBe(false);
  });

  it('tells nothing of the future, and nothing to strangers', async () => {
    const { errors } = await standing(`${TOMORROW}T12:00:00Z`);
    expect(errors[0].extensions.code).toBe('INVALID_INPUT');
    for (const as of [STREAMER, OTHER_OPERATOR]) {
      const answer = await standing(undefined, as);
      expect(answer.errors[0].extensions.code).toBe('FORBIDDEN');
      expect(answer.data.node).toEqual({ inAlliance: true, alliance: null });
    }
  });

  it('keeps what was decided, whatever becomes of the goods', async () => {
    await decide('allianceWithdraw', [idOf(good)], supplierClaims());
    await decide('allianceWithdraw', [idOf(good)], supplierClaims());
    const { data } = await standing();
    expect(data.node).toMatchObject({ inAlliance: false, alliance: { admitted: false, admissible: true } });
    expect(data.node.alliance.history.nodes).toMatchObject([
      { cause: 'WITHDRAWN', admitted: false, feeRate: null, rules: [] },
      {
        cause: 'APPLIED',
        admitted: true,
        rules: [{ met: true }, { actual: '4.8' }, { actual: '1000.00' }, {}],
      },
    ]);
    expect(await titlesWith({ alliance: true })).toEqual(['乙货']);
  });
});

describe('the rules', () => {
  const add = async (input: object, as: Claims = ADMIN): Promise<any> => {
    const answer = await server.query(
      `mutation ($input: AllianceRuleAddInput!) {
         allianceRuleAdd(input: $input) { rule { id kind threshold windowDays newcomerDays rate validFrom validUntil } userErrors { field code } }
       }`,
      { variables: { input }, as },
    );
    return answer.errors ? answer.errors[0]!.extensions.code : answer.data.allianceRuleAdd;
  };
  const set = async (category: string, isOpen: boolean | null, as: Claims = ADMIN): Promise<any> => {
    const answer = await server.query(
      `mutation ($input: AllianceCategorySetInput!) {
         allianceCategorySet(input: $input) { state { isOpen category { slug } } userErrors { field code } }
       }`,
      { variables: { input: { category, isOpen } }, as },
    );
    return answer.errors ? answer.errors[0]!.extensions.code : answer.data.allianceCategorySet;
  };
  const all = async (): Promise<any> =>
    (
      await server.query(
        '{ alliance { rules { id kind validFrom } categories { isOpen category { slug } } } }',
      )
    ).data.alliance;
  const SALES = { kind: 'SALES', threshold: '2000.50', windowDays: 7, newcomerDays: 30, validFrom: TOMORROW };

  it('get new versions for days to come, each once, which everybody may read', async () => {
    const { rule, userErrors } = await add(SALES);
    expect(userErrors).toEqual([]);
    expect(rule).toEqual({ ...SALES, id: rule.id, rate: null, validUntil: null });
    expect((await add(SALES)).rule.id).toBe(rule.id);
    const corrected = (await add({ ...SALES, threshold: '1500' })).rule;
    expect(corrected.id).not.toBe(rule.id);
    const { rules } = await all();
    expect(rules.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([corrected.id, rule.id]);
    expect(rules).toHaveLength(8);
    const { data } = await server.query(
      'query ($id: ID!) { node(id: $id) { ... on AllianceRule { threshold } } }',
      {
        variables: { id: rule.id },
      },
    );
    expect(data.node.threshold).toBe('2000.50');
    expect(
      await add({
        kind: 'NEWCOMER_FEE',
        threshold: '5',
        newcomerDays: 0,
        rate: '0.012345',
        validFrom: TOMORROW,
        validUntil: daysBefore(TOMORROW, -1),
      }),
    ).toMatchObject({
      rule: { rate: 0.012345, validUntil: daysBefore(TOMORROW, -1) },
    });
  });

  it.each([
    [{ ...SALES, validFrom: TODAY }, 'validFrom'],
    [{ ...SALES, validFrom: '2999-02-30' }, 'validFrom'],
    [{ ...SALES, validUntil: TOMORROW }, 'validUntil'],
    [{ ...SALES, threshold: '1.001' }, 'threshold'],
    [{ ...SALES, threshold: '-1' }, 'threshold'],
    [{ ...SALES, kind: 'RATING', threshold: '5.000001' }, 'threshold'],
    [{ ...SALES, windowDays: 0 }, 'windowDays'],
    [{ ...SALES, windowDays: undefined }, 'windowDays'],
    [{ ...SALES, newcomerDays: 367 }, 'newcomerDays'],
    [{ ...SALES, rate: '0.1' }, 'rate'],
    [{ kind: 'STANDARD_FEE', rate: '1.000001', validFrom: TOMORROW }, 'rate'],
    [{ kind: 'LICENCE', threshold: '1', validFrom: TOMORROW }, 'threshold'],
  ])('%j is refused for %s', async (input, name) => {
    expect(await add(input)).toEqual({
      rule: null,
      userErrors: [{ field: ['input', name], code: 'INVALID' }],
    });
  });

  it('are said by admins alone', async () => {
    for (const as of [OPERATOR, supplierClaims(), { roles: [Role.SERVICE] }]) {
      expect(await add(SALES, as)).toBe('FORBIDDEN');
      expect(await set('dresses', false, as)).toBe('FORBIDDEN');
    }
  });

  it('close categories at once, with all below them, and open them again', async () => {
    const [{ leaf, parent }] = await server.database.dataSource.query(
      `SELECT c.slug AS leaf, p.slug AS parent FROM category c JOIN category p ON p.number = c.parent_number WHERE c.number = 3`,
    );
    expect(await set(parent, false)).toEqual({
      state: { isOpen: false, category: { slug: parent } },
      userErrors: [],
    });
    const refused = await decide('allianceApply', [idOf(good)], OPERATOR);
    expect(refused.data.allianceApply.items[0].userErrors).toMatchObject([
      { message: 'The category is closed.' },
    ]);
    expect((await set(leaf, true)).state.isOpen).toBe(true);
    expect((await set(leaf, true)).state.isOpen).toBe(true);
    const let_in = await decide('allianceApply', [idOf(good)], OPERATOR);
    expect(let_in.data.allianceApply.items[0].admitted).toBe(true);
    expect((await set(leaf, null)).state.isOpen).toBe(false);
    expect((await all()).categories).toEqual([{ isOpen: false, category: { slug: parent } }]);
    expect((await set(parent, null)).state.isOpen).toBe(true);
    const [{ count }] = await server.database.dataSource.query('SELECT count(*)::int FROM alliance_category');
    expect(count).toBe(4);
    expect(await set('nowhere', true)).toMatchObject({
      userErrors: [{ field: ['input', 'category'], code: 'NOT_FOUND' }],
    });
  });

  it('are kept under the name of who said them', async () => {
    const entries = await server.database.dataSource.query(
      `SELECT DISTINCT subject_type, actor, action FROM audit_entry WHERE subject_type LIKE 'Alliance%' ORDER BY 1`,
    );
    expect(entries).toEqual([
      { subject_type: 'AllianceCategory', actor: 'test', action: 'allianceCategorySet' },
      { subject_type: 'AllianceRule', actor: 'test', action: 'allianceRuleAdd' },
    ]);
  });
});
