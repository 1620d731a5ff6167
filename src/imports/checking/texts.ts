import { IMPORT_LIMITS } from '../../config/limits';
import type { Cell } from '../reading/columns';
import type { Findings } from './findings';

const CONTROL = /\p{Cc}/u;
/** Line ends and tabs are what a longer text may have. */
const CONTROL_IN_TEXT = /[^\P{Cc}\n\r\t]/u;
/** Halves of surrogate pairs, which are no characters at all; \p{Cs} would take many times as long to find them. */
const HALF_PAIR = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

const isLonger = (text: string, characters: number): boolean =>
  // A character takes one or two units: only texts in between have to be counted.
  text.length > characters && (text.length > characters * 2 || [...text].length > characters);

/** One line: a title, a name, a code. */
export const checkLine = (cell: Cell | undefined, max: number, findings: Findings): string | null =>
  cell ? check(cell, max, CONTROL, findings) : null;

/** Several lines: a description, the value of an attribute. */
export const checkText = (cell: Cell | undefined, findings: Findings): string | null =>
  cell ? check(cell, IMPORT_LIMITS.textCharacters, CONTROL_IN_TEXT, findings) : null;

function check(cell: Cell, max: number, control: RegExp, findings: Findings): string | null {
  const before = findings.problems.length;
  if (control.test(cell.value) || HALF_PAIR.test(cell.value)) findings.add('CONTROL_CHARACTERS', cell);
  if (isLonger(cell.value, max)) findings.add('TEXT_TOO_LONG', cell, { max });
  return findings.problems.length > before ? null : cell.value;
}

/** Unknown columns, as attributes by their header. */
export function checkAttributes(cells: readonly Cell[], findings: Findings): Record<string, string> | null {
  if (cells.length === 0) return null;
  const attributes: [string, string][] = [];
  for (const cell of cells) {
    const { header } = cell;
    if (CONTROL.test(header) || HALF_PAIR.test(header)) findings.add('CONTROL_CHARACTERS', cell);
    if (isLonger(header, IMPORT_LIMITS.headerCharacters)) {
      findings.add('COLUMN_NAME_TOO_LONG', cell, { max: IMPORT_LIMITS.headerCharacters });
    }
    const value = checkText(cell, findings);
    if (value !== null) attributes.push([header, value]);
  }
  return Object.fromEntries(attributes);
}
