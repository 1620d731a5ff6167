import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';

const ADMIN: Claims = { roles: [Role.ADMIN] };
const NOBODY = '00000000-0000-4000-8000-000000000000';

const changed = (cursor: string, change: (parts: any[]) => void): string => {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  change(parts);
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
};
const deep = (levels: number): string => (levels === 0 ? 'slug' : `parent { ${deep(levels - 1)} }`);
const many = (count: number, value: string): string[] => Array.from({ length: count }, () => value);

type Says = [en: RegExp, zh: RegExp];

/** Cursors as the server gave them out. */
export type Given = { skuCursor: string; supplierCursor: string };

export type WrongRequest = {
  what: string;
  document: string;
  variables?: (given: Given) => Record<string, unknown>;
  operationName?: string;
  as?: Claims;
  code: string;
  /** What the message must say was expected, in English and in Chinese. */
  says: Says;
};

const NODE = 'query ($id: ID!) { node(id: $id) { id } }';
const SKUS_AFTER = 'query ($after: String) { skus(after: $after) { nodes { id } } }';
const SUPPLIERS_AFTER = 'query ($after: String) { suppliers(after: $after) { nodes { id } } }';
const SUPPLIERS_BY_NAME =
  'query ($after: String) { suppliers(after: $after, orderBy: { field: NAME, direction: ASC }) { nodes { id } } }';
const TEXT = (list: string): string =>
  `query ($text: String!) { ${list}(filter: { text: $text }) { nodes { id } } }`;

const INVALID_ID: Says = [/Expected the id of a \w+, as the API gave it out/, /应为 API 返回的/];
const INVALID_CURSOR: Says = [/Expected a cursor that this very list gave out/, /同一列表.*返回的游标/];
const INVALID_PAGE: Says = [
  /either first or last, between 0 and 100/,
  /first 与 last 只能二选一，取值 0 到 100/,
];
const notFound = (key: string): Says => [
  new RegExp(`There is no \\w+ "${key}"`),
  new RegExp(`不存在.*${key}`),
];

