import { closeHealthy } from '../support/healthy';
import { insertSku, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  const db = server.database.dataSource;
  const supplier = await insertSupplier(db, { name: '聚宝商行' });
  const jade = await insertSupplier(db, { name: '翠玉轩', belt_number: 6 });
  await insertSku(db, supplier, { title: '减速器链条 加厚', code: 'AB-100', live_price: 5_000 });
  await insertSku(db, supplier, { title: '真丝连衣裙', code: 'AB-200', live_price: 30_000 });
  await insertSku(db, jade, { title: '翡翠手镯 A货', code: 'C%_1', live_price: 90_000 });
  for (let i = 0; i < 3; i++) await insertSku(db, jade, { title: '珍珠项链', live_price: 20_000 });
  await insertSku(db, jade, { title: '珍宝项链', live_price: 20_000 });
});
afterAll(() => closeHealthy(server));

const QUERY = `query ($filter: SkuFilter, $first: Int) { skus(filter: $filter, first: $first) { suggestion nodes { id } } }`;

async function suggestionFor(filter: object, first = 20): Promise<string | null> {
  const { data, errors } = await server.query(QUERY, { variables: { filter, first } });
  if (errors) throw new Error(JSON.stringify(errors));
  const { suggestion } = data.skus;
  // What is suggested does find something under the same other conditions.
  const variables = { filter: { ...filter, text: suggestion }, first: 1 };
  if (suggestion !== null && (await server.query(QUERY, { variables })).data.skus.nodes.length !== 1) {
    throw new Error(`"${suggestion}" finds nothing either.`);
  }
  return suggestion;
}

describe('a text that finds nothing', () => {
  it.each([
    ['two characters exchanged', '减器速链条', '减速器链条'],
    ['a wrong character', '减速机链条', '减速器链条'],
    ['a missing character', '减速链条', '减速器链条'],
    ['a wrong character in the middle of three', '连以裙', '连衣裙'],
    ['one too many', '减速器的链条', '减速器链条'],
    ['a wrong character at the end', '连衣群', '连衣'],
    ['the character that most goods have', '珍品项链', '珍珠项链'],
    ['full-width and capitals', 'ＡＢ-１０１', 'ab-10'],
    ['a word that nothing has', '连衣裙 独角兽', '连衣裙'],
    ['a supplier’s name, with a slip', '聚商宝行', '聚宝商行'],
    ['a slip in one of two words', '翡翠 手卓镯', '翡翠 手镯'],
    ['characters that mean something to LIKE and to regular expressions', 'C%x_1', 'c%_1'],
  ])('for %s', async (_what, text, suggestion) => {
    expect(await suggestionFor({ text })).toBe(suggestion);
  });

  it.each([
    ['nothing is near it', '独角兽王国'],
    ['it is one character', '囧'],
    ['it is too long to have a slip', '这是一个非常非常长的没有空格的文本'],
  ])('gives none where %s', async (_why, text) => {
    expect(await suggestionFor({ text })).toBeNull();
  });

  it('gives one that fits the rest of the filter, and none where that is what excludes all', async () => {
    expect(await suggestionFor({ text: '真丝连衣群', price: { max: '400.00' } })).toBe('真丝连衣');
    expect(await suggestionFor({ text: '真丝连衣群', price: { max: '100.00' } })).toBeNull();
    expect(await suggestionFor({ text: '珍珠项连', belts: ['yiwu'] })).toBeNull();
    expect(await suggestionFor({ text: '珍珠项连', belts: ['ruili'] })).toBe('珍珠项');
  });

  it('gives the same one each time', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => suggestionFor({ text: '珍品项链' })));
    expect(new Set(all)).toEqual(new Set(['珍珠项链']));
  });
});

describe('there is no suggestion', () => {
  it.each([
    ['where something is found', { text: '手镯' }, 20],
    ['where something is found and the page is empty', { text: '手镯' }, 0],
    ['without a text', { belts: ['hangzhou'] }, 20],
  ])('%s', async (_when, filter, first) => {
    expect(await suggestionFor(filter, first)).toBeNull();
  });
});

it('a request may ask for three', async () => {
  const lists = (n: number): string =>
    Array.from(
      { length: n },
      (_, i) => `a${i}: skus(filter: { text: "${'囧'.repeat(i + 1)}" }) { suggestion }`,
    ).join(' ');
  expect((await server.query(`{ ${lists(3)} }`)).errors).toBeUndefined();
  const { data, errors } = await server.query(`{ ${lists(4)} }`);
  expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_LARGE']);
  expect(Object.values(data).filter((list: any) => list.suggestion === null)).toHaveLength(4);
});
