import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';
import { parseXml } from './xml';
import { unescaped } from './xlsx-text';

const BLOCK_BYTES = 4 * 1024 ** 2;
/** What a string takes beside its text. */
const PLACE_BYTES = 12;

/**
 * The strings of a workbook, to which its cells refer by number. Kept as bytes in large blocks, out of the reach of the
 * garbage collector, which would go over millions of small strings again and again.
 */
export class SharedStrings {
  private readonly blocks: Buffer[] = [];
  private room = 0;
  private bytes = 0;
  /** Of each: the block, the first byte in it, the byte behind the last. */
  private places = new Uint32Array(3 * 1_024);
  private count = 0;

  static async read(part: AsyncIterable<Buffer>): Promise<SharedStrings> {
    const strings = new SharedStrings();
    const text = new RichText();
    const reading = parseXml(part, {
      open: (name) => {
        if (name === 'si') text.begin();
        else text.open(name);
      },
      text: (piece) => text.add(piece),
      close: (name) => {
        if (name === 'si') strings.add(unescaped(text.value));
        else text.close(name);
      },
    });
    for await (const _ of reading);
    return strings;
  }

  /** @throws FileProblem where there is no such string */
  at(index: number): string {
    if (!Number.isInteger(index) || index < 0 || index >= this.count)
      throw new FileProblem(problem('FILE_DAMAGED'));
    const [block, start, end] = this.places.subarray(3 * index, 3 * index + 3);
    return this.blocks[block!]!.toString('utf8', start, end);
  }

  private add(text: string): void {
    const length = Buffer.byteLength(text);
    this.bytes += length + PLACE_BYTES;
    if (this.bytes > IMPORT_LIMITS.sharedStringBytes) {
      const max = IMPORT_LIMITS.sharedStringBytes;
      throw new FileProblem(problem('SHARED_STRINGS_TOO_LARGE', null, null, { max }));
    }
    if (length > this.room) {
      this.blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES));
      this.room = BLOCK_BYTES;
    }
    const start = BLOCK_BYTES - this.room;
    this.blocks.at(-1)!.write(text, start);
    this.room -= length;
    if (3 * this.count === this.places.length) {
      const more = new Uint32Array(this.places.length * 2);
      more.set(this.places);
      this.places = more;
    }
    this.places.set([this.blocks.length - 1, start, start + length], 3 * this.count);
    this.count += 1;
  }
}

/** The text of a cell, gathered from its runs; how it is pronounced (rPh) is left out. */
export class RichText {
  value = '';
  private isText = false;
  private isPhonetic = false;

  begin(): void {
    this.value = '';
  }

  open(name: string): void {
    if (name === 'rPh') this.isPhonetic = true;
    if (name === 't') this.isText = !this.isPhonetic;
  }

  close(name: string): void {
    if (name === 'rPh') this.isPhonetic = false;
    if (name === 't') this.isText = false;
  }

  /** Beyond the limit of a cell only as much as tells that it is too long. */
  add(text: string): void {
    if (!this.isText || this.value.length > IMPORT_LIMITS.cellCharacters) return;
    this.value += text.slice(0, IMPORT_LIMITS.cellCharacters + 1);
  }
}
