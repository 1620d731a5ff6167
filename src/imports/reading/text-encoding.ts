import { isAscii, isUtf8 } from 'node:buffer';
import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';
import { peek } from './peek';

/** The bytes stopped being text in the encoding that the file began with. */
export class NotInEncoding extends Error {
  constructor(
    readonly encoding: string,
    /** Lines that are in it still, of those that were being decoded. */
    readonly linesBefore: number,
  ) {
    super(`The text is not ${encoding} throughout`);
  }
}

const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, mark: Buffer])[] = [
  ['UTF-8', Buffer.from('efbbbf', 'hex')],
  ['GB18030', Buffer.from('84319533', 'hex')],
  ['UTF-16LE', Buffer.from('fffe', 'hex')],
  ['UTF-16BE', Buffer.from('feff', 'hex')],
];
const HEAD_BYTES = 1_024;

/**
 * The text of a file that does not say its encoding. A mark at the beginning settles it. Else it is ASCII up to the
 * first byte that is not, wherever that stands, and the megabyte from there decides between UTF-8 and GB18030, in which
 * Chinese spreadsheets are saved. From there on decoding is strict: what does not fit is told, never replaced.
 * @throws NotInEncoding @throws FileProblem where both fit
 */
export async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const { head, whole } = await peek(chunks, HEAD_BYTES);
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))?.[0];
  const told = marked ?? unmarkedUtf16(head);
  if (told) {
    yield* decodedAs(told, whole);
    return;
  }
  for await (const chunk of whole) {
    if (isAscii(chunk)) {
      yield chunk.toString('latin1');
      continue;
    }
    const start = chunk.findIndex((byte) => byte >= 0x80);
    yield chunk.toString('latin1', 0, start);
    const rest = await peek(following(chunk.subarray(start), whole), IMPORT_LIMITS.encodingBytes);
    yield* decodedAs(encodingOf(rest.head), rest.whole);
    return;
  }
}

async function* following(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* decodedAs(encoding: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new NotInEncoding(encoding, linesFitting(encoding, bytes));
    }
  };
  let isFirst = true;
  for await (const chunk of chunks) {
    const text = decode(chunk);
    // The decoder takes the marks of UTF-8 and UTF-16 away, and leaves that of GB18030.
    yield isFirst ? text.replace(/^\ufeff/, '') : text;
    isFirst &&= text === '';
  }
  yield decode();
}

/** Of bytes of which some do not fit. */
function linesFitting(encoding: string, bytes: Buffer = Buffer.alloc(0)): number {
  const [fitting = ''] = new TextDecoder(encoding).decode(bytes).split('\ufffd', 1);
  return fitting.split('\n').length - 1;
}

/** Of a delimiter or a digit, one of the two bytes is zero; in no other text is any. */
function unmarkedUtf16(head: Buffer): string | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2]! += 1;
  const [even, odd] = zeros as [number, number];
  if ((even + odd) * 16 < head.length || even === odd) return undefined;
  return odd > even ? 'UTF-16LE' : 'UTF-16BE';
}

/** Runs of bytes beyond ASCII: a Chinese character in UTF-8 or more, two of them in GB18030. */
const RUN = /[\x80-\xff]{3,}/g;
/** Chinese in UTF-8, through and through. */
const CHINESE_IN_UTF8 = /^(?:[\xe2-\xef][\x80-\xbf]{2})+$/;
/** Of runs in GB18030, about one in ten thousand happens to look so. */
const CHANCE = 0.02;

/** Of bytes that begin with one beyond ASCII, and may end within a character. */
function encodingOf(bytes: Buffer): string {
  const whole = bytes.subarray(0, bytes.length - cutOff(bytes));
  if (isUtf8(whole)) {
    // Chinese takes three bytes. With two each it is accented letters in UTF-8, or a few rare Chinese characters.
    const isChinese = whole.some((byte) => byte >= 0xe0);
    if (!isChinese && isGb18030(whole)) throw new FileProblem(problem('FILE_ENCODING_UNCLEAR'));
    return 'UTF-8';
  }
  // UTF-8 with a damaged byte, or pasted together with something else, is often valid GB18030, and then nonsense.
  const runs = whole.toString('latin1').match(RUN) ?? [];
  const inUtf8 = runs.filter((run) => CHINESE_IN_UTF8.test(run)).length;
  if (inUtf8 > runs.length * CHANCE) throw new NotInEncoding('UTF-8', linesFitting('UTF-8', bytes));
  return 'GB18030';
}

/** How many of the last bytes are the beginning of a character in UTF-8. */
function cutOff(bytes: Buffer): number {
  for (let length = 1; length <= 3 && length < bytes.length; length++) {
    const byte = bytes[bytes.length - length]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > length ? length : 0;
    }
  }
  return 0;
}

function isGb18030(bytes: Buffer): boolean {
  try {
    new TextDecoder('GB18030', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
