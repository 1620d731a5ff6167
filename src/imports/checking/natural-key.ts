import { createHash } from 'node:crypto';
import { fold } from '../../search/text';
import { remembered } from '../remembered';

/** Crockford's base32: no letters that are taken for digits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Five bits a character, so ten of them tell a million names apart with one chance in two thousand of a mix-up. */
function hashOf(text: string, characters: number): string {
  const digest = createHash('sha256').update(text).digest();
  let hash = '';
  for (let i = 0; i < characters; i++) hash += ALPHABET[digest[i]! & 31];
  return hash;
}

/** Width, case and spacing do not make another shop, or other goods. */
const normalised = (text: string): string => fold(text).trim().replaceAll(/\s+/gu, ' ');

/** The code of a supplier of whom a file says only the name: always the same for the same name. */
export const supplierCodeFrom = remembered((name) => `S-${hashOf(normalised(name), 10)}`);

/** The code of goods of which a file says only the title: the same file twice finds the same goods. */
export const skuCodeFrom = (title: string): string => `T-${hashOf(normalised(title), 12)}`;
