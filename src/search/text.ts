/**
 * Chinese search: what a text is indexed under, and what a query asks for.
 *
 * Chinese is written without spaces, so words cannot be told apart by them; and Postgres' own ways fail on it (text
 * search takes an unbroken phrase for one word, trigrams do not serve terms of two characters). So a text is
 * indexed under all its pairs of neighbouring characters, plus the last character of each run alone: then a
 * character is the beginning of some lexeme wherever it stands, and a prefix query finds it.
 */

/** Codes, numbers, latin names: half of what is folded, and plain already. */
const ASCII = /^[\0-\x7f]*$/;

/** Folding leaves plain what is plain: only a text that is not can contain a term that is not. */
export const isPlain = (term: string): boolean => ASCII.test(term);

/** Full-width and compatibility forms become plain ones, letters lower case: what people take for the same text. */
export const fold = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase() : text.normalize('NFKC').toLowerCase().normalize('NFKC');

/** Folded, and cut at white space: a query finds what contains every term. */
export const termsOf = (query: string): string[] => [...new Set(fold(query).split(/\s+/u).filter(Boolean))];

/** The text that LIKE is asked of: its fields folded, one a line, so that no term matches across two of them. */
export const searchTextOf = (...fields: string[]): string => fields.map(fold).join('\n');

/** The distinct lexemes of a search text, for array_to_tsvector. */
export function lexemesOf(searchText: string): string[] {
  const lexemes = new Set<string>();
  for (const run of searchText.split(/\s+/u)) {
    const characters = [...run];
    for (let i = 0; i + 1 < characters.length; i++) lexemes.add(`${characters[i]}${characters[i + 1]}`);
    const last = characters.at(-1);
    if (last) lexemes.add(last);
  }
  return [...lexemes];
}

const quoted = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** A term's pairs of neighbouring characters; none where it has but one. */
export function pairsOf(term: string): string[] {
  const characters = [...term];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

/**
 * A tsquery that every text containing all terms fulfils, and few others; LIKE (below) sorts those out. It need not ask
 * for all pairs, some of which may cost more to read than they spare. One character is the
 * beginning of thousands of lexemes, all of which would be read: it is asked for only where there is no pair.
 */
export function tsqueryOf(
  terms: readonly string[],
  pairs: readonly string[] = terms.flatMap(pairsOf),
): string {
  const wanted = pairs.length > 0 ? pairs.map(quoted) : terms.map((term) => `${quoted(term)}:*`);
  return [...new Set(wanted)].join(' & ');
}

/** With LIKE's own characters taken for themselves. */
const literal = (text: string): string => text.replaceAll(/[\\%_]/g, (c) => `\\${c}`);

/** The LIKE pattern of "contains the term". */
export const containsPattern = (term: string): string => `%${literal(term)}%`;

/** Of "contains the term before the last line": in the title, where a search text has but two lines. */
export const beforeLastLinePattern = (term: string): string => `%${literal(term)}%\n%`;

/** Of "ends with these lines": with a code. */
export const lastLinesPattern = (text: string): string => `%\n${literal(text)}`;
