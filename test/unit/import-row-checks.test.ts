import { checkRow } from '../../src/imports/checking/check-row';
import { messageOf, PROBLEMS, problem as problemWith } from '../../src/imports/problems';
import { SKU_COLUMNS } from '../../src/imports/reading/column-names';
import { Columns } from '../../src/imports/reading/columns';
import type { RawValue } from '../../src/imports/reading/rows';
import { check, cleanOf, codesOf, good, reference } from '../support/checked-rows';

describe('a row', () => {
  it('is clean with a title, a price and a shop, and says nothing of the rest', () => {
    expect(check(good).problems).toEqual([]);
    expect(cleanOf({})).toEqual({
      title: '天然手镯',
      code: expect.stringMatching(/^T-[0-9A-Z]{12}$/),
      codeGiven: false,
      supplier: {
        code: expect.stringMatching(/^S-[0-9A-Z]{10}$/),
        codeGiven: false,
        name: '明月珠宝行',
        kind: 'TRADER',
        regionCode: null,
      },
      category: { number: 2, by: 'TITLE', audienceNumber: 2 },
      prices: { live: 1990, supply: null, market: null },
      description: null,
      attributes: null,
      audienceNumber: null,
      shippingNumber: null,
      provenance: null,
      commissionBasisPoints: null,
      stock: null,
      status: null,
      salesTotal: null,
    });
  });

  it('takes what the file says, under Chinese and English headers', () => {
    const clean = cleanOf({
      货号: 'A-1',
      '供货价（元）': '￥１２．５０',
      Market_Price: '1,299',
      佣金: '20%',
      库存: '1,200',
      sales: '35.0',
      包邮范围: '全国包邮',
      人群: 'WOMEN',
      货源类型: '工厂直供',
      状态: '下架',
      描述: '第一行\n第二行',
      供应商编码: 'F-9',
      材质: '和田玉',
    });
    expect(clean).toMatchObject({
      code: 'A-1',
      codeGiven: true,
      prices: { live: 1990, supply: 1250, market: 129_900 },
      commissionBasisPoints: 2000,
      stock: 1200,
      salesTotal: 35,
      shippingNumber: 1,
      audienceNumber: 2,
      provenance: 'FACTORY_DIRECT',
      status: 'DELISTED',
      description: '第一行\n第二行',
      supplier: { code: 'F-9', codeGiven: true },
      attributes: { 材质: '和田玉' },
    });
  });

  it('tells all its problems at once', () => {
    const codes = codesOf({ 标题: ' \u3000 ', price: '19.999', 库存: 'viele', 佣金: '95%', 市场价: '-3' });
    expect(codes).toEqual([
      'title: TITLE_MISSING',
      'supplierName: SUPPLIER_MISSING',
      'price: PRICE_TOO_PRECISE',
      '市场价: PRICE_NOT_POSITIVE',
      '佣金: NUMBER_OUT_OF_RANGE',
      '库存: NUMBER_INVALID',
    ]);
  });

  it.each([
    [{ price: '0' }, 'price: PRICE_NOT_POSITIVE'],
    [{ price: '-5' }, 'price: PRICE_NOT_POSITIVE'],
    [{ price: '20000000.01' }, 'price: PRICE_TOO_LARGE'],
    [{ price: `1${'0'.repeat(400)}` }, 'price: PRICE_TOO_LARGE'],
    [{ price: '面议' }, 'price: PRICE_INVALID'],
    [{ price: '19.9-29.9' }, 'price: PRICE_IS_RANGE'],
    [{ price: '¥１９．９～２９．９元' }, 'price: PRICE_IS_RANGE'],
    [{ price: '19.9元起' }, 'price: PRICE_IS_RANGE'],
    [{ price: '1.99E+1' }, 'price: PRICE_INVALID'],
    [{ price: '1e-5' }, 'price: PRICE_INVALID'],
    [{ price: '2021-01-05' }, 'price: PRICE_INVALID'],
    [{ price: '1 299' }, 'price: PRICE_INVALID'],
    [{ supplyPrice: '19.91' }, 'price: PRICE_BELOW_SUPPLY_PRICE'],
    [{ commission: '0.9001' }, 'commission: NUMBER_OUT_OF_RANGE'],
    [{ commission: '-0.1' }, 'commission: NUMBER_OUT_OF_RANGE'],
    [{ stock: '-1' }, 'stock: NUMBER_OUT_OF_RANGE'],
    [{ title: '手镯\u202egpj' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\u200b镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\u200d镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\u2067镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\ue000镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\u{100001}镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\uffff镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\udc00镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手\u00ad镯' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手镯\u2028二' }, 'title: CONTROL_CHARACTERS'],
    [{ title: '手镯\n二' }, 'title: CONTROL_CHARACTERS'],
    [{ 描述: '一\u2028二\u202a' }, '描述: CONTROL_CHARACTERS'],
    [{ 'a\u200bb': '1' }, 'a\ufffdb: CONTROL_CHARACTERS'],
    [{ title: '国家级手镯' }, 'title: CLAIM_FORBIDDEN'],
    [{ 描述: '全国第一的手镯' }, '描述: CLAIM_FORBIDDEN'],
    [{ price: '1,5' }, 'price: PRICE_INVALID'],
    [{ price: { nested: '[1]' } }, 'price: VALUE_NOT_TEXT'],
    [{ supplyPrice: '20' }, 'price: PRICE_BELOW_SUPPLY_PRICE'],
    [{ title: '长'.repeat(201) }, 'title: TEXT_TOO_LONG'],
    [{ title: 'a\u0000b' }, 'title: CONTROL_CHARACTERS'],
    [{ title: 'a\ud800b' }, 'title: CONTROL_CHARACTERS'],
    [{ 材质: 'a\u0007' }, '材质: CONTROL_CHARACTERS'],
    [{ 材质: 'a'.repeat(5001) }, '材质: TEXT_TOO_LONG'],
    [{ ['长'.repeat(65)]: 'a' }, `${'长'.repeat(64)}…: COLUMN_NAME_TOO_LONG`],
    [{ code: 'a'.repeat(65) }, 'code: TEXT_TOO_LONG'],
    [{ stock: '2000000001' }, 'stock: NUMBER_OUT_OF_RANGE'],
    [{ stock: '1.5' }, 'stock: NUMBER_INVALID'],
    [{ commission: '12.345%' }, 'commission: RATE_INVALID'],
    [{ 状态: '正常' }, '状态: VALUE_UNKNOWN'],
    [{ 直播价: '3' }, '直播价: COLUMN_REPEATED'],
  ])('is rejected for %j', (cells, expected) => {
    const { clean } = check({ ...good, ...(cells as Record<string, RawValue>) });
    expect(clean).toBeUndefined();
    expect(codesOf({ ...good, ...(cells as Record<string, RawValue>) })).toContain(expected);
  });

  it.each([
    '👩‍🌾 自家种的茶',
    '👍🏽‍手工',
    '❤️‍🔥 手镯',
    '𠮷祥手镯',
    '手镯（A款）· “新”　№1 ㎡',
    'кольцо ñ ก العربية',
  ])('may be called %s', (title) => expect(cleanOf({ title }).title).toBe(title));

  it('does not call missing what stands there and could not be read', () => {
    const wrong = ['标题', '直播价'].map((column) =>
      problemWith('CELL_ERROR', column, '#N/A', { cell: 'A2' }),
    );
    const cells = ['标题', '直播价', '店铺'].map((header): [string, string] => [header, '']);
    const row = new Columns(SKU_COLUMNS).map({ number: 1, cells, problems: wrong });
    const { clean, problems } = checkRow(row, reference);
    expect(clean).toBeUndefined();
    expect(problems.map(({ code, column }) => [code, column])).toEqual([
      ['CELL_ERROR', '标题'],
      ['CELL_ERROR', '直播价'],
      ['SUPPLIER_MISSING', 'supplierName'],
    ]);
  });

  it('names the characters that nobody can see', () => {
    const [problem] = check({ ...good, title: '手\u200b镯\u202e\u200b' }).problems;
    expect(problem!.params).toEqual({ characters: 'U+200B, U+202E' });
    expect(problem!.value).toBe('手\ufffd镯\ufffd\ufffd');
  });

  it('keeps the goods of a claim that is only to be proved, and of one that may be allowed', () => {
    const { clean, problems } = check({ ...good, title: '正品手镯 首选' });
    expect(clean).toBeDefined();
    expect(problems).toMatchObject([
      { code: 'CLAIM_TO_PROVE', column: 'title', params: { claims: '正品', basis: 'TRUTH' } },
      { code: 'CLAIM_DOUBTFUL', column: 'title', params: { claims: '首选', basis: 'ABSOLUTE' } },
    ]);
  });

  it('takes back what we made inert for spreadsheets, and leaves out why it was rejected', () => {
    const clean = cleanOf({ 货号: "'=1+1", "'@材质": "'-玉", 原因: '缺少直播价。', Reason: 'x', 备注: "''" });
    expect(clean).toMatchObject({ code: '=1+1', attributes: { '@材质': '-玉', 备注: "''" } });
    expect(Object.keys(clean.attributes!)).toEqual(['@材质', '备注']);
  });

  it('counts characters, not units: 200 of two units each are a title', () => {
    expect(cleanOf({ title: '🍵'.repeat(200) }).title).toHaveLength(400);
  });

  it('is not fooled by a column called __proto__', () => {
    const cells: [string, string][] = [...Object.entries(good), ['__proto__', 'x']];
    const { clean } = checkRow(new Columns(SKU_COLUMNS).map({ number: 1, cells }), reference);
    expect(JSON.stringify(clean!.attributes)).toBe('{"__proto__":"x"}');
  });
});

