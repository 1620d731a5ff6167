import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';

/** One a line; of several columns the last. */
export const readQueries = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split('\t').at(-1)!.trim())
    .filter(Boolean);

const SAMPLE = 2_000;

/** A fixed sequence that looks random. */
const unit = (i: number): number => Math.abs((Math.sin(i + 1) * 10_000) % 1);

/**
 * What people might type to find goods of the catalogue: a piece of a title, of a code, of a supplier's name, or two
 * pieces; one in five with a wrong character, which finds nothing.
 */
export async function sampleQueries(dataSource: DataSource): Promise<string[]> {
  const rows: { title: string; code: string; name: string }[] = await dataSource.query(
    `SELECT t.title, t.code, s.name
       FROM sku t TABLESAMPLE bernoulli (0.5) REPEATABLE (1) JOIN supplier s ON s.id = t.supplier_id
      ORDER BY t.id LIMIT $1`,
    [SAMPLE],
  );
  return rows.map(({ title, code, name }, i) => {
    const piece = (text: string, length: number, salt: number): string => {
      const characters = [...text.replaceAll(/\s/g, '')];
      const start = Math.floor(unit(i * 7 + salt) * Math.max(1, characters.length - length));
      return characters.slice(start, start + length).join('');
    };
    const length = 2 + Math.floor(unit(i * 7) * 5);
    const text = [
      () => piece(title, length, 1),
      () => piece(title, length, 1),
      () => `${piece(title, 2, 1)} ${piece(title, 2, 2)}`,
      () => `${piece(title, 2, 1)} ${piece(name, 3, 2)}`,
      () => code,
      () => piece(name, 2 + length, 1),
    ][i % 6]!();
    return i % 5 === 0 ? text.replace(/^./u, '囧') : text;
  });
}
