import { ANONYMOUS } from '../../src/auth/principal';
import { KnownTokens } from '../../src/auth/known-tokens';
import { AUTH_LIMITS } from '../../src/config/limits';

const NOW = Date.UTC(2026, 0, 1);
const IN_AN_HOUR = NOW / 1_000 + 3_600;

let known: KnownTokens;
beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  known = new KnownTokens();
});
afterEach(() => jest.useRealTimers());

describe('a token that was verified', () => {
  it('is known for a minute, and then verified again', () => {
    known.add('a', ANONYMOUS, IN_AN_HOUR);
    expect(known.get('b')).toBeUndefined();
    jest.setSystemTime(NOW + 59_999);
    expect(known.get('a')).toBe(ANONYMOUS);
    jest.setSystemTime(NOW + 60_000);
    expect(known.get('a')).toBeUndefined();
  });

  it('is not known beyond its own expiry', () => {
    known.add('a', ANONYMOUS, NOW / 1_000 + 10);
    jest.setSystemTime(NOW + 9_999);
    expect(known.get('a')).toBe(ANONYMOUS);
    jest.setSystemTime(NOW + 10_000);
    expect(known.get('a')).toBeUndefined();
  });

  it('makes room for others', () => {
    for (let i = 0; i <= AUTH_LIMITS.knownTokens; i++) known.add(String(i), ANONYMOUS, IN_AN_HOUR);
    expect(known.get('0')).toBeUndefined();
    expect(known.get('1')).toBe(ANONYMOUS);
    expect(known.get(String(AUTH_LIMITS.knownTokens))).toBe(ANONYMOUS);
  });
});
