import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';

/** A line without its end; number counts from 1. Of a line that is too long only the beginning is kept. */
export type Line = { number: number; bytes: Buffer; isTooLong: boolean };

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts bytes at LF or CRLF; empty lines are left out, but counted. Memory is bounded by the limit even where a line never
 * ends, and time even where there is nothing but lines.
 * @throws FileProblem where there are more lines than rows are taken
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 0;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let length = 0;

  const keep = (part: Buffer): void => {
    length += part.length;
    const wanted = part.subarray(0, IMPORT_LIMITS.lineBytes - keptBytes);
    if (wanted.length === 0) return;
    kept.push(wanted);
    keptBytes += wanted.length;
  };
  const count = (): number => {
    if (++number <= IMPORT_LIMITS.rows) return number;
    throw new FileProblem(problem('FILE_TOO_MANY_ROWS', null, null, { max: IMPORT_LIMITS.rows }));
  };
  const finish = (): Line => {
    const bytes = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
    const line = {
      number: count(),
      bytes: trimmed(bytes, number),
      isTooLong: length > IMPORT_LIMITS.lineBytes,
    };
    kept = [];
    keptBytes = 0;
    length = 0;
    return line;
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      if (end === start && length === 0) count();
      else {
        keep(chunk.subarray(start, end));
        yield finish();
      }
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield finish();
}

function trimmed(bytes: Buffer, number: number): Buffer {
  const start = number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  return bytes.subarray(start, bytes.at(-1) === CARRIAGE_RETURN ? -1 : undefined);
}
