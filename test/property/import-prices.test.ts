import * as fc from 'fast-check';
import { Findings } from '../../src/imports/checking/findings';
import { checkPieces, checkPrice, checkRate } from '../../src/imports/checking/numbers';
import { parseWithNumbersAsText } from '../../src/imports/reading/json-lines';
import { formatFen, MAX_FEN } from '../../src/pricing/fen';

const fen = fc.integer({ min: 1, max: MAX_FEN });

const fullWidth = (text: string): string =>
  text.replaceAll(/[0-9.,]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Ways to write an amount that people at the belts use. */
const styles: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/\.?0+$/, (zeros) => (zeros.includes('.') ? '' : zeros)),
  (text) => `${text}00`,
  (text) => `00${text}`,
  (text) => text.replace(/^\d+/, grouped),
  fullWidth,
  (text) => fullWidth(text.replace(/^\d+/, grouped)),
];
const frames: ((text: string) => string)[] = [
  (text) => text,
  (text) => `¥${text}`,
  (text) => `￥ ${text}`,
  (text) => `${text}元`,
  (text) => ` ${text} 元 `,
  (text) => `CNY ${text}`,
  (text) => `${text} RMB`,
  (text) => `¥${text}元`,
  (text) => `人民币${text}元`,
];

const priceOf = (value: string): number | null | string => {
  const findings = new Findings([]);
  const price = checkPrice({ header: 'price', value }, findings);
  return findings.problems[0]?.code ?? price;
};

describe('prices', () => {
  it('mean the same amount in every way of writing it', () => {
    fc.assert(
      fc.property(fen, fc.constantFrom(...styles), fc.constantFrom(...frames), (amount, style, frame) => {
        expect(priceOf(frame(style(formatFen(amount))))).toBe(amount);
      }),
      { numRuns: 2_000 },
    );
  });

  it('survive JSON, as a number and as a text', () => {
    fc.assert(
      fc.property(fen, (amount) => {
        const text = formatFen(amount);
        const { number, string } = parseWithNumbersAsText(`{"number":${text},"string":"${text}"}`) as Record<
          string,
          string
        >;
        expect(priceOf(number!)).toBe(amount);
        expect(priceOf(string!)).toBe(amount);
      }),
    );
  });

  it('with a third decimal that is not 0 are turned away, whatever it rounds to', () => {
    fc.assert(
      fc.property(fen, fc.integer({ min: 1, max: 9 }), fc.nat(999), (amount, third, rest) => {
        expect(priceOf(`${formatFen(amount)}${third}${rest}`)).toBe('PRICE_TOO_PRECISE');
      }),
    );
  });

  it('from one amount to another are no price, and told to be a range', () => {
    const dash = fc.constantFrom('-', '~', '～', '–', '—', '至', ' - ', ' 到 ', '--');
    fc.assert(
      fc.property(fen, fen, dash, fc.constantFrom(...frames), (low, high, between, frame) => {
        expect(priceOf(`${frame(formatFen(low))}${between}${frame(formatFen(high))}`)).toBe('PRICE_IS_RANGE');
        expect(priceOf(`${frame(formatFen(low))}起`)).toBe('PRICE_IS_RANGE');
      }),
    );
  });

  it('below zero and in powers of ten are none', () => {
    fc.assert(
      fc.property(
        fen,
        fc.integer({ min: -20, max: 20 }),
        fc.constantFrom('e', 'E', 'Ｅ'),
        (amount, power, e) => {
          expect(priceOf(`-${formatFen(amount)}`)).toBe('PRICE_NOT_POSITIVE');
          expect(priceOf(`-¥${formatFen(amount)}`)).toBe('PRICE_NOT_POSITIVE');
          expect(priceOf(`¥-${formatFen(amount)}`)).toBe('PRICE_NOT_POSITIVE');
          expect(priceOf(`${formatFen(amount)}${e}${power}`)).toBe('PRICE_INVALID');
          expect(priceOf(`${formatFen(amount)}${e}+${Math.abs(power)}`)).toBe('PRICE_INVALID');
        },
      ),
    );
  });

  it('that are none give a code, never an exception and never an amount out of range', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-0-9.,¥元%e ]{0,12}$/),
      fc.double().map(String),
      fc.bigInt().map(String),
    );
    fc.assert(
      fc.property(garbage, (value) => {
        const price = priceOf(value);
        const isAmount =
          typeof price === 'number' && Number.isInteger(price) && price > 0 && price <= MAX_FEN;
        expect(isAmount || String(price).startsWith('PRICE_')).toBe(true);
        const findings = new Findings([]);
        const pieces = checkPieces({ header: 'stock', value }, findings);
        const rate = checkRate({ header: 'commission', value }, findings);
        expect([pieces, rate].every((number) => number === null || Number.isInteger(number))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('JSON with numbers as text', () => {
  it('is the same JSON otherwise', () => {
    const numbersAsText = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
        typeof inner === 'number' ? JSON.stringify(inner) : inner,
      );
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        expect(parseWithNumbersAsText(JSON.stringify(value, null, space))).toEqual(numbersAsText(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is invalid exactly where JSON is', () => {
    const nearlyJson = fc.stringMatching(/^[{}[\],:"\\ 0-9.eE+tru-]{0,15}$/);
    const isValid = (parse: (text: string) => unknown, text: string): boolean => {
      try {
        parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(nearlyJson, (text) => {
        expect(isValid(parseWithNumbersAsText, text)).toBe(isValid(JSON.parse, text));
      }),
      { numRuns: 20_000 },
    );
  });
});
