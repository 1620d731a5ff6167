import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { fileOf, IMPORT, importClient, OPERATOR, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';
import { StatementCounter } from '../support/statement-counter';
import { kindsOf } from '../support/statement-kinds';

const counter = new StatementCounter();
let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated', logger: counter });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));

const ADMIN: Claims = { roles: [Role.ADMIN] };
const SERVICE: Claims = { roles: [Role.SERVICE] };
const ELSEWHERE: Claims = { roles: [Role.OPERATOR], belts: ['hangzhou'] };
const OUTSIDERS: [string, Claims | undefined][] = [
  ['nobody', undefined],
  ['a streamer', { roles: [Role.STREAMER], streamer: 'yiwu-xiaomei' }],
  ['a supplier', { roles: [Role.SUPPLIER], supplier: '00000000-0000-4000-8000-000000000000' }],
];
const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('an import that is opened', () => {
  it('awaits its file', async () => {
    expect(await client.create({ autoConfirm: true, fileName: '货品.jsonl' })).toEqual({
      skuImport: {
        id: expect.any(String),
        status: 'AWAITING_UPLOAD',
        autoConfirm: true,
        fileName: '货品.jsonl',
        belt: { slug: 'yiwu' },
      },
      uploadUrl: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/imports\/[\w-]+\/file\?capability=[\w.-]+$/,
      ),
      userErrors: [],
    });
  });

  const TEXTS = ['', ' ', 'a\u0000b', 'a\nb'];
  it.each([
    ...TEXTS.map((text) => ['fileName', text] as const),
    ...TEXTS.map((text) => ['idempotencyKey', text] as const),
    ['fileName', '字'.repeat(256)] as const,
    ['idempotencyKey', 'k'.repeat(201)] as const,
  ])('is not where %s is %j', async (name, text) => {
    for (const [language, says] of [
      ['en', /expected 1 to \d+ characters/],
      ['zh-CN', /应为 1 到 \d+ 个字符/],
    ] as const) {
      const spoken = importClient(server, { as: OPERATOR, headers: { 'accept-language': language } });
      expect(await spoken.create({ [name]: text })).toEqual({
        skuImport: null,
        uploadUrl: null,
        userErrors: [{ field: ['input', name], code: 'INVALID', message: expect.stringMatching(says) }],
      });
    }
  });

  it.each([
    ['JSONL', '货品', '只有 XLSX 有工作表'],
    ['CSV', '货品', '只有 XLSX 有工作表'],
    ['XLSX', ' ', '应为 1 到 255 个字符'],
    ['XLSX', '字'.repeat(256), '应为 1 到 255 个字符'],
  ])('is not where %s is asked for with the sheet %j', async (format, sheet, says) => {
    expect(await client.create({ format, sheet })).toMatchObject({
      skuImport: null,
      userErrors: [{ field: ['input', 'sheet'], code: 'INVALID', message: expect.stringContaining(says) }],
    });
  });

  it('may have the longest name and key', async () => {
    const longest = { fileName: '字'.repeat(255), idempotencyKey: '𝒌'.repeat(200) };
    expect(await client.create(longest)).toMatchObject({ userErrors: [] });
  });

  it('is not for a belt that does not exist; all that is wrong is told at once', async () => {
    const { userErrors } = await client.create({ belt: 'yiwoo', fileName: '' });
    expect(userErrors).toMatchObject([
      { field: ['input', 'belt'], code: 'NOT_FOUND', message: '不存在产业带“yiwoo”。' },
      { field: ['input', 'fileName'], code: 'INVALID' },
    ]);
  });
});

