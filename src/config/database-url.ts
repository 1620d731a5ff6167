import { embeddedUrl } from '../database/embedded-postgres';

/** Where everything that is kept lies, unless DATABASE_URL names a server of one's own. */
export const dataDirectory = (): string => process.env.DATA_DIR || '.data';

/** @throws Error where DATABASE_URL is not set and no embedded Postgres was ever started here. */
export function databaseUrl(): string {
  const url = process.env.DATABASE_URL || embeddedUrl(dataDirectory());
  if (!url) throw new Error('Set DATABASE_URL, or start the embedded Postgres first with npm start.');
  return url;
}
