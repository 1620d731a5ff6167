import { IMPORT_LIMITS } from '../../config/limits';
import { INVISIBLE, INVISIBLE_IN_TEXT } from '../invisible-characters';
import type { Cell } from '../reading/columns';
import type { Findings } from './findings';

/** Where the characters lie that are not wanted, and some others: of a text without any, no more is asked. */
const SUSPECT =
  /[^\n\r\t -~\u00a0-\u00ac\u00ae-\u0600\u0620-\u115e\u1161-\u17ff\u1820-\u200a\u2010-\u2027\u2030-\u205f\u2070-\u3163\u3165-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uff9f\uffa1-\uffef]|[\n\r\t]/;
/** Halves of surrogate pairs are no characters at all. */
const IN_LINE = new RegExp(`${INVISIBLE}|\\p{Cs}`, 'gu');
const IN_TEXT = new RegExp(`${INVISIBLE_IN_TEXT}|\\p{Cs}`, 'gu');

const isLonger = (text: string, characters: number): boolean =>
  // A character takes one or two units: only texts in between have to be counted.
  text.length > characters && (text.length > characters * 2 || [...text].length > characters);

/** One line: a title, a name, a code. */
export const checkLine = (cell: Cell | undefined, max: number, findings: Findings): string | null =>
  cell ? check(cell, max, IN_LINE, findings) : null;

/** Several lines: a description, the value of an attribute. */
export const checkText = (cell: Cell | undefined, findings: Findings): string | null =>
  cell ? check(cell, IMPORT_LIMITS.textCharacters, IN_TEXT, findings) : null;

function check(cell: Cell, max: number, unwanted: RegExp, findings: Findings): string | null {
  const before = findings.problems.length;
  checkCharacters(cell.value, unwanted, cell, findings);
  if (isLonger(cell.value, max)) findings.add('TEXT_TOO_LONG', cell, { max });
  return findings.problems.length > before ? null : cell.value;
}

/** Names what nobody can see by its code point. */
function checkCharacters(text: string, unwanted: RegExp, cell: Cell, findings: Findings): void {
  if (!SUSPECT.test(text)) return;
  const characters = new Set(text.match(unwanted)?.slice(0, IMPORT_LIMITS.namedCharacters).map(codePointOf));
  if (characters.size > 0)
    findings.add('CONTROL_CHARACTERS', cell, { characters: [...characters].join(', ') });
}

const codePointOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Unknown columns, as attributes by their header. */
export function checkAttributes(cells: readonly Cell[], findings: Findings): Record<string, string> | null {
  if (cells.length === 0) return null;
  const attributes: [string, string][] = [];
  for (const cell of cells) {
    const { header } = cell;
    checkCharacters(header, IN_LINE, cell, findings);
    if (isLonger(header, IMPORT_LIMITS.headerCharacters)) {
      findings.add('COLUMN_NAME_TOO_LONG', cell, { max: IMPORT_LIMITS.headerCharacters });
    }
    const value = checkText(cell, findings);
    if (value !== null) attributes.push([header, value]);
  }
  return Object.fromEntries(attributes);
}
