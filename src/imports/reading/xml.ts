import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';

export type Attributes = Readonly<Record<string, string>>;

/** What is told of a document while it is read. Names come without the prefix of their namespace. */
export type XmlHandler = {
  open(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
};

/**
 * Reads XML as it comes; yields after each piece, so that what the handler has gathered can be taken on. Documents
 * define nothing (a DOCTYPE is turned away), and no element, attribute or text takes more memory than the limits.
 */
export async function* parseXml(bytes: AsyncIterable<Buffer>, handler: XmlHandler): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false, xmlns: false as const });
  let depth = 0;
  let sinceEvent = 0;
  parser.on('error', () => {
    throw new FileProblem(problem('FILE_DAMAGED'));
  });
  parser.on('opentag', ({ name, attributes }) => {
    sinceEvent = 0;
    depth += 1;
    if (depth > IMPORT_LIMITS.xmlDepth) {
      throw new FileProblem(problem('XML_TOO_DEEP', null, null, { max: IMPORT_LIMITS.xmlDepth }));
    }
    handler.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    sinceEvent = 0;
    depth -= 1;
    handler.close?.(localName(name));
  });
  parser.on('text', (text) => {
    sinceEvent = 0;
    handler.text?.(text);
  });
  parser.on('cdata', (text) => {
    sinceEvent = 0;
    handler.text?.(text);
  });
  parser.on('doctype', () => {
    throw new FileProblem(problem('XML_DOCTYPE'));
  });
  for await (const text of decodedXml(bytes)) {
    sinceEvent += text.length;
    parser.write(text);
    if (sinceEvent > IMPORT_LIMITS.xmlTokenCharacters) {
      throw new FileProblem(
        problem('XML_TOKEN_TOO_LONG', null, null, { max: IMPORT_LIMITS.xmlTokenCharacters }),
      );
    }
    yield;
  }
  parser.close();
}

/** A small document, read at once. */
export async function readXml(bytes: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  for await (const _ of parseXml(bytes, handler));
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Parts of a workbook are in UTF-8, or in UTF-16 with its mark; nothing else is allowed. */
async function* decodedXml(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  const decode = (chunk?: Buffer): string => {
    try {
      return decoder?.decode(chunk, { stream: chunk !== undefined }) ?? '';
    } catch {
      throw new FileProblem(problem('FILE_DAMAGED'));
    }
  };
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    yield decode(chunk);
  }
  yield decode();
}

const encodingOf = ([first, second]: Buffer): string =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