describe('natural keys', () => {
  it('do not depend on width, case or spacing', () => {
    const one = cleanOf({ title: 'Python  编程', shop: 'ＡＢＣ 旗舰店' });
    const other = cleanOf({ title: ' ｐｙｔｈｏｎ 编程', shop: 'abc 旗舰店' });
    expect(other.code).toBe(one.code);
    expect(other.supplier.code).toBe(one.supplier.code);
  });

  it('never change: files are imported again after years', () => {
    expect(cleanOf({})).toMatchObject({ code: 'T-AQB9KRVN71FM', supplier: { code: 'S-0ZWHT13KT8' } });
  });
});

describe('suppliers', () => {
  it.each([
    ['华为旗舰店', 'BRAND'],
    ['某某工厂旗舰店', 'BRAND'],
    ['义乌饰品厂', 'FACTORY'],
    ['工厂直营', 'FACTORY'],
    ['小王的店', 'TRADER'],
  ])('%s is taken for a %s', (shop, kind) => expect(cleanOf({ shop }).supplier.kind).toBe(kind));

  it.each([
    ['浙江 金华', '330700'],
    ['浙江省金华市义乌市', '330782'],
    ['浙江-金华-义乌', '330782'],
    ['上海', '310000'],
    ['上海 浦东', '310115'],
    ['义乌', '330782'],
    ['吉林', '220000'],
    ['吉林 吉林', '220200'],
    ['330782', '330782'],
    ['浙江 某处', '330000'],
  ])('from %s are in %s', (loc, code) => expect(cleanOf({ loc }).supplier.regionCode).toBe(code));

  it('from an unknown region land all the same, with a note', () => {
    expect(cleanOf({ loc: '韩国' }).supplier.regionCode).toBeNull();
    expect(codesOf({ ...good, loc: '韩国' })).toEqual(['loc: REGION_UNKNOWN']);
  });
});