describe('an idempotency key', () => {
  it('gives the same import to whoever chose it, with an address while its file may come', async () => {
    const input = { idempotencyKey: 'again' };
    const first = await client.create(input);
    const second = await client.create(input);
    expect(second).toEqual(first);
    await client.upload(fileOf(rowsOf(0, 2)), input);
    await client.reaches(first.skuImport.id, 'CHECKED');
    expect(await client.create(input)).toEqual({
      skuImport: { ...first.skuImport, status: 'CHECKED' },
      uploadUrl: null,
      userErrors: [],
    });
  });

  it.each([
    ['fileName', 'other.jsonl'],
    ['format', 'CSV'],
    ['autoConfirm', true],
    ['createSuppliers', false],
    ['belt', 'hangzhou'],
  ])('used with another %s is a conflict that tells nothing', async (name, value) => {
    const both = importClient(server, { as: { roles: [Role.OPERATOR], belts: ['yiwu', 'hangzhou'] } });
    const input = { idempotencyKey: `conflict ${name}` };
    await both.create(input);
    expect(await both.create({ ...input, [name]: value })).toEqual({
      skuImport: null,
      uploadUrl: null,
      userErrors: [
        { field: ['input', 'idempotencyKey'], code: 'IDEMPOTENCY_CONFLICT', message: expect.any(String) },
      ],
    });
  });

  it('used with another sheet is one, too; the same sheet is none', async () => {
    const input = { format: 'XLSX', sheet: '货品', idempotencyKey: 'conflict sheet' };
    const { skuImport } = await client.create(input);
    expect(await client.create(input)).toMatchObject({ skuImport, userErrors: [] });
    for (const sheet of ['其他', null]) {
      expect(await client.create({ ...input, sheet })).toMatchObject({
        skuImport: null,
        userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }],
      });
    }
  });

  it('of somebody else is another key', async () => {
    const input = { idempotencyKey: 'shared' };
    const mine = await client.create(input);
    const theirs = await importClient(server, { as: OPERATOR, subject: 'somebody else' }).create({
      ...input,
      fileName: 'theirs.jsonl',
    });
    expect(theirs).toMatchObject({ skuImport: { fileName: 'theirs.jsonl' }, userErrors: [] });
    expect(theirs.skuImport.id).not.toBe(mine.skuImport.id);
  });

  it('used by many requests at once opens one import', async () => {
    const input = { idempotencyKey: 'at once' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => client.create(input)));
    expect(new Set(answers.map(({ skuImport }) => skuImport.id)).size).toBe(1);
    expect(new Set(answers.map(({ uploadUrl }) => uploadUrl)).size).toBe(1);
  });

  it('used by many requests at once for two things opens one, and the others are told', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        client.create({ idempotencyKey: 'at once, two', fileName: `${i % 2}.jsonl` }),
      ),
    );
    const opened = answers.filter(({ skuImport }) => skuImport);
    expect(opened).toHaveLength(6);
    expect(new Set(opened.map(({ skuImport }) => skuImport.id)).size).toBe(1);
    for (const { skuImport, userErrors } of answers) {
      expect(userErrors.map(({ code }: any) => code)).toEqual(skuImport ? [] : ['IDEMPOTENCY_CONFLICT']);
    }
  });
});

describe('confirming and cancelling', () => {
  it('can be done once, in the states that allow it', async () => {
    const { id } = await client.upload(fileOf(rowsOf(0, 3)));
    await client.reaches(id, 'CHECKED');
    const answers = await Promise.all([client.confirm(id), client.confirm(id), client.confirm(id)]);
    const codes = answers.map(({ userErrors }) => userErrors.map(({ code }: any) => code).join());
    expect(codes.toSorted((a, b) => a.localeCompare(b))).toEqual(['', 'WRONG_STATE', 'WRONG_STATE']);
    await client.reaches(id, 'DONE');
    expect(await client.cancel(id)).toEqual({
      skuImport: null,
      userErrors: [
        {
          field: ['id'],
          code: 'WRONG_STATE',
          message: '导入当前状态为 DONE，应为 AWAITING_UPLOAD 或 CHECKING 或 CHECKED。',
        },
      ],
    });
    const { skuImport } = await client.create();
    expect(await client.confirm(skuImport.id)).toMatchObject({ userErrors: [{ code: 'WRONG_STATE' }] });
    expect(await client.cancel(skuImport.id)).toMatchObject({
      skuImport: { status: 'CANCELLED', finishedAt: expect.any(String) },
      userErrors: [],
    });
  });

  it.each([
    ['x', 'INVALID'],
    [toNodeId('Sku', NOBODY), 'INVALID'],
    [toNodeId('SkuImport', NOBODY), 'NOT_FOUND'],
  ])('of %s is refused', async (id, code) => {
    for (const change of [client.confirm, client.cancel]) {
      expect(await change(id)).toMatchObject({ skuImport: null, userErrors: [{ field: ['id'], code }] });
    }
  });
});

describe('who has nothing to do with imports', () => {
  it.each(OUTSIDERS)('(%s) can neither see nor change any', async (_, as) => {
    const { skuImport } = await client.create();
    const code = as ? 'FORBIDDEN' : 'UNAUTHENTICATED';
    const id = JSON.stringify(skuImport.id);
    const list = await server.query(
      '{ skuImports { nodes { id } } }',
      as ? { as, subject: 'an outsider' } : {},
    );
    const listed = list.errors?.map(({ extensions }) => extensions.code) ?? list.data.skuImports.nodes;
    // A supplier has a list, of the imports that it opened itself.
    expect(listed).toEqual(as?.roles[0] === Role.SUPPLIER ? [] : [code]);
    for (const document of [
      '{ belt(slug: "yiwu") { skuImports { nodes { id } } } }',
      `mutation { skuImportConfirm(id: ${id}) { userErrors { code } } }`,
      `mutation { skuImportCancel(id: ${id}) { userErrors { code } } }`,
      `mutation { skuImportCreate(input: { belt: "yiwu", fileName: "x", format: CSV, idempotencyKey: "x" }) { uploadUrl } }`,
    ]) {
      const { errors } = await server.query(document, as ? { as, subject: 'an outsider' } : {});
      expect(errors!.map(({ extensions }) => extensions.code)).toEqual([code]);
    }
    const { data, errors } = await server.query(IMPORT, {
      variables: { id: skuImport.id },
      ...(as ? { as, subject: 'an outsider' } : {}),
    });
    expect(data.node).toBeNull();
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    expect(await client.get(skuImport.id)).toMatchObject({ status: 'AWAITING_UPLOAD' });
  });
});

