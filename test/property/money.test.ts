import * as fc from 'fast-check';
import { formatFen, MAX_FEN, parseFen } from '../../src/pricing/fen';

/** 20 million yuan: what the product says is the largest price. */
const MAX = 2_000_000_000n;

const digits = (options: { minLength: number; maxLength: number }): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), ...options });

/** "123.4" in fen, exactly; undefined where it is more than there are or not whole. */
function exactFen(whole: string, fraction: string): bigint | undefined {
  if (fraction.length > 2) return undefined;
  const fen = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  return fen <= MAX ? fen : undefined;
}

const asBigInt = (fen: number | undefined): bigint | undefined =>
  fen === undefined ? undefined : BigInt(fen);

describe('a price in yuan', () => {
  it('is read as exactly as whole numbers of fen can hold it, whatever its size', () => {
    fc.assert(
      fc.property(
        digits({ minLength: 1, maxLength: 12 }),
        digits({ minLength: 0, maxLength: 3 }),
        (whole, fraction) => {
          const text = fraction === '' ? whole : `${whole}.${fraction}`;
          expect(asBigInt(parseFen(text))).toBe(exactFen(whole, fraction));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is read alike with white space around it, and with zeros before and after it', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, MAX), fc.constantFrom('', ' ', '\t', '　'), (fen, space) => {
        const [whole, fraction] = [fen / 100n, String(fen % 100n).padStart(2, '0')];
        expect(asBigInt(parseFen(`${space}00${whole}.${fraction}${space}`))).toBe(fen);
        const short = fraction.endsWith('0') ? fraction.slice(0, 1) : fraction;
        expect(asBigInt(parseFen(`${whole}.${short}`))).toBe(fen);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '.',
    '1.',
    '.5',
    '-1',
    '+1',
    '1e3',
    '1,000',
    '¥1',
    '1 000',
    '0x10',
    '１',
    '1.２',
    'NaN',
    'Infinity',
  ])('is not %j', (text) => {
    expect(parseFen(text)).toBeUndefined();
  });

  it('is nothing that is not digits with at most one point', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0159.-+eE, ,¥٣') }), (text) => {
        const isDecimal = /^\s*[0-9]{1,12}(\.[0-9]{1,2})?\s*$/.test(text);
        expect(isDecimal || parseFen(text) === undefined).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('ends at 20 million', () => {
    expect(BigInt(MAX_FEN)).toBe(MAX);
    expect(parseFen('20000000.00')).toBe(2_000_000_000);
    expect(parseFen('20000000.01')).toBeUndefined();
    expect(parseFen('999999999999.99')).toBeUndefined();
  });
});

describe('an amount of fen', () => {
  it('is written in yuan with two decimals, as long division would', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, MAX), (fen) => {
        expect(formatFen(Number(fen))).toBe(`${fen / 100n}.${fen % 100n < 10n ? '0' : ''}${fen % 100n}`);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same after it was written and read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_FEN }), (fen) => {
        expect(parseFen(formatFen(fen))).toBe(fen);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [99, '0.99'],
    [100, '1.00'],
    [1990, '19.90'],
    [2_000_000_000, '20000000.00'],
  ])('of %i is %s', (fen, yuan) => {
    expect(formatFen(fen)).toBe(yuan);
  });
});
