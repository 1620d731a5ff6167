import { createHash } from 'node:crypto';
import { HeadwaterError } from './errors';

/** Changes with the meaning of a cursor's contents; a cursor of another version is INVALID_CURSOR. */
const VERSION = 1;

/** What a list is: its name, parent, filter and order. A cursor holds for that list alone. */
export const fingerprintOf = (...parts: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);

/** Opaque to clients: base64url of [version, fingerprint, …where]. */
export const encodeCursor = (fingerprint: string, where: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify([VERSION, fingerprint, ...where])).toString('base64url');

/**
 * @param shape tells whether the contents are what this list puts into its cursors
 * @throws INVALID_CURSOR
 */
export function decodeCursor<T extends unknown[]>(
  cursor: string,
  fingerprint: string,
  shape: (where: unknown[]) => where is T,
): T {
  try {
    const [version, made, ...where] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    ) as unknown[];
    if (version === VERSION && made === fingerprint && shape(where)) return where;
  } catch {
    // Not base64 of JSON: told as any other cursor that is not ours.
  }
  throw new HeadwaterError('INVALID_CURSOR');
}
