import { isUtf8 } from 'node:buffer';
import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem, type ProblemCode } from '../problems';
import { expectContent } from './content';
import type { RawCell, RawRow, RawValue } from './rows';
import { type Line, linesOf } from './lines';
import { letGo } from './peek';

/** A string, also one that never ends, or a number that is not a key; in valid JSON numbers stand nowhere else. */
const STRING_OR_NUMBER =
  /"[^"\\]*(?:\\.[^"\\]*)*"?|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?!\s*:)/gs;

/**
 * JSON.parse with every number as the text that stands in the file: a price must not pass through a float, and an
 * article number of 18 digits would not survive one. (A reviver that sees the source text needs Node 22.) Putting
 * numbers into quotes neither mends broken JSON nor breaks valid JSON: what is matched are whole tokens.
 * @throws SyntaxError
 */
export const parseWithNumbersAsText = (json: string): unknown =>
  JSON.parse(json.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));

/** JSON Lines (jsonlines.org): an object a line; its keys are the headers. Blank lines are skipped, but counted. */
export async function* readJsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<RawRow> {
  const { head, whole } = await expectContent(chunks, 'JSON Lines', [undefined, 'JSON']);
  if (isUtf16(head)) {
    await letGo(whole);
    throw new FileProblem(problem('FILE_ENCODING', null, null, { encoding: 'UTF-8', line: 1 }));
  }
  if (DOCUMENT.test(head.toString('utf8'))) {
    await letGo(whole);
    throw new FileProblem(problem('FILE_FORMAT', null, null, { expected: 'JSON Lines', found: 'JSON' }));
  }
  for await (const line of linesOf(whole)) {
    const row = rowOf(line);
    if (row) yield row;
  }
}

/** One array of objects, or one object over several lines: each of its lines would be told to be no JSON. */
const DOCUMENT = /^\ufeff?\s*(?:\[\s*(?:\{|$)|\{[^\S\n]*\n)/;

/** Each of its lines would be told not to be UTF-8. */
const isUtf16 = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

function rowOf({ number, bytes, isTooLong }: Line): RawRow | undefined {
  const unreadable = (code: ProblemCode, params = {}): RawRow => {
    const text = bytes.toString('utf8', 0, IMPORT_LIMITS.problemValueCharacters * 4);
    return { number, cells: [], unreadable: { problem: problem(code, null, text, params), text } };
  };
  if (isTooLong) return unreadable('LINE_TOO_LONG', { max: IMPORT_LIMITS.lineBytes });
  if (!isUtf8(bytes)) return unreadable('LINE_NOT_UTF8');
  const text = bytes.toString('utf8').trim();
  if (text === '') return undefined;
  let parsed: unknown;
  try {
    parsed = parseWithNumbersAsText(text);
  } catch {
    return unreadable('JSON_INVALID');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return unreadable('JSON_NOT_OBJECT');
  }
  const cells: RawCell[] = [];
  for (const [header, value] of Object.entries(parsed)) {
    const cell = valueOf(value);
    if (cell !== undefined) cells.push([header, cell]);
  }
  return { number, cells };
}

/** null and an absent key say the same: nothing. */
function valueOf(value: unknown): RawValue | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  return typeof value === 'object' ? { nested: text } : text;
}
