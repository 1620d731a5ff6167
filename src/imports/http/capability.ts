import { createHash } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { IMPORT_LIMITS } from '../../config/limits';
import type { FileImport } from '../file-import.entity';

/** What an address of an import is good for. */
export type Purpose = 'upload' | 'rejected';

const PATHS: Record<Purpose, string> = { upload: 'file', rejected: 'rejected.csv' };
/** Query parameters are no header: this one must not be logged. */
export const CAPABILITY = 'capability';

const ALGORITHM = 'HS256';
const HOUR = 3600;

type Keyed = Pick<FileImport, 'uuid' | 'urlKey'>;

/** HS256 asks for 256 bits; the key has the 122 random ones of a UUID. */
const keyOf = ({ urlKey }: Keyed): Uint8Array => createHash('sha256').update(urlKey).digest();

/**
 * An address that lets whoever has it do one thing with one import, for some hours (docs/decisions/0010). Until the hour
 * is over it is the same address, so that what shows it does not change by looking.
 */
export async function addressOf(origin: string, skuImport: Keyed, purpose: Purpose): Promise<string> {
  const hour = Math.floor(Date.now() / 1000 / HOUR);
  const capability = await new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(skuImport.uuid)
    .setAudience(purpose)
    .setExpirationTime((hour + 1 + IMPORT_LIMITS.urlHours) * HOUR)
    .sign(keyOf(skuImport));
  return `${origin}/imports/${skuImport.uuid}/${PATHS[purpose]}?${CAPABILITY}=${capability}`;
}

/** Whether the address may still be used; 'expired' is told only of one that was ours. */
export async function checkCapability(
  capability: string,
  skuImport: Keyed,
  purpose: Purpose,
): Promise<'good' | 'expired' | 'invalid'> {
  try {
    await jwtVerify(capability, keyOf(skuImport), {
      algorithms: [ALGORITHM],
      subject: skuImport.uuid,
      audience: purpose,
      requiredClaims: ['exp'],
    });
    return 'good';
  } catch (error) {
    if (error instanceof errors.JWTExpired) return 'expired';
    if (error instanceof errors.JOSEError) return 'invalid';
    throw error;
  }
}
