import { ImportFormat } from '../sku-import.entity';
import type { Problem } from '../problems';
import { readJsonLines } from './json-lines';

/** A value as the file has it: numbers keep their digits. A list or an object is told apart, as JSON text. */
export type RawValue = string | { nested: string };

export type RawCell = readonly [header: string, value: RawValue];

export type RawRow = {
  /** Counts from 1 at the first data row, as somebody who opens the file would count. */
  number: number;
  cells: readonly RawCell[];
  /** Set where the row could not be read at all: what is wrong, and the beginning of its text. */
  unreadable?: { problem: Problem; text: string };
};

/** Turns bytes into rows, holding one row at a time. @throws FileProblem where the file is not of this format. */
export type Format = (chunks: AsyncIterable<Buffer>) => AsyncIterable<RawRow>;

export const FORMATS: Partial<Record<ImportFormat, Format>> = { JSONL: readJsonLines };

/** What a file's name says of its format; no known ending means JSON Lines. */
export function formatFrom(fileName: string): ImportFormat {
  const [, ending = ''] = /\.([A-Z]+)(?:\.GZ)?$/.exec(fileName.toUpperCase()) ?? [];
  return ending in ImportFormat ? ImportFormat[ending as keyof typeof ImportFormat] : ImportFormat.JSONL;
}