describe('categories', () => {
  it.each([
    ['bangles', 2],
    ['手镯', 2],
    ['镯子', 2],
    ['珠宝 > 手镯', 2],
    ['珠宝/手镯', 2],
  ])('are found by the label %s', (cat, number) => {
    expect(cleanOf({ cat, title: '保温杯' }).category).toMatchObject({ number, by: 'LABEL' });
  });

  it.each([
    ['翡翠手镯', 2, 'the only keyword'],
    ['和田玉手镯项链', 2, 'the longest keyword'],
    ['和田手镯杯子架', 5, 'the longest, though another begins earlier'],
    ['玉保温杯', 5, 'a keyword of one character is none'],
  ])('are recognised in the title %s', (title, number) => {
    expect(cleanOf({ title }).category).toMatchObject({ number, by: 'TITLE' });
  });

  it.each([
    ['cat', '珠宝/手琢', '珠宝/手镯'],
    ['cat', '珠宝 > 镯手', '珠宝/手镯'],
    ['cat', 'Bangels', 'bangles'],
    ['cat', '手琢', undefined],
    ['cat', '神秘的东西', undefined],
    ['loc', '义务市', '义乌市'],
    ['loc', '金化 义乌', '金华义乌'],
    ['loc', '韩国首尔', undefined],
    ['状态', 'DELISTD', 'DELISTED'],
    ['人群', 'evryone', 'everyone'],
    ['人群', '所有人', undefined],
  ])('unknown in %s, %s is taken for a misspelt %s', (column, value, suggestion) => {
    const [problem] = check({ ...good, [column]: value }).problems;
    expect(problem!.params.suggestion).toBe(suggestion);
  });

  it('are named with what was most likely meant', () => {
    const [problem] = check({ ...good, cat: '珠宝/手琢' }).problems;
    expect(messageOf(problem!, 'zh-CN')).toBe('没有此类目，已归入“手镯”。是否想填“珠宝/手镯”？');
    expect(messageOf(problem!, 'en')).toContain('Did you mean "珠宝/手镯"?');
  });

  it('above the leaves narrow down what the title may mean', () => {
    expect(cleanOf({ title: '保温杯和项链' }).category.number).toBe(5);
    expect(cleanOf({ title: '保温杯和项链', cat: '珠宝' }).category.number).toBe(3);
    expect(codesOf({ ...good, title: '保温杯', cat: '珠宝' })).toEqual([]);
  });

  it('that nobody knows turn no goods away', () => {
    expect(cleanOf({ cat: '神秘', title: '某物' }).category).toEqual({
      number: 10,
      by: 'NOTHING',
      audienceNumber: 1,
    });
    expect(codesOf({ ...good, cat: '神秘' })).toEqual(['cat: CATEGORY_UNKNOWN']);
  });
});

describe('problems', () => {
  it('say what is wrong in both languages, and can be stored whatever the value was', () => {
    const [problem] = check({ ...good, title: `\u0000${'长'.repeat(300)}` }).problems;
    expect(problem!.value).toBe(`\ufffd${'长'.repeat(199)}…`);
    for (const code of Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]) {
      const params = {
        max: 1,
        min: 0,
        rows: '1, 2',
        expected: 'X',
        other: 'Y',
        category: 'Z',
        supplyPrice: '1.00',
        characters: 'U+200B',
        claims: '“X”',
        basis: 'ABSOLUTE',
      };
      expect(messageOf({ code, params }, 'zh-CN')).toMatch(/^[^A-Za-z]*\p{Script=Han}.*。$/u);
      expect(messageOf({ code, params }, 'en')).toMatch(/^[A-Z][^\p{Script=Han}]*\.$/u);
    }
  });
});
