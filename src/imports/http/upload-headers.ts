import type { IncomingHttpHeaders } from 'node:http';
import { IMPORT_LIMITS } from '../../config/limits';
import { HttpProblem } from './problem';

export type UploadHeaders = {
  /** Undefined where the bytes come in chunks. */
  totalBytes: number | undefined;
  /** In hexadecimal; undefined where the sender does not say. */
  sha256: string | undefined;
};

/** RFC 8941's byte sequence: 32 bytes are 44 characters of base64. */
const SHA_256 = /^sha-256=:([A-Za-z0-9+/]{43}=):$/;

/** What an upload says of itself before its bytes. @throws HttpProblem */
export function readUploadHeaders(headers: IncomingHttpHeaders): UploadHeaders {
  // A server must not take a part for the whole (RFC 9110, 14.5).
  if (headers['content-range'] !== undefined) throw new HttpProblem('RANGE_UNSUPPORTED');
  // The bytes themselves tell whether they are gzipped; other codings would be taken for damage.
  const coding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (!['', 'identity', 'gzip', 'x-gzip'].includes(coding)) throw new HttpProblem('ENCODING_UNSUPPORTED');
  const length = headers['content-length'];
  const totalBytes = length === undefined ? undefined : Number(length);
  if (totalBytes !== undefined && totalBytes > IMPORT_LIMITS.uploadBytes) throw new HttpProblem('TOO_LARGE');
  return { totalBytes, sha256: sha256Of(headers['content-digest']) };
}

/** Of the digests of a file (RFC 9530) we know one; others are ignored, as there. */
function sha256Of(header: string | string[] | undefined): string | undefined {
  const digest = [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((member) => member.trim())
    .find((member) => /^sha-256\b/.test(member));
  if (digest === undefined) return undefined;
  const [, base64] = SHA_256.exec(digest) ?? [];
  if (base64 === undefined) throw new HttpProblem('DIGEST_INVALID');
  return Buffer.from(base64, 'base64').toString('hex');
}
