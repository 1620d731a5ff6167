import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';
import { RichText } from './shared-strings';
import type { TableRow, WrongCell } from './rows';
import { type Attributes, parseXml, type XmlHandler } from './xml';
import { dateText, decimalText, unescaped } from './xlsx-text';
import type { Workbook } from './xlsx-workbook';

/** Of any sheet, in any program. */
const LAST_LINE = 1_048_576;

/** The rows of a sheet as they come, those that hide, too. */
export async function* sheetRows(
  part: AsyncIterable<Buffer>,
  workbook: Workbook,
): AsyncGenerator<readonly TableRow[]> {
  const reader = new SheetReader(workbook);
  for await (const _ of parseXml(part, reader)) {
    if (reader.rows.length > 0) yield reader.rows.splice(0);
  }
  if (reader.rows.length > 0) yield reader.rows;
}

class SheetReader implements XmlHandler {
  /** Complete, and not yet taken. */
  readonly rows: TableRow[] = [];
  private isInData = false;
  private line = 0;
  private cells: string[] = [];
  private wrong: WrongCell[] = [];
  private column = -1;
  private type = 'n';
  private style = 0;
  private isValue = false;
  private value = '';
  private readonly rich = new RichText();

  constructor(private readonly workbook: Workbook) {}

  open(name: string, attributes: Attributes): void {
    if (!this.isInData) {
      this.isInData = name === 'sheetData';
    } else if (name === 'c') {
      this.beginCell(attributes);
    } else if (name === 'v') {
      this.isValue = true;
    } else if (name === 'row') {
      this.beginRow(attributes);
    } else {
      this.rich.open(name);
    }
  }

  close(name: string): void {
    if (!this.isInData) return;
    if (name === 'v') this.isValue = false;
    else if (name === 'c') this.endCell();
    else if (name === 'row') this.endRow();
    else if (name === 'sheetData') this.isInData = false;
    else this.rich.close(name);
  }

  text(text: string): void {
    if (!this.isValue) this.rich.add(text);
    else if (this.value.length <= IMPORT_LIMITS.cellCharacters) this.value += text;
  }

  private beginRow({ r }: Attributes): void {
    const line = r === undefined ? this.line + 1 : Number(r);
    // Excel takes no such sheet either.
    if (!Number.isInteger(line) || line <= this.line || (r !== undefined && line > LAST_LINE))
      throw new FileProblem(problem('FILE_DAMAGED'));
    this.line = line;
    this.column = -1;
    this.cells = [];
    this.wrong = [];
  }

  private beginCell({ r, t = 'n', s = '0' }: Attributes): void {
    this.column = r === undefined ? this.column + 1 : columnIndex(r);
    this.type = t;
    this.style = Number(s);
    this.value = '';
    this.rich.begin();
  }

  private endCell(): void {
    const value = this.type === 'inlineStr' ? unescaped(this.rich.value) : this.valueText();
    if (value === '') return;
    // What stands further out is too far out, wherever.
    const column = Math.min(this.column, IMPORT_LIMITS.columns);
    while (this.cells.length < column) this.cells.push('');
    this.cells[column] = value;
  }

  private valueText(): string {
    const { value, workbook } = this;
    if (value === '') return '';
    switch (this.type) {
      case 's':
        return workbook.strings.at(Number(value));
      case 'str':
        return unescaped(value);
      case 'b':
        return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
      case 'd':
        return value.replace(/T00:00:00(?:\.0+)?Z?$/, '');
      case 'e':
        this.wrong.push({
          column: this.column,
          code: 'CELL_ERROR',
          value,
          params: { cell: `${columnLetters(this.column)}${this.line}` },
        });
        return '';
      default:
        return this.numberText(value);
    }
  }

  private numberText(value: string): string {
    const style = this.workbook.styles[this.style] ?? 'PLAIN';
    if (style === 'DATE') return dateText(value, this.workbook.is1904) ?? decimalText(value);
    const text = decimalText(value);
    return typeof style === 'object' && /^\d+$/.test(text) ? text.padStart(style.zeros, '0') : text;
  }

  private endRow(): void {
    const { line, cells, wrong } = this;
    if (cells.length === 0 && wrong.length === 0) return;
    this.rows.push(wrong.length > 0 ? { line, cells, wrong } : { line, cells });
  }
}

/** Of a reference such as AB12, from 0. */
function columnIndex(reference: string): number {
  let index = 0;
  for (let at = 0; at < reference.length; at++) {
    const letter = (reference.charCodeAt(at) & 0xdf) - 0x40;
    if (letter < 1 || letter > 26) break;
    index = index * 26 + letter;
  }
  if (index === 0) throw new FileProblem(problem('FILE_DAMAGED'));
  return index - 1;
}

function columnLetters(index: number): string {
  const last = String.fromCharCode(0x41 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}
