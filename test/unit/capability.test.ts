import { createHash, randomUUID, webcrypto } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { addressOf, checkCapability } from '../../src/imports/http/capability';

/* An address of an import's file: for one import, one purpose, some hours. */

const NOW = Date.UTC(2026, 0, 1, 10, 20);
const HOUR = 3_600_000;
const one = { uuid: randomUUID(), urlKey: randomUUID() };
const other = { uuid: randomUUID(), urlKey: randomUUID() };

beforeEach(() => jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const capability = async (purpose: 'upload' | 'rejected' = 'upload', of = one): Promise<string> =>
  new URL(await addressOf('https://api.example', of, purpose)).searchParams.get('capability')!;

/** The key of an import as the documentation has it: SHA-256 of the random UUID in its row. */
const keyOf = ({ urlKey }: typeof one): Buffer => createHash('sha256').update(urlKey).digest();

const seconds = (ms: number): number => Math.floor(ms / 1000);
const signed = (payload: JWTPayload, alg = 'HS256', key: Uint8Array = keyOf(one)): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(key);
const GOOD = { sub: one.uuid, aud: 'upload', exp: seconds(NOW + HOUR) };

describe('the address of a file', () => {
  it('is good for its import and its purpose', async () => {
    expect(await checkCapability(await capability(), one, 'upload')).toBe('good');
    expect(await checkCapability(await capability('rejected'), one, 'rejected')).toBe('good');
    expect(await checkCapability(await signed(GOOD), one, 'upload')).toBe('good');
  });

  it('is good for a day at least, and at most for an hour more', async () => {
    const token = await capability();
    const at = async (ms: number): Promise<string> => {
      jest.setSystemTime(NOW + ms);
      return checkCapability(token, one, 'upload');
    };
    expect(IMPORT_LIMITS.urlHours).toBe(24);
    expect(await at(24 * HOUR)).toBe('good');
    // It was made at twenty past: it ends at the next full hour, a day later.
    expect(await at(24 * HOUR + 40 * 60_000 - 1000)).toBe('good');
    expect(await at(24 * HOUR + 40 * 60_000)).toBe('expired');
  });

  it('is the same until the hour is over', async () => {
    const first = await capability();
    jest.setSystemTime(NOW + 39 * 60_000);
    expect(await capability()).toBe(first);
    jest.setSystemTime(NOW + 40 * 60_000);
    expect(await capability()).not.toBe(first);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['for another purpose', () => capability('rejected')],
    ['of another import', () => capability('upload', other)],
    ['of another import, under this one’s key', () => signed({ ...GOOD, sub: other.uuid })],
    ['of this import, under another one’s key', () => signed(GOOD, 'HS256', keyOf(other))],
    ['under the bare UUID', () => signed(GOOD, 'HS256', Buffer.from(one.urlKey))],
    ['without an end', () => signed({ ...GOOD, exp: undefined })],
    ['for no purpose', () => signed({ ...GOOD, aud: undefined })],
    ['of no import', () => signed({ ...GOOD, sub: undefined })],
    ['by another algorithm', () => signed(GOOD, 'HS512', Buffer.concat([keyOf(one), keyOf(one)]))],
    ['by none', () => new UnsecuredJWT(GOOD).encode()],
    ['without its signature', async () => (await capability()).split('.').slice(0, 2).join('.')],
    ['with a signature cut short', async () => (await capability()).slice(0, -1)],
    ['that is empty', () => ''],
    ['that is none', () => 'x'.repeat(5_000)],
  ])('is invalid: one %s', async (_what, token) => {
    expect(await checkCapability(await token(), one, 'upload')).toBe('invalid');
  });

  it('is told to have expired only where it was ours', async () => {
    const forged = await signed({ ...GOOD, exp: seconds(NOW - HOUR) }, 'HS256', keyOf(other));
    expect(await checkCapability(forged, one, 'upload')).toBe('invalid');
  });

  it('opens nothing any more once the key of the import is another', async () => {
    const token = await capability();
    expect(await checkCapability(token, { ...one, urlKey: randomUUID() }, 'upload')).toBe('invalid');
  });

  it('is compared by WebCrypto, which takes as long for a wrong signature as for a right one', async () => {
    const verify = jest.spyOn(webcrypto.subtle, 'verify');
    expect(await checkCapability(await capability(), one, 'upload')).toBe('good');
    expect(await checkCapability(await signed(GOOD, 'HS256', keyOf(other)), one, 'upload')).toBe('invalid');
    expect(await Promise.all(verify.mock.results.map(({ value }) => value))).toEqual([true, false]);
  });
});
