import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { OPERATOR } from '../support/imports';
import { insertSku, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { sendUpdate, update } from '../support/updates';

const ADMIN: Claims = { roles: [Role.ADMIN] };
const ELSEWHERE: Claims = { roles: [Role.OPERATOR], belts: ['foshan'] };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const nodesOf = async (document: string, as?: Claims): Promise<any> => {
  const { data, errors } = await server.query(document, { as });
  expect(errors).toBeUndefined();
  return data;
};
const refusal = async (...of: Parameters<typeof sendUpdate>): Promise<string[]> =>
  ((await sendUpdate(...of)).errors ?? []).map(({ extensions }) => extensions.code);

describe('supplierUpdate', () => {
  const added = async (given = {}): Promise<{ id: string; supplier: string }> => {
    const row = await insertSupplier(server.database.dataSource, given);
    return { id: row.id, supplier: toNodeId('Supplier', row.id) };
  };

  it('changes what is named; null says that it is not known', async () => {
    const { supplier: node } = await added();
    const whole = {
      name: '义乌市晨光文具有限公司',
      kind: 'BRAND',
      region: '浙江义乌',
      enterpriseQualified: true,
      licence: '91350100M000100Y43',
      openedOn: '2019-02-28',
    };
    const first = await update(
      server,
      'supplierUpdate',
      { supplier: node, expectedVersion: 1, ...whole },
      { as: OPERATOR },
    );
    expect(first.userErrors).toEqual([]);
    expect(first.supplier).toEqual({
      id: node,
      version: 2,
      status: 'ACTIVE',
      ...whole,
      region: { code: '330782' },
    });
    const second = await update(
      server,
      'supplierUpdate',
      { supplier: node, expectedVersion: 2, region: null, licence: null, openedOn: null, kind: null },
      { as: OPERATOR },
    );
    expect(second.supplier).toMatchObject({
      version: 3,
      region: null,
      licence: null,
      openedOn: null,
      kind: 'BRAND',
    });
  });

  it('of the name is what search finds the supplier and its goods by', async () => {
    const row = await insertSupplier(server.database.dataSource, { name: '旧名作坊' });
    const sku = await insertSku(server.database.dataSource, row, {});
    await update(
      server,
      'supplierUpdate',
      { supplier: toNodeId('Supplier', row.id), expectedVersion: 1, name: '新名工场' },
      { as: OPERATOR },
    );
    const found = async (text: string): Promise<unknown[]> => {
      const { suppliers, skus } = await nodesOf(
        `{ suppliers(filter: { text: "${text}" }) { nodes { name } } skus(filter: { text: "${text}" }) { nodes { id } } }`,
      );
      return [suppliers.nodes, skus.nodes];
    };
    expect(await found('新名')).toEqual([[{ name: '新名工场' }], [{ id: toNodeId('Sku', sku.id) }]]);
    expect(await found('旧名')).toEqual([[], []]);
  });

  it.each([
    ['name', ' '],
    ['name', 'x'.repeat(201)],
    ['name', 'a\u200bb'],
    ['region', '亚特兰蒂斯'],
    ['licence', '91350100M000100Y44'],
    ['openedOn', '2019-02-29'],
    ['openedOn', '2999-01-01'],
    ['openedOn', '1.2.2019'],
  ])('is refused with %s %j', async (field, value) => {
    const { supplier: node } = await added();
    const input = { supplier: node, expectedVersion: 1, [field]: value };
    for (const language of ['en', 'zh-CN']) {
      const payload = await update(server, 'supplierUpdate', input, { as: OPERATOR, language });
      expect(payload).toMatchObject({
        supplier: null,
        userErrors: [{ code: 'INVALID', field: ['input', field] }],
      });
    }
  });

  it('is for the belt’s operators and the trusted, and the licence for those who manage the supplier', async () => {
    const { id, supplier: node } = await added({ licence: '91350100M000100Y43' });
    const input = { supplier: node, expectedVersion: 99 };
    expect(await refusal(server, 'supplierUpdate', input, { as: ELSEWHERE })).toEqual(['FORBIDDEN']);
    const own: Claims = { roles: [Role.SUPPLIER], supplier: id };
    expect(await refusal(server, 'supplierUpdate', input, { as: own })).toEqual(['FORBIDDEN']);
    const read = (as?: Claims) =>
      server.query(`{ node(id: "${node}") { ... on Supplier { licence version } } }`, { as });
    for (const as of [OPERATOR, own, ADMIN])
      expect((await read(as)).data.node.licence).toBe('91350100M000100Y43');
    for (const as of [undefined, ELSEWHERE]) {
      const answer = await read(as);
      expect(JSON.stringify(answer)).not.toContain('91350100M000100Y43');
      expect(answer.errors).toHaveLength(1);
    }
  });
});