/** Requests that are wrong, each in one way, and the one error that they get. */
export const WRONG_REQUESTS: WrongRequest[] = [
  // Ids
  ...['x', '', '义乌', 'U2t1OjE', `Sku:${NOBODY}`].map((id) => ({
    what: `an id that is "${id}"`,
    document: NODE,
    variables: () => ({ id }),
    code: 'INVALID_ID',
    says: INVALID_ID,
  })),
  {
    what: 'an id of a type that has none',
    document: NODE,
    variables: () => ({ id: Buffer.from(`PriceBand:${NOBODY}`).toString('base64url') }),
    code: 'INVALID_ID',
    says: INVALID_ID,
  },
  {
    what: 'an id in other letters than it was given out in',
    document: NODE,
    variables: () => ({ id: `${toNodeId('Sku', NOBODY)}=` }),
    code: 'INVALID_ID',
    says: INVALID_ID,
  },
  {
    what: 'an id of another type',
    document: 'query ($id: ID!) { skus(filter: { suppliers: [$id] }) { nodes { id } } }',
    variables: () => ({ id: toNodeId('Sku', NOBODY) }),
    code: 'INVALID_ID',
    says: [/id of a Supplier/, /Supplier 的 id/],
  },
  ...(['Belt', 'Category', 'Supplier', 'Sku', 'Streamer', 'SkuImport', 'SupplierMetricsImport'] as const).map(
    (type) => ({
      what: `the id of no ${type}`,
      document: NODE,
      variables: () => ({ id: toNodeId(type, NOBODY) }),
      as: ADMIN,
      code: 'NOT_FOUND',
      says: notFound(toNodeId(type, NOBODY)),
    }),
  ),
  {
    what: 'too many ids',
    document: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: () => ({ ids: many(101, 'x') }),
    code: 'INVALID_INPUT',
    says: [/ids: expected at most 100/, /ids：应为至多 100 个/],
  },
  // Names
  {
    what: 'an unknown belt',
    document: '{ belt(slug: "yiwoo") { id } }',
    code: 'NOT_FOUND',
    says: notFound('yiwoo'),
  },
  {
    what: 'an unknown belt in a filter, with the one that was probably meant',
    document: '{ skus(filter: { belts: ["yiwoo"] }) { nodes { id } } }',
    code: 'NOT_FOUND',
    says: [/no Belt "yiwoo".*"yiwu"/, /不存在 Belt “yiwoo”.*"yiwu"/],
  },
  {
    what: 'an unknown category',
    document: '{ skus(filter: { categories: ["dreses"] }) { nodes { id } } }',
    code: 'NOT_FOUND',
    says: [/no Category "dreses".*"dresses"/, /不存在 Category “dreses”.*"dresses"/],
  },
  {
    what: 'an unknown price band',
    document: '{ skus(filter: { priceBands: ["P50_71"] }) { nodes { id } } }',
    code: 'NOT_FOUND',
    says: [/no PriceBand "P50_71".*"P50_70"/, /不存在 PriceBand “P50_71”.*"P50_70"/],
  },
  ...['no-such-handle', '', 'a\u0000b', '主播', 'x'.repeat(1000)].map((handle) => ({
    what: `the handle of nobody (${JSON.stringify(handle.slice(0, 20))})`,
    document: 'query ($handle: String!) { streamer(handle: $handle) { id } }',
    variables: () => ({ handle }),
    as: ADMIN,
    code: 'NOT_FOUND',
    says: [/There is no Streamer/, /不存在 Streamer/] as Says,
  })),
  // Pages
  ...['first: -1', 'first: 101', 'last: -1', 'last: 101', 'first: 1, last: 1', 'first: 0, last: 0'].map(
    (page) => ({
      what: `a page of ${page}`,
      document: `{ skus(${page}) { nodes { id } } }`,
      code: 'INVALID_PAGE',
      says: INVALID_PAGE,
    }),
  ),
  {
    what: 'a page of matches that is too long',
    document: '{ streamers(first: 1) { nodes { matches(first: 101) { nodes { id } } } } }',
    as: ADMIN,
    code: 'INVALID_PAGE',
    says: INVALID_PAGE,
  },
  // Cursors
  ...['', 'x', 'null', '义', 'WzFd', 'e30', 'x'.repeat(10_000)].map((after) => ({
    what: `a cursor that is "${after.slice(0, 10)}"`,
    document: SKUS_AFTER,
    variables: () => ({ after }),
    code: 'INVALID_CURSOR',
    says: INVALID_CURSOR,
  })),
  {
    what: 'a cursor of another list',
    document: SKUS_AFTER,
    variables: (given: Given) => ({ after: given.supplierCursor }),
    code: 'INVALID_CURSOR',
    says: INVALID_CURSOR,
  },
  {
    what: 'a cursor of another order',
    document: SUPPLIERS_BY_NAME,
    variables: (given: Given) => ({ after: given.supplierCursor }),
    code: 'INVALID_CURSOR',
    says: INVALID_CURSOR,
  },
  {
    what: 'a cursor of another version',
    document: SKUS_AFTER,
    variables: (given: Given) => ({ after: changed(given.skuCursor, (parts) => (parts[0] = 2)) }),
    code: 'INVALID_CURSOR',
    says: INVALID_CURSOR,
  },
  ...['bogus', '', '2026-02-31 00:00:00+00', '2026-01-01 00:00:00+99', 'infinity', 'a\u0000', 7, null].map(
    (key) => ({
      what: `a cursor whose date was changed to ${JSON.stringify(key)}`,
      document: SKUS_AFTER,
      variables: (given: Given) => ({ after: changed(given.skuCursor, (parts) => (parts[2] = key)) }),
      code: 'INVALID_CURSOR',
      says: INVALID_CURSOR,
    }),
  ),
  ...['99999999999', '-2147483649', '1.5', '1e3', '', 'x', ' 1'].map((key) => ({
    what: `a cursor whose number was changed to "${key}"`,
    document: SUPPLIERS_AFTER,
    variables: (given: Given) => ({ after: changed(given.supplierCursor, (parts) => (parts[2] = key)) }),
    code: 'INVALID_CURSOR',
    says: INVALID_CURSOR,
  })),
  ...['x', '', `${NOBODY}0`, null].map((id) => ({
    what: `a cursor whose id was changed to ${JSON.stringify(id)}`,
    document: SUPPLIERS_AFTER,
    variables: (given: Given) => ({ after: changed(given.supplierCursor, (parts) => (parts[3] = id)) }),
    code: 'INVALID_CURSOR',
    says: INVALID_CURSOR,
  })),
  // Values of filters
  ...['belts', 'suppliers', 'skus', 'streamers'].flatMap((list) =>
    ['字'.repeat(201), 'a\u0000b'].map((text) => ({
      what: `a search text for ${list} of ${text.length} characters${text.includes('\0') ? ', one of them U+0000' : ''}`,
      document: TEXT(list),
      variables: () => ({ text }),
      as: ADMIN,
      code: 'INVALID_INPUT',
      says: [/text: expected at most 200 characters/, /text：应为至多 200 个字符/] as Says,
    })),
  ),
  ...['belts', 'categories', 'priceBands', 'suppliers'].map((field) => ({
    what: `a list of ${field} that is too long`,
    document: `query ($filter: SkuFilter) { skus(filter: $filter) { nodes { id } } }`,
    variables: () => ({ filter: { [field]: many(101, 'x') } }),
    code: 'INVALID_INPUT',
    says: [/expected at most 100 values/, /应为至多 100 个值/] as Says,
  })),
  {
    what: 'a list of enum values that is too long',
    document: 'query ($kinds: [SupplierKind!]) { suppliers(filter: { kinds: $kinds }) { nodes { id } } }',
    variables: () => ({ kinds: many(101, 'BRAND') }),
    code: 'INVALID_INPUT',
    says: [/kinds: expected at most 100 values/, /kinds：应为至多 100 个值/],
  },
  ...[-0.000001, 1.000001].map((minQuality) => ({
    what: `a quality of ${minQuality}`,
    document:
      'query ($minQuality: Float) { suppliers(filter: { minQuality: $minQuality }) { nodes { id } } }',
    variables: () => ({ minQuality }),
    code: 'INVALID_INPUT',
    says: [/minQuality: expected 0 to 1/, /minQuality：应为0 到 1/] as Says,
  })),
  {
    what: 'a stock below 0',
    document: '{ skus(filter: { minStock: -1 }) { nodes { id } } }',
    as: ADMIN,
    code: 'INVALID_INPUT',
    says: [/minStock: expected 0 or more/, /minStock：应为不小于 0/],
  },
  ...['-1', '1.001', '20000000.01', '999999999999999'].map((min) => ({
    what: `a price of ${min}`,
    document: `{ skus(filter: { price: { min: "${min}" } }) { nodes { id } } }`,
    code: 'INVALID_INPUT',
    says: [/price\.min: expected yuan with at most two decimals/, /price\.min：应为以元为单位/] as Says,
  })),
  {
    what: 'prices from high to low',
    document: '{ skus(filter: { price: { min: "2", max: "1.99" } }) { nodes { id } } }',
    code: 'INVALID_INPUT',
    says: [/price: expected min not above max/, /price：应为最小值不大于最大值/],
  },
  ...['"x"', '1.5', '"1e3"', '"１"', 'true'].map((min) => ({
    what: `a decimal that is ${min}`,
    document: `{ skus(filter: { price: { min: ${min} } }) { nodes { id } } }`,
    code: 'INVALID_INPUT',
    says: [
      /Decimal: expected a decimal number as a string, e\.g\. "19\.90"/,
      /Decimal：应为以字符串表示的十进制数/,
    ] as Says,
  })),
  {
    what: 'a decimal in a variable that is a number',
    document: 'query ($price: DecimalRange) { skus(filter: { price: $price }) { nodes { id } } }',
    variables: () => ({ price: { max: 19.9 } }),
    code: 'INVALID_INPUT',
    says: [/"price\.max"; Decimal: expected a decimal number/, /"price\.max"; Decimal：应为以字符串表示/],
  },
  {
    what: 'a weight below 0',
    document: '{ streamers(first: 1) { nodes { matches(weights: { momentum: -1 }) { nodes { id } } } } }',
    as: ADMIN,
    code: 'INVALID_WEIGHTS',
    says: [/momentum to be a finite number, 0 or more/, /momentum 应为不小于 0/],
  },
  // The document
  {
    what: 'a document with a syntax error',
    document: '{ skus { nodes { id }',
    code: 'GRAPHQL_PARSE_FAILED',
    says: [/Syntax Error: Expected Name/, /语法有误/],
  },
  {
    what: 'an empty document',
    document: ' ',
    code: 'GRAPHQL_PARSE_FAILED',
    says: [/Syntax Error/, /语法有误/],
  },
  {
    what: 'a field that does not exist',
    document: '{ skuz { nodes { id } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: [/Cannot query field "skuz"/, /不符合 schema/],
  },
  {
    what: 'an enum value that does not exist',
    document: '{ suppliers(filter: { kinds: [SHOP] }) { nodes { id } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: [/"SHOP" does not exist in "SupplierKind"/, /不符合 schema/],
  },
  {
    what: 'a number that is no Int',
    document: '{ skus(first: 2147483648) { nodes { id } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: [/Int cannot represent/, /不符合 schema/],
  },
  {
    what: 'a subscription where queries go',
    document: 'subscription { skuImportProgress(id: "x") { id } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: [/Send a subscription to \/graphql\/stream/, /不符合 schema/],
  },
  {
    what: 'a variable that is missing',
    document: NODE,
    code: 'BAD_USER_INPUT',
    says: [/"\$id" of required type "ID!" was not provided/, /变量的值有误/],
  },
  {
    what: 'two operations without saying which',
    document: 'query A { viewer { roles } } query B { viewer { roles } }',
    code: 'OPERATION_RESOLUTION_FAILURE',
    says: [/Must provide operation name/, /无法确定/],
  },
  {
    what: 'an operation that is not in the document',
    document: 'query A { viewer { roles } }',
    operationName: 'B',
    code: 'OPERATION_RESOLUTION_FAILURE',
    says: [/Unknown operation named "B"/, /无法确定/],
  },
  ...['', '__typename', '__type(name: "Sku") { name }'].map((beside) => ({
    what: `a query of 16 levels${beside && ` beside ${beside}`}`,
    document: `{ ${beside} categories { ${deep(14)} } }`,
    code: 'QUERY_TOO_LARGE',
    says: [/too many levels; at most 15/, /层级过多，最多 15/] as Says,
  })),
  {
    what: 'a query of 16 levels in fragments',
    document: `{ ...A } fragment A on Query { categories { ...B } } fragment B on Category { ${deep(14)} }`,
    code: 'QUERY_TOO_LARGE',
    says: [/too many levels; at most 15/, /层级过多，最多 15/],
  },
  {
    what: 'a query of too many tokens',
    document: `{ ${many(700, 'a: viewer { roles }').join(' ')} }`,
    code: 'GRAPHQL_PARSE_FAILED',
    says: [/2000 tokens/, /语法有误.*2000 tokens/],
  },
];
