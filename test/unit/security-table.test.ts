import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/* SECURITY.md names a test for each thing that OWASP's sheet asks for: the test must be there, under that name. */

const ROOT = join(__dirname, '..', '..');
const ROW = /^\| +(\d+) +\| ([^|]+) \| ([^|]+) \| `(test\/[^`]+\.test\.ts)` +\| `([^`]+)` +\|$/gm;
const section = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
  .split(/^## /m)
  .find((text) => text.startsWith('OWASP'))!;
const rows = [...section.matchAll(ROW)].map(([, number, asked, met, file, name]) => ({
  number: Number(number),
  asked: asked!.trim(),
  met: met!.trim(),
  file: file!,
  name: name!,
}));

describe('the table of OWASP’s GraphQL Cheat Sheet', () => {
  it('has its 27 rows, none of which was left out for its form', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 27 }, (_, i) => i + 1));
    expect(section.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(27 + 2);
    expect(new Set(rows.map(({ asked }) => asked)).size).toBe(27);
  });

  it.each(rows)('names a test for $number, $asked', ({ file, name }) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    const source = readFileSync(join(ROOT, file), 'utf8');
    // As the title of a test, or of a row in a table of tests: a whole string.
    expect(["'", '"', '`'].some((quote) => source.includes(quote + name + quote))).toBe(true);
  });
});
