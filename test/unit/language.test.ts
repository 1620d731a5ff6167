import { languageOf } from '../../src/graphql/language';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['en', 'en'],
    ['en-GB', 'en'],
    ['EN-us', 'en'],
    ['zh', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['zh-Hans-CN', 'zh-CN'],
    ['*', 'zh-CN'],
    ['fr', 'zh-CN'],
    ['fr, en', 'en'],
    ['fr, de;q=0.9, en;q=0.1', 'en'],
    // The one with the higher quality, wherever it stands; of equals, the first.
    ['zh;q=0.5, en', 'en'],
    ['en;q=0.5, zh', 'zh-CN'],
    ['en;q=0.8, zh;q=0.9', 'zh-CN'],
    ['en, zh', 'en'],
    ['zh, en', 'zh-CN'],
    ['en;q=0.3, *;q=0.9', 'zh-CN'],
    // Not wanted at all.
    ['en;q=0', 'zh-CN'],
    ['en;q=0.0, zh;q=0', 'zh-CN'],
    // Written otherwise than it should be.
    ['  en ; q=1 , zh ; q=0.5 ', 'en'],
    ['en;Q=0.2, zh;Q=0.4', 'zh-CN'],
    ['en;q=high', 'zh-CN'],
    [';q=1', 'zh-CN'],
    [',,,', 'zh-CN'],
    ['english', 'zh-CN'],
    ['enochian, en;q=0.1', 'en'],
    ['en;level=1;q=0.4, zh;q=0.3', 'en'],
  ] as const)('for Accept-Language %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  it('is found in a header of any length', () => {
    expect(languageOf(`${'fr;q=0.5,'.repeat(5000)}en;q=0.1`)).toBe('en');
  });
});
