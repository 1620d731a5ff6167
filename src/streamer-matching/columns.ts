/** By how much an array grows that is full: often enough to hold little in vain, seldom enough to cost little. */
const GROWTH = 1.25;

/** One number of each streamer, by the streamer's index. */
export class Column {
  values: Int32Array;

  constructor(capacity: number) {
    this.values = new Int32Array(capacity);
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) this.values = grown(this.values, index);
    this.values[index] = value;
  }
}

/**
 * A short row of numbers of each streamer, end to end in one array. A row that is replaced leaves a gap behind; when
 * the array is full, what is still in use moves to a new one.
 */
export class RowColumn {
  /** Where each row begins and ends in `numbers`. */
  from: Int32Array;
  to: Int32Array;
  numbers: Int32Array;
  private end = 0;
  /** Where rows that many streamers have alike begin, so that they are held once. */
  private readonly sharedAt = new Map<Int32Array, number>();

  constructor(capacity: number, usualLength: number) {
    this.from = new Int32Array(capacity);
    this.to = new Int32Array(capacity);
    this.numbers = new Int32Array(capacity * usualLength);
  }

  set(index: number, row: Int32Array, shared = false): void {
    if (index >= this.from.length) {
      this.from = grown(this.from, index);
      this.to = grown(this.to, index);
    }
    let start = this.sharedAt.get(row);
    if (start === undefined) {
      if (this.end + row.length > this.numbers.length) this.makeRoom(row.length);
      start = this.end;
      this.numbers.set(row, start);
      this.end += row.length;
      if (shared) this.sharedAt.set(row, start);
    }
    this.from[index] = start;
    this.to[index] = start + row.length;
  }

  get bytes(): number {
    return this.from.byteLength + this.to.byteLength + this.numbers.byteLength;
  }

  private makeRoom(wanted: number): void {
    const { from, to, numbers: old } = this;
    // By where a row began: where it will begin, and 1, so that 0 is a row not met yet.
    const starts = new Int32Array(old.length + 1);
    let used = 0;
    for (let index = 0; index < from.length; index++) {
      const length = to[index]! - from[index]!;
      if (length === 0 || starts[from[index]!] !== 0) continue;
      starts[from[index]!] = used + 1;
      used += length;
    }
    const numbers = new Int32Array(Math.ceil(GROWTH * (used + wanted)));
    let filled = 0;
    for (let index = 0; index < from.length; index++) {
      const length = to[index]! - from[index]!;
      const start = length === 0 ? 0 : starts[from[index]!]! - 1;
      if (length > 0 && start === filled) {
        for (let i = 0; i < length; i++) numbers[start + i] = old[from[index]! + i]!;
        filled += length;
      }
      from[index] = start;
      to[index] = start + length;
    }
    this.numbers = numbers;
    this.end = used;
    this.sharedAt.clear();
  }
}

/** A copy with room for the index. */
function grown(values: Int32Array, index: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(Math.ceil(GROWTH * (index + 1)));
  copy.set(values);
  return copy;
}
