import { IMPORT_LIMITS } from '../../config/limits';
import { type Problem, problem, type ProblemCode } from '../problems';
import type { TableRow } from './rows';

const QUOTE = 0x22;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LINE_END = /\r\n|\n|\r/g;

/** A record and where the next one begins; what keeps it from being read, and from where on to look for a new line. */
type Parsed =
  | { cells: string[]; end: number }
  | { code: 'QUOTE_UNCLOSED' | 'RECORD_TOO_LONG'; from: number }
  | 'INCOMPLETE';

/**
 * Cuts text into records, whatever pieces it comes in. As RFC 4180 has it, and as people write it: a quote within a
 * field that does not begin with one is a quote (5" 手机), and so are those of "爆款" 连衣裙, which begins with one and
 * goes on after the second. Spaces around quotes are none of the field. A quote that is never closed costs its line, not the rest of the file.
 */
export class CsvRecords {
  private rest = '';
  private line = 0;
  /** Within a record of which nothing is wanted any more. */
  private skipping = false;
  private readonly delimiter: number;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** Records cut so far; blank lines count. */
  get lines(): number {
    return this.line;
  }

  /** The records that are complete now; blank lines are left out. */
  take(text: string, isLast = false): TableRow[] {
    const rows: TableRow[] = [];
    let all = this.rest + text;
    this.rest = '';
    // Whether a line feed follows is not known yet.
    const held = !isLast && all.endsWith('\r') ? '\r' : '';
    if (held) all = all.slice(0, -1);
    let at = 0;
    if (this.skipping) {
      at = nextLine(all, 0);
      this.skipping = at < 0 && !isLast;
      if (at < 0) at = all.length;
    }
    while (at < all.length) {
      const parsed = this.parsed(all, at, isLast);
      if (parsed === 'INCOMPLETE') break;
      const line = ++this.line;
      if ('code' in parsed) {
        const next = nextLine(all, parsed.from);
        const end = next < 0 ? all.length : next;
        rows.push({ line, cells: [], unreadable: unreadable(parsed.code, all.slice(at, end)) });
        this.skipping = next < 0 && !isLast;
        at = end;
      } else {
        if (parsed.cells.length > 1 || parsed.cells[0] !== '') rows.push({ line, cells: parsed.cells });
        at = parsed.end;
      }
    }
    this.rest = all.slice(at) + held;
    return rows;
  }

  private parsed(text: string, start: number, isLast: boolean): Parsed {
    const limit = start + IMPORT_LIMITS.recordCharacters;
    const cells: string[] = [];
    for (let at = start; ;) {
      if (at > limit) return { code: 'RECORD_TOO_LONG', from: limit };
      let end = behindSpaces(text, at);
      let isQuoted = false;
      if (text.charCodeAt(end) === QUOTE) {
        const open = end;
        const close = closingQuote(text, open);
        // Both are decided by the limit alone, so that it makes no difference how much text is at hand.
        if (close > limit || (close < 0 && (isLast || text.length > limit))) {
          return { code: 'QUOTE_UNCLOSED', from: open };
        }
        end = close < 0 ? text.length : behindSpaces(text, close + 1);
        if (end === text.length && !isLast && end <= limit) return 'INCOMPLETE';
        isQuoted = end === text.length || this.endsField(text.charCodeAt(end));
        if (isQuoted) {
          const value = text.slice(open + 1, close);
          cells.push(value.includes('"') ? value.replaceAll('""', '"') : value);
        } else if (nextLine(text.slice(open, close), 0) >= 0) {
          return { code: 'QUOTE_UNCLOSED', from: open };
        }
      }
      if (!isQuoted) {
        while (end < text.length && !this.endsField(text.charCodeAt(end))) end++;
        if (end > limit) return { code: 'RECORD_TOO_LONG', from: limit };
        if (end === text.length && !isLast) return 'INCOMPLETE';
        cells.push(text.slice(at, end));
      }
      at = end;
      const next = text.charCodeAt(at);
      if (next !== this.delimiter) {
        const isPair = next === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED;
        return { cells, end: at + (isPair ? 2 : 1) };
      }
      at++;
    }
  }

  private endsField(character: number): boolean {
    return character === this.delimiter || character === LINE_FEED || character === CARRIAGE_RETURN;
  }
}

function behindSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Where the quote is that closes the one given, two in a row standing for one within; -1 where it has not come. */
function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
}

/** Behind the next end of a line; -1 where there is none. */
function nextLine(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.test(text) ? LINE_END.lastIndex : -1;
}

function unreadable(code: ProblemCode, record: string): { problem: Problem; text: string } {
  const text = record.slice(0, IMPORT_LIMITS.problemValueCharacters * 2).trimEnd();
  return { problem: problem(code, null, text, { max: IMPORT_LIMITS.recordCharacters }), text };
}
