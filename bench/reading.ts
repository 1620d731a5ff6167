import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { formatFrom, readRows } from '../src/imports/reading/format';
import { Source } from '../src/imports/reading/source';

/** Decodes large files, each in a process of its own, and prints how fast and with how much memory. */

const HEADER = ['商品标题', '货号', '供应商', '发货地', '类目', '直播价', '供货价', '市场价', '库存', '备注'];
const FILES = {
  'utf8.csv': 2_000_000,
  'gb18030.csv': 2_000_000,
  'inline.xlsx': 1_000_000,
  'shared.xlsx': 1_000_000,
} as const;
type FileName = keyof typeof FILES;

const valuesOf = (row: number): string[] => [
  `德化白瓷陶瓷马克杯 ${row} 350ml 礼盒装`,
  `MY-${row}`,
  `明月陶瓷厂${row % 500}`,
  '福建 泉州 德化',
  '家居/陶瓷/陶瓷杯',
  `${row % 100}.9`,
  `${row % 90}.5`,
  `${row % 200}`,
  `${row % 1000}`,
  '高温白瓷, 可进微波炉',
];

async function make(name: FileName, path: string): Promise<void> {
  const rows = FILES[name];
  if (name.endsWith('.csv')) {
    await pipeline(Readable.from(csv(rows, name === 'gb18030.csv')), createWriteStream(path));
    return;
  }
  const isShared = name === 'shared.xlsx';
  const zip = new ZipFile();
  const add = (part: string, text: string): void => zip.addBuffer(Buffer.from(text), part);
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`;
  add('_rels/.rels', `<Relationships>${relation('r', 'officeDocument', 'xl/workbook.xml')}</Relationships>`);
  add('xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="a"/></sheets></workbook>');
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships>${relation('a', 'worksheet', 'sheet.xml')}${relation('b', 'sharedStrings', 'strings.xml')}</Relationships>`,
  );
  if (isShared) zip.addReadStream(Readable.from(sharedStrings(rows)), 'xl/strings.xml');
  zip.addReadStream(Readable.from(sheet(rows, isShared)), 'xl/sheet.xml');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** GB18030 can be read by Node, but not written: the words of the rows are looked up in a table made by reading. */
function encoder(): (text: string) => Buffer {
  const bytesOf = new Map<string, number[]>();
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0xb0; lead <= 0xf7; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      bytesOf.set(decoder.decode(new Uint8Array([lead, trail])), [lead, trail]);
    }
  }
  return (text) => Buffer.from([...text].flatMap((c) => bytesOf.get(c) ?? [c.charCodeAt(0)]));
}

function* csv(rows: number, isGb18030: boolean): Generator<Buffer> {
  const encode = isGb18030 ? encoder() : (text: string) => Buffer.from(text);
  let text = `${HEADER.join(',')}\r\n`;
  for (let row = 1; row <= rows; row++) {
    const values = valuesOf(row);
    text += `${values.slice(0, -1).join(',')},"${values.at(-1)}"\r\n`;
    if (row % 1_000 === 0) {
      yield encode(text);
      text = '';
    }
  }
}

/** Titles and codes are all different; what repeats is counted as different, too, which is the worst case. */
function* sharedStrings(rows: number): Generator<string> {
  let text = `<sst>${HEADER.map((name) => `<si><t>${name}</t></si>`).join('')}`;
  for (let row = 1; row <= rows; row++) {
    text += `<si><t>${valuesOf(row)[0]}</t></si>`;
    if (row % 1_000 === 0) {
      yield text;
      text = '';
    }
  }
  yield '</sst>';
}

function* sheet(rows: number, isShared: boolean): Generator<string> {
  const inline = (place: string, value: string): string =>
    `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
  let text = `<worksheet><sheetData><row r="1">${HEADER.map((name, i) => inline(`${'ABCDEFGHIJ'[i]}1`, name)).join('')}</row>`;
  for (let row = 1; row <= rows; row++) {
    const cells = valuesOf(row).map((value, i) => {
      const place = `${'ABCDEFGHIJ'[i]}${row + 1}`;
      if (i >= 5 && i <= 8) return `<c r="${place}"><v>${value}</v></c>`;
      return isShared && i === 0
        ? `<c r="${place}" t="s"><v>${HEADER.length + row - 1}</v></c>`
        : inline(place, value);
    });
    text += `<row r="${row + 1}">${cells.join('')}</row>`;
    if (row % 1_000 === 0) {
      yield text;
      text = '';
    }
  }
  yield '</sheetData></worksheet>';
}

async function read(name: FileName, path: string): Promise<string> {
  const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);
  const idle = process.memoryUsage.rss();
  const started = performance.now();
  let rows = 0;
  for await (const _ of readRows(formatFrom(name), new Source(createReadStream(path)).chunks())) rows += 1;
  const seconds = (performance.now() - started) / 1000;
  const cpu = process.cpuUsage();
  const peak = process.resourceUsage().maxRSS * 1024;
  return [
    name.padEnd(12),
    `${megabytes(statSync(path).size)} MiB`,
    `${rows} rows`,
    `${Math.round(rows / seconds)} rows/s`,
    `${Math.round((rows / (cpu.user + cpu.system)) * 1e6)} rows/s of CPU`,
    `${megabytes(peak - idle)} MiB above idle`,
  ].join('  ');
}

async function main(): Promise<void> {
  const [step, name, path] = process.argv.slice(2) as [string?, FileName?, string?];
  if (step === 'make') return make(name!, path!);
  if (step === 'read') return void process.stdout.write(`${await read(name!, path!)}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'headwater-bench-'));
  try {
    for (const file of Object.keys(FILES)) {
      const args = [...process.execArgv, __filename];
      execFileSync(process.execPath, [...args, 'make', file, join(folder, file)]);
      execFileSync(process.execPath, [...args, 'read', file, join(folder, file)], { stdio: 'inherit' });
      rmSync(join(folder, file));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
