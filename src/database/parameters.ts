/** Collects the values of a statement while its text is written: no value ever becomes part of the text. */
export class Parameters {
  readonly values: unknown[] = [];

  /** The placeholder that stands for the value. */
  readonly add = (value: unknown): string => `$${this.values.push(value)}`;
}

/** A piece of SQL over the alias t, written when its parameters have their places. */
export type Condition = (add: Parameters['add']) => string;
