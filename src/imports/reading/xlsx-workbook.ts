import { posix } from 'node:path';
import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';
import type { Archive } from './archive';
import { SharedStrings } from './shared-strings';
import { type Attributes, readXml } from './xml';
import { type NumberStyle, numberStyleOf } from './xlsx-text';

export type Workbook = {
  sheetPart: string;
  strings: SharedStrings;
  /** Of a cell, by its style's number. */
  styles: readonly NumberStyle[];
  /** Whether days are counted from 1904, as Excel for the Mac did. */
  is1904: boolean;
};

type Relation = { id: string; type: string; part: string };
type SheetEntry = { name: string; relation: string; isVisible: boolean };

/** Finds the sheet and what its cells refer to. @throws FileProblem where there is no such sheet */
export async function openWorkbook(archive: Archive, wanted: string | undefined): Promise<Workbook> {
  const [root] = relationsTo(await relationsOf(archive, ''), 'officeDocument');
  if (!root || !archive.has(root.part)) throw notAWorkbook(archive);
  const relations = await relationsOf(archive, root.part);
  const worksheets = new Map(relationsTo(relations, 'worksheet').map(({ id, part }) => [id, part]));
  const sheets: SheetEntry[] = [];
  let is1904 = false;
  await readXml(archive.read(root.part, IMPORT_LIMITS.partBytes), {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = isTrue(attributes.date1904);
      if (name === 'sheet') sheets.push(sheetOf(attributes));
    },
  });
  // Charts are sheets, too, but not of this kind.
  const tables = sheets.filter(({ relation }) => worksheets.has(relation));
  const sheet = chosen(tables, wanted);
  const [styles] = relationsTo(relations, 'styles');
  const [strings] = relationsTo(relations, 'sharedStrings');
  return {
    sheetPart: worksheets.get(sheet.relation)!,
    styles: styles && archive.has(styles.part) ? await readStyles(archive, styles.part) : [],
    strings: await SharedStrings.read(
      strings && archive.has(strings.part)
        ? archive.read(strings.part, IMPORT_LIMITS.unpackedBytes)
        : nothing(),
    ),
    is1904,
  };
}

function chosen(sheets: readonly SheetEntry[], wanted: string | undefined): SheetEntry {
  const sheet =
    wanted === undefined
      ? sheets.find(({ isVisible }) => isVisible)
      : sheets.find(({ name }) => name.trim() === wanted.trim());
  if (sheet) return sheet;
  const found = sheets.map(({ name }) => name).join(', ');
  throw new FileProblem(problem('SHEET_MISSING', null, wanted ?? null, { found }));
}

function sheetOf(attributes: Attributes): SheetEntry {
  // sheetId is a number of its own; the relation has the prefix of its namespace, mostly r:.
  const relation = Object.keys(attributes).find((name) => name.endsWith(':id'));
  return {
    name: attributes.name ?? '',
    relation: relation === undefined ? '' : attributes[relation]!,
    isVisible: attributes.state === undefined || attributes.state === 'visible',
  };
}

/** What the part refers to; the types are named alike in the strict and the transitional standard but for their beginning. */
async function relationsOf(archive: Archive, part: string): Promise<Relation[]> {
  const { dir, base } = posix.parse(part);
  const rels = posix.join(dir, '_rels', `${base}.rels`);
  const relations: Relation[] = [];
  if (!archive.has(rels)) return relations;
  await readXml(archive.read(rels, IMPORT_LIMITS.partBytes), {
    open: (name, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      const target = unquoted(Target).replaceAll('\\', '/');
      relations.push({
        id: Id,
        type: Type,
        part: posix.join('/', target.startsWith('/') ? '' : dir, target),
      });
    },
  });
  return relations;
}

function unquoted(uri: string): string {
  try {
    return decodeURI(uri);
  } catch {
    throw new FileProblem(problem('FILE_DAMAGED'));
  }
}

const relationsTo = (relations: readonly Relation[], kind: string): Relation[] =>
  relations.filter(({ type }) => type.endsWith(`/${kind}`));

/** How each style of cells shows numbers. */
async function readStyles(archive: Archive, part: string): Promise<NumberStyle[]> {
  const formats = new Map<number, string>();
  const styles: NumberStyle[] = [];
  let isOfCells = false;
  await readXml(archive.read(part, IMPORT_LIMITS.partBytes), {
    open: (name, { numFmtId, formatCode }) => {
      const id = Number(numFmtId ?? 0);
      if (name === 'numFmt' && formatCode !== undefined) formats.set(id, formatCode);
      if (name === 'cellXfs') isOfCells = true;
      if (name === 'xf' && isOfCells) styles.push(numberStyleOf(id, formats.get(id)));
    },
    close: (name) => {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return styles;
}

async function* nothing(): AsyncGenerator<Buffer> {
  yield Buffer.from('<sst/>');
}

/** Other things come as zip archives, too. */
function notAWorkbook(archive: Archive): FileProblem {
  const found = archive.has('content.xml') && archive.has('mimetype') ? 'ODS' : 'ZIP';
  return new FileProblem(problem('FILE_FORMAT', null, null, { expected: 'XLSX', found }));
}

const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true';
