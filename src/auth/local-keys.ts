import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Names every development key for what it is, wherever somebody may carry it. */
const PREFIX = 'development-';

export const isDevelopmentKid = (kid: string | undefined): boolean => kid?.startsWith(PREFIX) ?? false;

/** Whether it is a development key: of this data directory, or of any other. */
export const isDevelopmentKey = (dataDir: string, { kid, x }: JWK): boolean =>
  isDevelopmentKid(kid) || (x !== undefined && read(fileOf(dataDir))?.x === x);

/** The development key pair, made at the first start and kept in the data directory; never used in production. */
export async function localKeys(dataDir: string): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const file = fileOf(dataDir);
  const privateKey = read(file) ?? (await create(dataDir, file));
  const { d: _secret, ...publicKey } = privateKey;
  return { privateKey, publicKey: { ...publicKey, alg: 'EdDSA' } };
}

const fileOf = (dataDir: string): string => join(dataDir, 'development-key.json');

function read(file: string): JWK | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function create(dataDir: string, file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const kid = PREFIX + randomBytes(8).toString('hex');
  const jwk = { ...(await exportJWK(privateKey)), alg: 'EdDSA', kid };
  mkdirSync(dataDir, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(jwk), { mode: 0o600 });
  try {
    // A link fails where the file exists: of two processes that start at once, both go on with the same key.
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary);
  }
  return read(file)!;
}
