import { IMPORT_LIMITS } from '../config/limits';

/**
 * A pure function that remembers its answers: the columns of a file, its shops and its categories are few, and come
 * again row by row. Bounded, so that a file in which each row has another one costs no memory.
 */
export function remembered<T>(answer: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const found = answer(key);
    if (known.size < IMPORT_LIMITS.rememberedValues) known.set(copied(key), found);
    return found;
  };
}

/** A piece cut out of a large text keeps all of that text in memory; its copy does not. */
const copied = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
