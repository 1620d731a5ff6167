export const ORDERS = ['PRICE', 'QUALITY', 'NEWEST', 'RELEVANCE'].flatMap((field) =>
  ['ASC', 'DESC'].map((direction) => ({ field, direction })),
);

export const SEARCH = `query ($filter: SkuFilter, $orderBy: SkuOrder, $first: Int, $after: String) {
  skus(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes { id title livePrice { amount } supplier { name } belt { name } } pageInfo { endCursor } } }`;
export const FACETS = `query ($filter: SkuFilter) { skus(filter: $filter, first: 1) { facets {
  belts { belt { slug } count } categories { category { slug } count } priceBands { band { code } count } } } }`;
export const CURSOR = `query ($orderBy: SkuOrder, $first: Int, $after: String) {
  skus(orderBy: $orderBy, first: $first, after: $after) { pageInfo { endCursor } } }`;

/** Words that many goods have, that few have, and that stand in names of suppliers and belts. */
export const TEXTS = [
  '款',
  '翡',
  '女装',
  '翡翠',
  '连衣裙',
  '和田玉手镯',
  '螺蛳粉',
  '专享',
  '直播 专享',
  '有限公司',
  '义乌',
  '义乌 手镯',
  '珍珠 有限公司',
  '聚宝商行',
  'YW-100',
  'YW-123456',
  'YW',
  '没有这样的货',
];

const yuan = (fen: number): string => (fen / 100).toFixed(2);

/** By what they have; each is a function of the round, for some are another each time. */
export const FILTERS: Record<string, (round: number) => object> = {
  'no filter': () => ({}),
  'a belt': () => ({ belts: ['yiwu'] }),
  'a belt and a category': () => ({ belts: ['ruili'], categories: ['jade-jewellery'] }),
  'price bands': () => ({ priceBands: ['P50_70', 'P70_100'] }),
  'a price that cuts bands': () => ({ price: { min: '60.00', max: '120.00' } }),
  'a price, another each time': (round) => ({
    price: { min: yuan(2_013 + 377 * round), max: yuan(8_888 + 613 * round) },
  }),
  'a guarantee': () => ({ guarantees: ['TENFOLD_IF_FAKE'] }),
  'a guarantee and a price that cuts bands': () => ({
    guarantees: ['TENFOLD_IF_FAKE'],
    price: { min: '33.33', max: '88.88' },
  }),
  'a provenance': () => ({ provenances: ['ORIGIN'] }),
  'reliable goods': () => ({ reliable: true }),
  'the alliance': () => ({ alliance: true }),
  'a rare word': () => ({ text: '和田玉手镯' }),
  'a common word': () => ({ text: '翡翠' }),
};
