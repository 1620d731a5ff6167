import * as fc from 'fast-check';
import { HeadwaterError } from '../../src/graphql/errors';
import { fromNodeId, NODE_TYPES, toNodeId } from '../../src/graphql/node-id';

const types = fc.constantFrom(...NODE_TYPES);
const uuids = fc.uuid();
/** Entries of the audit log are numbered; all else has UUIDs. */
const keys = types.chain((type) =>
  fc.tuple(
    fc.constant(type),
    type === 'AuditEntry' ? fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(String) : uuids,
  ),
);

const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof HeadwaterError ? `${error.code}: ${error.message}` : String(error);
  }
};

describe('a node id', () => {
  it('is the base64url of type and UUID', () => {
    // printf 'Sku:3ad3b224-303d-80e6-9713-237a6c6768d4' | base64
    expect(toNodeId('Sku', '3ad3b224-303d-80e6-9713-237a6c6768d4')).toBe(
      'U2t1OjNhZDNiMjI0LTMwM2QtODBlNi05NzEzLTIzN2E2YzY3NjhkNA',
    );
  });

  it('gives back what it was made of', () => {
    fc.assert(
      fc.property(keys, ([type, uuid]) => {
        const id = toNodeId(type, uuid);
        expect(fromNodeId(id)).toEqual({ type, uuid });
        expect(fromNodeId(id, type)).toEqual({ type, uuid });
        expect(id).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('is one for one object: two objects have two ids', () => {
    fc.assert(
      fc.property(types, uuids, types, uuids, (type, uuid, otherType, otherUuid) => {
        expect(toNodeId(type, uuid) === toNodeId(otherType, otherUuid)).toBe(
          type === otherType && uuid === otherUuid,
        );
      }),
    );
  });

  it('of another type than expected is refused, and what was expected is said', () => {
    fc.assert(
      fc.property(types, types, uuids, (type, expected, uuid) => {
        fc.pre(type !== expected);
        expect(refusal(() => fromNodeId(toNodeId(type, uuid), expected))).toMatch(
          new RegExp(`^INVALID_ID: Expected the id of a ${expected}\\b`),
        );
      }),
    );
  });

  it.each(['0', '-1', '01', '1e3', '3ad3b224-303d-80e6-9713-237a6c6768d4', '9'.repeat(19)])(
    'of an audit entry holds its number, not %s',
    (key) => expect(refusal(() => fromNodeId(toNodeId('AuditEntry', key)))).toMatch(/^INVALID_ID/),
  );

  const UUID = '3ad3b224-303d-80e6-9713-237a6c6768d4';
  const encoded = (text: string): string => Buffer.from(text).toString('base64url');

  it.each([
    ['nothing', ''],
    ['a UUID alone', UUID],
    ['a type alone', encoded('Sku')],
    ['no type', encoded(`:${UUID}`)],
    ['a type that has no ids', encoded(`Money:${UUID}`)],
    ['a type in other letters', encoded(`sku:${UUID}`)],
    ['a UUID in other letters', encoded(`Sku:${UUID.toUpperCase()}`)],
    ['a UUID and more', encoded(`Sku:${UUID}:x`)],
    ['a UUID that is too short', encoded(`Sku:${UUID.slice(1)}`)],
    ['white space', ` ${encoded(`Sku:${UUID}`)}`],
    ['padding', `${Buffer.from(`Sku:${UUID}`).toString('base64')}==`],
    ['the name of something every object has', encoded(`constructor:${UUID}`)],
  ])('that is %s is refused', (_what, id) => {
    expect(refusal(() => fromNodeId(id))).toMatch(/^INVALID_ID: Expected the id of a Node\b/);
  });

  it('that is any other text is refused, and nothing but refused', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.string().map(encoded));
    fc.assert(
      fc.property(texts, (text) => {
        expect(refusal(() => fromNodeId(text))).toMatch(/^INVALID_ID: Expected the id of a Node\b/);
      }),
    );
  });
});
