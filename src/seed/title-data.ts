import { readData } from './reference-data';

/** What titles of a second-level category are made of; sizes names a list of TitleData.sizes. */
export type MiddleWords = {
  styles: string[];
  materials: string[];
  features: string[];
  audiences: string[];
  scenes: string[];
  sizes: string;
  coloured: boolean;
};

/** The file data/demo/titles.json. */
export type TitleData = {
  /** "{opener}{style}{noun}…" */
  templates: string[];
  openers: string[];
  openersByTop: Record<string, string[]>;
  closers: string[];
  colours: string[];
  sizes: Record<string, string[]>;
  middles: Record<string, MiddleWords>;
  /** Where a leaf differs from its parent. */
  leaves: Record<string, Partial<MiddleWords>>;
};

export const readTitleData = (): TitleData => readData('demo/titles.json');
