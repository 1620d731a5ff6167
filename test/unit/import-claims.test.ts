import { ClaimFinder, type ClaimRule } from '../../src/imports/checking/claims';
import { CLAIM_BASES } from '../../src/imports/claim-bases';
import { readData } from '../../src/seed/reference-data';

const RULES: ClaimRule[] = readData('reference/advertising-claims.json');
const finder = new ClaimFinder(RULES);
const found = (text: string): string[] => finder.find(text).map(({ level, term }) => `${level} ${term}`);

describe('claims', () => {
  it.each([
    // The three words of the statute itself.
    ['国家级品质手镯', 'BLOCK 国家级'],
    ['享受最高级的丝滑', 'BLOCK 最高级'],
    ['夏季最佳选择连衣裙', 'BLOCK 最佳'],
    // Held to mean the same by the regulator, in 1997.
    ['极品翡翠', 'BLOCK 极品'],
    ['保温杯第一品牌', 'BLOCK 第一品牌'],
    ['史上最强保温杯', 'BLOCK 最强'],
    ['顶级和田玉', 'BLOCK 顶级'],
    ['全网最低价', 'BLOCK 全网最低'],
    ['中南海特供茶', 'BLOCK 中南海特供'],
    ['中国驰名商标女装', 'BLOCK 驰名商标'],
    // May be a fact.
    ['2024年本店最畅销女装', 'WARN 最畅销'],
    ['全国销量第一', 'WARN 销量第一'],
    ['送礼首选', 'WARN 首选'],
    ['NO.1 保温杯', 'WARN no1'],
    // Allowed where it is true.
    ['官方正品', 'NOTE 正品'],
    ['特级金骏眉', 'NOTE 特级'],
  ])('of %s: %s', (text, claim) => expect(found(text)).toEqual([claim]));

  it.each([
    ['consumption tips', '最佳食用期 12 个月，最佳饮用温度 85 度'],
    ['consumption tips', '开封后最好放冰箱，最好当天吃完'],
    ['an award by the rules of the state', '国家级非物质文化遗产 建盏'],
    ['an award', '奥斯卡最佳影片 DVD'],
    ['the name of the goods', '《最好的我们》签名版 正版'],
    ['the name of the goods', '极品飞车 游戏光盘'],
    ['a textbook', '十二五国家级规划教材'],
    ['not about the goods', 'python 顶级域名 最佳实践'],
    ['grammar', '比较级和最高级练习册'],
    ['another word', '最近最后最终最小起订最大承重'],
    ['another word', '第一次第一步第一代第一天'],
    ['a legal grade', '一级能效 一级绿茶 二级'],
    ['another word', '南极品牌 太极品味 修正品牌'],
    ['two clauses', '质量第一，品牌保证。全国第，一'],
    ['two words', '质量第一 品牌保证'],
    ['a longer number', 'NO.12 NO1A TOP100 casino1'],
    ['nothing', ''],
  ])('are none: %s, %s', (_, text) => expect(found(text)).toEqual([]));

  it.each([
    '最·佳',
    '最 佳',
    '最　佳',
    '最*佳',
    '最.佳',
    '最-佳',
    '最(佳)',
    '【最】【佳】',
    '最\u200b佳',
    '最\u00ad佳',
    '最❤️佳',
    '最😀佳',
    '最_ _佳',
  ])('are found however they are spelled: %s', (text) =>
    expect(found(`手镯${text}款`)).toEqual(['BLOCK 最佳']),
  );

  it.each(['国 家 级', '国*家级', '國家級', '国丶家級', '国・家・级', '⼀国家级'])('as well as %s', (text) =>
    expect(found(text)).toEqual(text.includes('丶') ? [] : ['BLOCK 国家级']),
  );

  it('are not excused in one place because they are in another', () => {
    expect(found('最佳食用期内口感最佳')).toEqual(['BLOCK 最佳']);
    expect(found('《最佳》')).toEqual(['BLOCK 最佳']);
    expect(found('《最好的我们》最好')).toEqual(['BLOCK 最好']);
  });

  it('are told by level and basis, each once', () => {
    const add = jest.fn();
    const cell = { header: '标题', value: '最佳最佳极品正品驰名商标首选' };
    finder.check(cell, { add } as any);
    expect(add.mock.calls).toEqual([
      ['CLAIM_FORBIDDEN', cell, { claims: '最佳, 极品', basis: 'ABSOLUTE' }],
      ['CLAIM_TO_PROVE', cell, { claims: '正品', basis: 'TRUTH' }],
      ['CLAIM_FORBIDDEN', cell, { claims: '驰名商标', basis: 'TRADEMARK' }],
      ['CLAIM_DOUBTFUL', cell, { claims: '首选', basis: 'ABSOLUTE' }],
    ]);
  });

  it('come from rules that can all be found, and excused', () => {
    expect(new Set(RULES.map(({ term }) => term)).size).toBe(RULES.length);
    for (const { term, level, basis, except } of RULES) {
      expect(CLAIM_BASES[basis]).toBeDefined();
      expect(found(term)).toEqual([`${level} ${term}`]);
      for (const excuse of except) expect(found(excuse)).not.toContain(`${level} ${term}`);
    }
  });
});
