import 'reflect-metadata';
import { numberOption, shareOption, weightsOption } from '../../src/cli/options';
import { normalisedWeights } from '../support/oracle';
import { FACTORS } from '../support/oracle-values';

describe('a number', () => {
  test.each([
    ['1', 1],
    ['1000', 1_000],
    ['007', 7],
  ])('%s is taken', (text, value) => {
    expect(numberOption('first', text, [1, 1_000])).toBe(value);
  });

  test.each(['0', '1001', '-1', '1.5', '1e2', '', ' 1', '１', 'many', '99999999999999999999'])(
    '"%s" is refused, in words that say what was expected',
    (text) => {
      expect(() => numberOption('first', text, [1, 1_000])).toThrow(
        '--first: expected a whole number, 1 to 1000',
      );
    },
  );

  test('without an upper end says so', () => {
    expect(() => numberOption('limit', '0', [1, Number.MAX_SAFE_INTEGER])).toThrow(
      '--limit: expected a whole number, 1 or more',
    );
  });

  test('that is left out is none', () => {
    expect(numberOption('first', undefined, [1, 1_000])).toBeUndefined();
  });
});

describe('a share', () => {
  test.each([
    ['0', 0],
    ['0.1', 100_000],
    ['0.333333', 333_333],
    ['0.5', 500_000],
  ])('%s is taken in millionths', (text, value) => {
    expect(shareOption('newcomer-share', text, 0.5)).toBe(value);
  });

  test.each(['0.500001', '-0.1', '10%', '.1', '1e-1', '', '0.1234567'])('"%s" is refused', (text) => {
    expect(() => shareOption('newcomer-share', text, 0.5)).toThrow(
      '--newcomer-share: expected a number from 0 to 0.5',
    );
  });
});

describe('weights', () => {
  const asOracle = (text: string | undefined): number[] => {
    const weights = weightsOption(text);
    return FACTORS.map((factor) => weights[factor]);
  };

  test('are those of the API', () => {
    expect(asOracle(undefined)).toEqual(normalisedWeights());
    expect(asOracle('{}')).toEqual(normalisedWeights());
    expect(asOracle('{"priceFit": 1, "momentum": 0}')).toEqual(
      normalisedWeights({ PRICE_FIT: 1, MOMENTUM: 0 }),
    );
  });

  test.each([
    ['{', 'expected a JSON object'],
    ['[1]', 'expected a JSON object'],
    ['null', 'expected a JSON object'],
    ['0.5', 'expected a JSON object'],
    ['{"price": 1}', '"price" is none of categoryAffinity'],
    ['{"PRICE_FIT": 1}', '"PRICE_FIT" is none of'],
    ['{"priceFit": "1"}', 'expected a number for each'],
    ['{"priceFit": null}', 'expected a number for each'],
    ['{"priceFit": -1}', 'Expected priceFit to be a finite number, 0 or more'],
    ['{"priceFit": 1e999}', 'Expected priceFit to be a finite number, 0 or more'],
  ])('%s are refused', (text, message) => {
    expect(() => weightsOption(text)).toThrow(`--weights: ${message}`);
  });
});
