import { createHash } from 'node:crypto';

/** A UUID that is the same in every database: made of the first bytes of the SHA-256 of "kind:key". */
export const stableUuid = (kind: string, key: string): string =>
  uuidOfBytes(createHash('sha256').update(`${kind}:${key}`).digest());

/** 16 bytes as a UUID of version 8, which RFC 9562 leaves to applications; six of their bits give way to marks. */
export function uuidOfBytes(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
