import { problem } from '../../src/imports/problems';
import { rejectedRowsAsCsv } from '../../src/imports/rejected-rows-csv';
import type { RejectedRow } from '../../src/imports/rejected-rows';

const csvOf = async (rows: RejectedRow[], language: 'zh-CN' | 'en' = 'zh-CN'): Promise<string> => {
  const source = async function* () {
    yield* rows;
  };
  const lines: string[] = [];
  for await (const line of rejectedRowsAsCsv(source, language)) lines.push(line);
  return lines.join('');
};
const missing = [problem('PRICE_MISSING', 'livePrice')];

describe('rejected rows as CSV', () => {
  it('are what Excel opens: the cells as they came, and the reasons last', async () => {
    const rows: RejectedRow[] = [
      {
        row: 7,
        raw: [
          ['价格', '面议'],
          ['商品标题', '=1+1 "杯"'],
          ['店铺', '-5'],
        ],
        problems: [
          problem('REGION_UNKNOWN', '地区'),
          problem('PRICE_INVALID', '价格', '面议'),
          problem('TEXT_TOO_LONG', '商品标题', 'x', { max: 200 }),
        ],
      },
    ];
    expect(await csvOf(rows)).toBe(
      '\ufeff价格,商品标题,店铺,原因\r\n' +
        '面议,"\'=1+1 ""杯""",-5,价格: 不是价格；应为如 19.90 的金额。 商品标题: 超过 200 个字符。\r\n',
    );
    expect(await csvOf(rows, 'en')).toContain(',Reason\r\n');
  });

  it('put headers that only some rows have where those rows have them', async () => {
    const rows: RejectedRow[] = [
      { row: 1, raw: [['a', '1'], ['d', '2']], problems: missing },
      { row: 2, raw: [['a', '3'], ['b', '4'], ['c', '5'], ['d', '6']], problems: missing },
      { row: 3, raw: [['z', '7'], ['c', '8']], problems: missing },
    ]; // prettier-ignore
    expect((await csvOf(rows)).split('\r\n').map((line) => line.split(',').slice(0, 5).join())).toEqual([
      '\ufeffz,a,b,c,d',
      ',1,,,2',
      ',3,4,5,6',
      '7,,,8,',
      '',
    ]);
  });

  it('keep two columns of one header apart, and make headers inert', async () => {
    const raw: RejectedRow['raw'] = [
      ['价格', '1'],
      ['=价格', '2'],
      ['价格', '3'],
    ];
    expect(await csvOf([{ row: 1, raw, problems: missing }])).toMatch(
      /^\ufeff价格,'=价格,价格,原因\r\n1,2,3,/,
    );
  });

  it('say of a row without cells what there is of it', async () => {
    const csv = await csvOf([{ row: 1, raw: '{"title":', problems: [problem('JSON_INVALID')] }]);
    expect(csv).toBe('\ufeff原因\r\n"该行不是有效的 JSON。 {""title"":"\r\n');
  });
});
