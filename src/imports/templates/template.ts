import type { Reference } from '../../reference/reference';

export type Words = { zh: string; en: string };

export type TemplateColumn<Name extends string = string> = {
  column: Name;
  required: Words;
  value: Words;
  /** How spreadsheets keep it: a code stays the digits that were typed. */
  kind: 'TEXT' | 'AMOUNT' | 'RATE' | 'PIECES';
  /** Of the one row of a template, which is valid. */
  example: string;
  /** Of the column, in characters. */
  width: number;
};

/** A value that can be picked, and what it means. */
export type Choice = { value: string; meaning: string };

/** What columns take, where that is a list. */
export type TemplateChoices = ReadonlyMap<string, readonly Choice[]>;

/** A file to fill in, of one kind. */
export type Template<Name extends string = string> = {
  /** The name of the sheet to fill in. */
  sheet: string;
  /** What a column is called in Chinese. */
  labels: Readonly<Record<Name, string>>;
  /** In their order. */
  columns: () => readonly TemplateColumn<Name>[];
  choices: (reference: Reference) => TemplateChoices;
};

export const YES: Words = { zh: '必填', en: 'required' };
export const NO: Words = { zh: '选填', en: 'optional' };

export const characters = (min: number, max: number): Words => ({
  zh: `${min} 至 ${max} 个字符`,
  en: `${min} to ${max} characters`,
});