describe('the operator of another belt', () => {
  it('does not learn that an import exists', async () => {
    const { skuImport } = await client.create();
    const other = importClient(server, { as: ELSEWHERE });
    await other.create({ belt: 'hangzhou' });
    const nobodys = toNodeId('SkuImport', NOBODY);
    for (const change of [other.confirm, other.cancel]) {
      expect(await change(skuImport.id)).toEqual(await change(nobodys));
    }
    const [known, unknown] = await Promise.all(
      [skuImport.id, nobodys].map((id) => server.query(IMPORT, { variables: { id }, as: ELSEWHERE })),
    );
    const shape = (answer: unknown): string => JSON.stringify(answer).replaceAll(skuImport.id, nobodys);
    expect(shape(known)).toBe(shape(unknown));
    const { data } = await server.query('{ skuImports { nodes { id belt { slug } } } }', { as: ELSEWHERE });
    expect(new Set(data.skuImports.nodes.map(({ belt }: any) => belt.slug))).toEqual(new Set(['hangzhou']));
    const { errors } = await server.query('{ belt(slug: "yiwu") { skuImports { nodes { id } } } }', {
      as: ELSEWHERE,
    });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('cannot open one there', async () => {
    await expect(importClient(server, { as: ELSEWHERE }).create()).rejects.toThrow('FORBIDDEN');
  });
});

describe('a service and an admin', () => {
  it.each([
    ['SERVICE', SERVICE],
    ['ADMIN', ADMIN],
  ])('(%s) do everything everywhere', async (_, as) => {
    const trusted = importClient(server, { as });
    const { id } = await trusted.upload(fileOf(rowsOf(0, 2)), { belt: 'changshu' });
    await trusted.reaches(id, 'CHECKED');
    expect(await trusted.confirm(id)).toMatchObject({ userErrors: [] });
    await trusted.reaches(id, 'DONE');
  });
});

describe('lists of imports', () => {
  const LIST = `query ($first: Int, $after: String, $filter: SkuImportFilter) {
    skuImports(first: $first, after: $after, filter: $filter) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
  }`;
  const expected = async (where: string): Promise<string[]> =>
    (
      await server.database.dataSource.query<{ id: string }[]>(
        `SELECT i.id FROM sku_import i JOIN belt b ON b.number = i.belt_number WHERE ${where} ORDER BY i.created_at DESC, i.id DESC`,
      )
    ).map(({ id }) => toNodeId('SkuImport', id));

  it('are newest first, page by page, one’s own alone', async () => {
    for (const [as, where] of [
      [ADMIN, 'true'],
      [OPERATOR, `b.slug = 'yiwu'`],
    ] as const) {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const { data }: any = await server.query(LIST, { variables: { first: 7, after }, as });
        found.push(...data.skuImports.nodes.map(({ id }: any) => id));
        after = data.skuImports.pageInfo.hasNextPage ? data.skuImports.pageInfo.endCursor : null;
      } while (after);
      expect(found).toEqual(await expected(where));
      expect(found.length).toBeGreaterThan(14);
    }
  });

  it('can be asked for by status, and by belt', async () => {
    const filter = { statuses: ['DONE', 'CANCELLED'] };
    const { data } = await server.query(LIST, { variables: { first: 100, filter }, as: ADMIN });
    const ids = await expected(`i.status IN ('DONE', 'CANCELLED')`);
    expect(ids.length).toBeGreaterThan(1);
    expect(data.skuImports).toMatchObject({ totalCount: ids.length, nodes: ids.map((id) => ({ id })) });
    const answer = await server.query(
      '{ belt(slug: "changshu") { skuImports(filter: { statuses: [DONE] }) { nodes { id } } } }',
      { as: ADMIN },
    );
    expect(answer.data.belt.skuImports.nodes.map(({ id }: any) => id)).toEqual(
      await expected(`b.slug = 'changshu' AND i.status = 'DONE'`),
    );
  });

  it.each([1, 20])('with their problems are four statements, whatever their number (%i)', async (first) => {
    const statements = await counter.during(async () => {
      const { errors } = await server.query(
        `query ($first: Int) { skuImports(first: $first) { nodes { id belt { name } problems(first: 2) { totalCount nodes { code } } } } }`,
        { variables: { first }, as: ADMIN },
      );
      expect(errors).toBeUndefined();
    });
    expect(kindsOf(statements)).toEqual([
      'places sku_import',
      'rows sku_import',
      'problems',
      'count problems',
    ]);
  });
});
