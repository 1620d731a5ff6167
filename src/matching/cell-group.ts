import { LARGEST_VALUES } from './static-bound';

/** What the cells of a group have in common. */
export type GroupKind = { category: number; isNewcomers: boolean };

/**
 * The cells of one category, those of newcomers' goods apart, and what can be said of all of them together. A
 * streamer's fans care for some dozen of the categories; the others' cells need not be looked at one by one if even the
 * best that the category's cells could be, taken each dimension for itself, is not good enough.
 */
export class CellGroup implements GroupKind {
  /** Indexes in the directory. */
  readonly cells: number[] = [];
  /** The numbers that occur among the cells. */
  readonly priceBands: number[] = [];
  readonly audiences: number[] = [];
  readonly shippings: number[] = [];
  readonly stockTiers: number[] = [];
  /** Largest values; a cell that shrinks does not lower them, which only makes the bound a little loose. */
  maxStatic = 0;
  readonly largest = new Int32Array(LARGEST_VALUES);
  skuCount = 0;

  constructor(
    readonly category: number,
    readonly isNewcomers: boolean,
  ) {}
}

/** Adds a number to a short list of distinct ones. */
export const include = (numbers: number[], number: number): void => {
  if (!numbers.includes(number)) numbers.push(number);
};
