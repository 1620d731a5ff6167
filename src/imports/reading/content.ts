import { FileProblem, problem } from '../problems';
import { letGo, peek } from './peek';

/** Enough for any of the signatures, and for what comes before the first tag of a page that was saved as a table. */
const HEAD_BYTES = 4_096;

/** Also the container of a newer one that has a password. */
const OLD_WORKBOOK = 'XLS (Excel 97–2003)';

const SIGNATURES: readonly (readonly [content: string, bytes: Buffer])[] = [
  ['XLSX/ZIP', Buffer.from('PK\x03\x04')],
  ['XLSX/ZIP', Buffer.from('PK\x05\x06')],
  [OLD_WORKBOOK, Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['PNG', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['JPEG', Buffer.from('ffd8ff', 'hex')],
  ['GIF', Buffer.from('GIF8')],
  // What was gzipped once is unpacked by now.
  ['GZIP', Buffer.from('1f8b08', 'hex')],
  ['PDF', Buffer.from('%PDF-')],
  ['RAR', Buffer.from('Rar!\x1a\x07', 'latin1')],
  ['7Z', Buffer.from('377abcaf271c', 'hex')],
];
const TEXTS: readonly (readonly [content: string, pattern: RegExp])[] = [
  ['HTML', /^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|meta|table|body|style)\b/i],
  ['XML', /^\s*<(?:\?xml|[a-z]+:?Workbook)\b/i],
  ['JSON', /^\s*[[{]\s*["{[\]}]/],
];

/** What a file is by its first bytes, whatever its name says; undefined where they say nothing. */
function contentOf(head: Buffer): string | undefined {
  const signature = SIGNATURES.find(([, bytes]) => head.subarray(0, bytes.length).equals(bytes));
  if (signature) return signature[0];
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  return TEXTS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** The name of the stream in which Office puts a workbook that has a password. */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

/** An .xls, and an .xlsx with a password, are the same kind of container. */
async function isEncrypted(chunks: AsyncIterable<Buffer>): Promise<boolean> {
  let tail = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const window = Buffer.concat([tail, chunk]);
    if (window.includes(ENCRYPTED_PACKAGE)) return true;
    tail = window.subarray(-ENCRYPTED_PACKAGE.length);
  }
  return false;
}

/**
 * Lets a file pass that may be of the format: one clear problem, where it would be an unreadable line after the other.
 * @throws FileProblem
 */
export async function expectContent(
  chunks: AsyncIterable<Buffer>,
  format: string,
  accepted: readonly (string | undefined)[],
): Promise<{ head: Buffer; whole: AsyncGenerator<Buffer> }> {
  const { head, whole } = await peek(chunks, HEAD_BYTES);
  const content = contentOf(head);
  if (head.length === 0) throw new FileProblem(problem('FILE_EMPTY'));
  if (accepted.includes(content)) return { head, whole };
  if (content === OLD_WORKBOOK && (await isEncrypted(whole)))
    throw new FileProblem(problem('FILE_ENCRYPTED'));
  await letGo(whole);
  throw new FileProblem(
    problem('FILE_FORMAT', null, null, { expected: format, ...(content && { found: content }) }),
  );
}
