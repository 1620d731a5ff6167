import * as fc from 'fast-check';
import { isCreditCode } from '../../src/suppliers/update/credit-code';

/** The example of GB 32100-2015. */
const EXAMPLE = '91350100M000100Y43';
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

describe('a unified social credit code', () => {
  it('is known by its last character', () => {
    expect(isCreditCode(EXAMPLE)).toBe(true);
    expect(isCreditCode(EXAMPLE.toLowerCase())).toBe(false);
    expect(isCreditCode(EXAMPLE.slice(1))).toBe(false);
    expect(isCreditCode(`${EXAMPLE}\n`)).toBe(false);
    expect(isCreditCode('I1350100M000100Y43')).toBe(false);
  });

  it('does not survive one character that is mistyped', () => {
    fc.assert(
      fc.property(fc.nat(17), fc.constantFrom(...CHARACTERS), (at, character) => {
        const typed = EXAMPLE.slice(0, at) + character + EXAMPLE.slice(at + 1);
        expect(isCreditCode(typed)).toBe(typed === EXAMPLE);
      }),
    );
  });
});
