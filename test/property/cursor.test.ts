import * as fc from 'fast-check';
import { isKey } from '../../src/database/keyset';
import { HeadwaterError } from '../../src/graphql/errors';
import { decodeCursor, encodeCursor, fingerprintOf } from '../../src/graphql/cursor';
import { createTestDatabase, type TestDatabase } from '../support/database';

type Where = (string | number)[];

const whereOf = (values: unknown[]): values is Where =>
  values.every((value) => typeof value === 'string' || typeof value === 'number');
const decode = (cursor: string, fingerprint: string): Where => decodeCursor(cursor, fingerprint, whereOf);

const places = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger()), { maxLength: 4 });
const identities = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 4 });

const isRefused = (cursor: string, fingerprint: string): boolean => {
  try {
    decode(cursor, fingerprint);
    return false;
  } catch (error) {
    return error instanceof HeadwaterError && error.code === 'INVALID_CURSOR';
  }
};

describe('a cursor', () => {
  it('gives back the place that it was made of, for the list that it was made for', () => {
    fc.assert(
      fc.property(identities, places, (identity, place) => {
        const cursor = encodeCursor(fingerprintOf(...identity), place);
        expect(decode(cursor, fingerprintOf(...identity))).toEqual(place);
        expect(cursor).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('is refused by any other list', () => {
    fc.assert(
      fc.property(identities, identities, places, (one, other, place) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(isRefused(encodeCursor(fingerprintOf(...one), place), fingerprintOf(...other))).toBe(true);
      }),
    );
  });

  it('of another version is refused', () => {
    const cursor = (version: unknown): string =>
      Buffer.from(JSON.stringify([version, 'fingerprint', 'key'])).toString('base64url');
    expect(decode(cursor(1), 'fingerprint')).toEqual(['key']);
    for (const version of [0, 2, '1', null, [1], true])
      expect(isRefused(cursor(version), 'fingerprint')).toBe(true);
  });

  it('that is anything else is refused, and nothing but refused', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      fc
        .array(fc.jsonValue())
        .map((values) => Buffer.from(JSON.stringify([1, ...values])).toString('base64url')),
      fc.nat(200_000).map((length) => 'W'.repeat(length)),
    );
    fc.assert(
      fc.property(anything, (cursor) => {
        expect(isRefused(cursor, fingerprintOf('skus'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('whose place is not of the shape that the list expects is refused', () => {
    fc.assert(
      fc.property(places, (place) => {
        const cursor = encodeCursor('fingerprint', place);
        const noShape = (values: unknown[]): values is never[] => values.length < 0;
        expect(() => decodeCursor(cursor, 'fingerprint', noShape)).toThrow(
          expect.objectContaining({ code: 'INVALID_CURSOR' }),
        );
      }),
    );
  });
});

describe('the key in a cursor, which whoever holds the cursor can change', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ template: 'empty' });
  });
  afterAll(() => database.drop());

  const isRead = async (type: string, key: string): Promise<boolean> =>
    database.dataSource.query(`SELECT $1::${type}`, [key]).then(
      () => true,
      () => false,
    );

  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 12 });
  const numbers = fc.oneof(
    fc.integer({ min: -70_000, max: 70_000 }).map(String),
    fc.integer().map(String),
    fc.constantFrom(
      '32767',
      '32768',
      '-32768',
      '2147483647',
      '2147483648',
      '-2147483649',
      ' 1',
      '1 ',
      '+1',
      '1.0',
      '',
    ),
    fc.tuple(fc.constantFrom('', '-', '+', '--', ' '), digits).map((parts) => parts.join('')),
  );
  const two = (max: number): fc.Arbitrary<string> => fc.nat(max).map((n) => String(n).padStart(2, '0'));
  const timestamps = fc
    .tuple(
      fc.constantFrom('2026', '2024', '0000', '0001', '9999', '1900', '20260', '-001'),
      two(14),
      two(33),
      two(25),
      two(61),
      two(61),
      fc.constantFrom('', '.1', '.123456', '.1234567', '.'),
      fc.constantFrom('+00', '-08', '+05:30', '+15:59', '+16', '+99', '', 'Z', ' Asia/Shanghai', ' BC'),
    )
    .map(([y, mo, d, h, mi, s, f, zone]) => `${y}-${mo}-${d} ${h}:${mi}:${s}${f}${zone}`);
  const odd = fc.oneof(
    fc.constantFrom('infinity', 'now', 'epoch', 'today', 'NaN', '', 'null', 'a\0b'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );

  it.each([
    ['smallint', fc.oneof(numbers, odd)],
    ['integer', fc.oneof(numbers, odd)],
    ['timestamptz', fc.oneof({ weight: 4, arbitrary: timestamps }, { weight: 1, arbitrary: odd })],
    ['text', fc.oneof(fc.string(), odd)],
  ] as const)('of type %s is never taken where Postgres would not read it', async (type, keys) => {
    const property = fc.asyncProperty(keys, async (key) => {
      const isTaken = isKey(type, key);
      expect(isTaken && !(await isRead(type, key))).toBe(false);
    });
    await expect(fc.assert(property, { numRuns: 300 })).resolves.toBeUndefined();
  });

  it('is taken as Postgres itself writes it, whatever the time zone of the session', async () => {
    const rows: { key: string }[] = await database.dataSource.transaction(async (db) => {
      const found = [];
      for (const zone of ['UTC', 'Asia/Shanghai', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Kiritimati']) {
        await db.query(`SELECT set_config('TimeZone', $1, true)`, [zone]);
        found.push(
          ...(await db.query(`SELECT t::timestamptz::text AS key FROM unnest($1::text[]) AS t`, [
            ['2026-11-22 04:05:06.000001', '2024-02-29', '2026-01-01 00:00:00', '1999-12-31 23:59:59.999999'],
          ])),
        );
      }
      return found;
    });
    expect(rows).toHaveLength(20);
    expect(rows.filter(({ key }) => !isKey('timestamptz', key))).toEqual([]);
    for (const type of ['smallint', 'integer'] as const) {
      expect(['0', '1', '-1', '32767', '-32767'].filter((key) => !isKey(type, key))).toEqual([]);
    }
    expect(['', '义乌 A1', '𠮷', '😀', "'; --", '%'].filter((key) => !isKey('text', key))).toEqual([]);
  });
});
