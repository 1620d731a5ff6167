import { readData } from './reference-data';

/** Patterns of names by kind of supplier, with the places {place}, {base}, {word}, {surname}, {given}, {n}, …. */
type Patterns = Record<string, string[]>;

/** The file data/demo/suppliers.json. */
export type SupplierData = {
  words: string[];
  surnames: string[];
  givenNames: string[];
  /** By kind of belt: how many in a hundred are of which kind, and their names. */
  kinds: Record<string, { mix: Record<string, number>; patterns: Patterns }>;
  /** Names where a belt, by its slug, has its own. */
  belts: Record<string, Patterns>;
};

export const readSupplierData = (): SupplierData => readData('demo/suppliers.json');
