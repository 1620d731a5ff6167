import * as fc from 'fast-check';
import { csvLine } from '../../src/imports/csv';
import { asCell, fromCell } from '../../src/imports/spreadsheet-text';

describe('a cell of a spreadsheet', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['+8613800000000', "'+8613800000000"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['  =1', "'  =1"],
    ['＝1＋1', "'＝1＋1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠A1', "'＠A1"],
    ["'=1", "''=1"],
    ['00123', "'00123"],
    ['330782199001011234', "'330782199001011234"],
    ['-', "'-"],
  ])('does not compute %j', (text, cell) => expect(asCell(text)).toBe(cell));

  it.each([
    '-5',
    '-19.90',
    '0',
    '0.5',
    '19.9',
    '123456789012345',
    "it's",
    "'A款",
    '',
    '陶瓷杯',
    'a=b',
    '1-2',
  ])('shows %j as it is', (text) => {
    expect(asCell(text)).toBe(text);
    expect(fromCell(text)).toBe(text);
  });

  it('gives every text back', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^['=+\-@\t\r\n ＝0-9a]{0,8}$/),
      fc.stringMatching(/^'{0,3}[0-9]{0,20}$/),
    );
    fc.assert(
      fc.property(text, (original) => {
        const cell = asCell(original);
        expect(fromCell(cell)).toBe(original);
        const isFormula = /^\s*[=+\-@＝＋－＠]|^[\t\r]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell);
        expect(isFormula).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is quoted where it has to be', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\ng', null, 7, '=1,2'])).toBe(
      'a,"b,c","d""e","f\ng",,7,"\'=1,2"\r\n',
    );
  });
});
