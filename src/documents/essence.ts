import { Lexer, Source, type Token, TokenKind } from 'graphql';

const { COLON, SPREAD, AT, PAREN_L, PAREN_R, BLOCK_STRING, STRING } = TokenKind;

/** What stands before or after the name in anything but a plain __typename: aliases, spreads, directives, conditions. */
const BEFORE: readonly string[] = [COLON, SPREAD, AT, 'on'];
const AFTER: readonly string[] = [COLON, PAREN_L, AT];

/**
 * What a document says, however it is written: its tokens, without comments, spaces, commas, and __typename, which clients
 * add where they like. Read token by token, since it is made of whatever strangers send: parsing and printing take ten times
 * as long.
 * @param max ends it with undefined where there are more tokens
 * @throws GraphQLError where a token is none
 */
export function essence(text: string, max = Infinity): string | undefined {
  const lexer = new Lexer(new Source(text));
  const words: string[] = [];
  let depth = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    const word = wordOf(token);
    if (token.kind === PAREN_L) depth++;
    if (token.kind === PAREN_R) depth--;
    const isAddition =
      word === '__typename' &&
      depth === 0 &&
      !BEFORE.includes(words.at(-1) ?? '') &&
      !AFTER.includes(wordOf(lexer.lookahead()));
    if (!isAddition) words.push(word);
    if (words.length > max) return undefined;
  }
  return words.join(' ');
}

/** Tokens that mean something else are different words. */
function wordOf({ kind, value }: Token): string {
  if (kind === STRING || kind === BLOCK_STRING) return kind + JSON.stringify(value);
  return value ?? kind;
}
