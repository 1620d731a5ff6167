import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root';
import { clientForm } from './client-form';
import { essence } from './essence';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The texts of schema/operations, in the order of their names. */
export function readOperations(folder = join(packageRoot(), 'schema', 'operations')): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return names.toSorted().map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** The documents that frontends use, found by their hash or by what they say. */
export class KnownDocuments {
  private readonly byHash = new Map<string, string>();
  private readonly essences = new Set<string>();
  private readonly longest: number;

  constructor(texts: readonly string[] = readOperations()) {
    for (const text of texts) {
      for (const form of [text, clientForm(text)]) this.byHash.set(sha256(form), form);
      this.essences.add(essence(text)!);
    }
    this.longest = Math.max(0, ...[...this.essences].map((one) => one.split(' ').length));
  }

  /** @param id the SHA-256 of the file or of its client form in hexadecimal digits, after "sha256:" or by itself */
  get(id: string): string | undefined {
    return this.byHash.get(id.replace(/^sha256:/, ''));
  }

  /** Whether a text says what one of them says. */
  has(text: string): boolean {
    try {
      const said = essence(text, this.longest);
      return said !== undefined && this.essences.has(said);
    } catch {
      return false;
    }
  }
}
