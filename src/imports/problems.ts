import { IMPORT_LIMITS } from '../config/limits';
import type { Language } from '../graphql/language';
import { CLAIM_BASES, type ClaimBasis } from './claim-bases';
import { END_PROBLEMS } from './end-problems';
import { INVISIBLE } from './invisible-characters';
import { METRIC_PROBLEMS } from './metric-problems';
import { type Meaning, notes, type Params, ProblemLevel, rejects, warns } from './problem-meaning';

export { LEVEL_TEXTS, ProblemLevel } from './problem-meaning';

const basisOf = ({ basis }: Params, language: Language): string =>
  CLAIM_BASES[basis as ClaimBasis]?.[language] ?? '';

/** Names what was most likely meant, where there is something near. */
const meantZh = ({ suggestion }: Params): string => (suggestion ? `是否想填“${suggestion}”？` : '');
const meantEn = ({ suggestion }: Params): string => (suggestion ? ` Did you mean "${suggestion}"?` : '');

/** Everything that can be wrong with a file or a row, by code; codes are stable, texts are for people. */
export const PROBLEMS = {
  FILE_DAMAGED: rejects(
    () => '文件不完整或已损坏，请重新导出后再上传。',
    () => 'The file is incomplete or damaged; export it again.',
  ),
  FILE_EMPTY: rejects(
    () => '文件中没有数据行。',
    () => 'The file holds no rows.',
  ),
  FILE_FORMAT: rejects(
    ({ expected, found }) =>
      `文件内容不是 ${expected} 格式${found ? `，而是 ${found}` : ''}；请另存为 ${expected} 后再上传。`,
    ({ expected, found }) =>
      `The content of the file is not ${expected}${found ? ` but ${found}` : ''}; save it as ${expected}.`,
  ),
  FILE_ENCRYPTED: rejects(
    () => '文件设有密码，请取消密码后再上传。',
    () => 'The file has a password; save it without one.',
  ),
  FILE_ENCODING: rejects(
    ({ encoding, line }) =>
      `从第 ${line} 行附近起，文字不是 ${encoding} 编码；请用同一种编码（如 UTF-8）重新保存。`,
    ({ encoding, line }) =>
      `From about line ${line} on, the text is not encoded in ${encoding}; save all of it in one encoding, such as UTF-8.`,
  ),
  FILE_ENCODING_UNCLEAR: rejects(
    () => '无法判断文件的编码是 UTF-8 还是 GB18030；请另存为“CSV UTF-8（带 BOM）”或 XLSX。',
    () =>
      'The encoding may be UTF-8 or GB18030; save the file as "CSV UTF-8" (with a byte order mark) or as XLSX.',
  ),
  FILE_TOO_LARGE: rejects(
    ({ max }) => `文件超过 ${max} 字节。`,
    ({ max }) => `The file has more than ${max} bytes.`,
  ),
  FILE_UNPACKED_TOO_LARGE: rejects(
    ({ max }) => `文件解压后超过 ${max} 字节。`,
    ({ max }) => `The file, unpacked, has more than ${max} bytes.`,
  ),
  FILE_TOO_MANY_ROWS: rejects(
    ({ max }) => `文件超过 ${max} 行，请分成几个文件。`,
    ({ max }) => `The file has more than ${max} rows; split it.`,
  ),
  FILE_TOO_MANY_COLUMNS: rejects(
    ({ max }) => `表头超过 ${max} 列。`,
    ({ max }) => `The header has more than ${max} columns.`,
  ),
  ...END_PROBLEMS,
  COLUMN_MISSING: rejects(
    ({ missing, found, similar }) =>
      `缺少必需的列：${missing}。文件中的列：${found}。${similar ? `名称相近：${similar}。` : ''}`,
    ({ missing, found, similar }) =>
      `Required columns are missing: ${missing}. The file has: ${found}.${similar ? ` Perhaps meant: ${similar}.` : ''}`,
  ),
  HEADER_REPEATED: rejects(
    ({ other }) => `表头中与“${other}”列重复或含义相同，请只保留一列。`,
    ({ other }) => `Stands in the header beside "${other}", which means the same; keep one of them.`,
  ),
  SHEET_MISSING: rejects(
    ({ found }) => `没有此工作表，或没有可见的工作表。文件中的工作表：${found}。`,
    ({ found }) => `There is no such sheet, or none that is visible. Sheets of the file: ${found}.`,
  ),
  WORKBOOK_TOO_LARGE: rejects(
    ({ max }) => `工作簿（XLSX）超过 ${max} 字节；请删除图片，或另存为 CSV。`,
    ({ max }) => `The XLSX file has more than ${max} bytes; take out pictures, or save it as CSV.`,
  ),
  SHARED_STRINGS_TOO_LARGE: rejects(
    ({ max }) => `工作簿中的文字超过 ${max} 字节；请另存为 CSV。`,
    ({ max }) => `The texts of the workbook take more than ${max} bytes; save it as CSV.`,
  ),
  ARCHIVE_TOO_MANY_ENTRIES: rejects(
    ({ max }) => `压缩包内超过 ${max} 个文件。`,
    ({ max }) => `The archive holds more than ${max} files.`,
  ),
  ARCHIVE_ENTRY_TOO_LARGE: rejects(
    ({ max }) => `压缩包内有文件解压后超过 ${max} 字节。`,
    ({ max }) => `A file in the archive, unpacked, has more than ${max} bytes.`,
  ),
  ARCHIVE_EXPANDS: rejects(
    ({ max }) => `压缩包内有文件解压后膨胀超过 ${max} 倍。`,
    ({ max }) => `A file in the archive unpacks to more than ${max} times its size.`,
  ),
  ARCHIVE_OVERLAPS: rejects(
    () => '压缩包内的文件互相重叠。',
    () => 'Files in the archive overlap.',
  ),
  XML_DOCTYPE: rejects(
    () => '工作簿中的 XML 含有 DOCTYPE，不予读取。',
    () => 'The XML of the workbook has a DOCTYPE, which is not read.',
  ),
  XML_TOO_DEEP: rejects(
    ({ max }) => `工作簿中的 XML 嵌套超过 ${max} 层。`,
    ({ max }) => `The XML of the workbook is nested more than ${max} levels deep.`,
  ),
  XML_TOKEN_TOO_LONG: rejects(
    ({ max }) => `工作簿中的 XML 有超过 ${max} 个字符的属性或文字。`,
    ({ max }) => `The XML of the workbook has an attribute or a text of more than ${max} characters.`,
  ),
  RECORD_TOO_LONG: rejects(
    ({ max }) => `该行超过 ${max} 个字符。`,
    ({ max }) => `The row has more than ${max} characters.`,
  ),
  QUOTE_UNCLOSED: rejects(
    () => '该行的引号没有配对；含逗号或换行的内容应整体加引号，其中的引号写两次。',
    () => 'A quote in the row is never closed; quote a value as a whole, and write quotes within it twice.',
  ),
  ROW_LONGER_THAN_HEADER: rejects(
    () => '该行的值比表头多；含分隔符的内容应加引号。',
    () => 'The row has more values than the header; quote values that contain the delimiter.',
  ),
  VALUE_WITHOUT_HEADER: notes(
    () => '该值所在的列没有列名，已忽略。',
    () => 'The value stands in a column without a name and was left out.',
  ),
  CELL_TOO_LONG: rejects(
    ({ max }) => `单元格超过 ${max} 个字符。`,
    ({ max }) => `The cell has more than ${max} characters.`,
  ),
  CELL_ERROR: rejects(
    ({ cell }) => `单元格 ${cell} 是错误值。`,
    ({ cell }) => `The cell ${cell} holds an error.`,
  ),
  JSON_INVALID: rejects(
    () => '该行不是有效的 JSON。',
    () => 'The line is not valid JSON.',
  ),
  JSON_NOT_OBJECT: rejects(
    () => '该行应为一个 JSON 对象 {…}。',
    () => 'The line should be one JSON object {…}.',
  ),
  LINE_NOT_UTF8: rejects(
    () => '该行不是 UTF-8 编码。',
    () => 'The line is not encoded in UTF-8.',
  ),
  LINE_TOO_LONG: rejects(
    ({ max }) => `该行超过 ${max} 字节。`,
    ({ max }) => `The line has more than ${max} bytes.`,
  ),
  TOO_MANY_COLUMNS: rejects(
    ({ max }) => `该行超过 ${max} 列。`,
    ({ max }) => `The row has more than ${max} columns.`,
  ),
  COLUMN_REPEATED: rejects(
    ({ other }) => `与“${other}”列含义相同，请只保留一列。`,
    ({ other }) => `Means the same as the column "${other}"; keep one of them.`,
  ),
  COLUMN_NAME_TOO_LONG: rejects(
    ({ max }) => `列名超过 ${max} 个字符。`,
    ({ max }) => `The name of the column has more than ${max} characters.`,
  ),
  VALUE_NOT_TEXT: rejects(
    () => '应为文字或数字，而不是列表或对象。',
    () => 'Should be a text or a number, not a list or an object.',
  ),
  CONTROL_CHARACTERS: rejects(
    ({ characters }) => `含有不可见或控制字符：${characters}。`,
    ({ characters }) => `Contains characters that cannot be seen: ${characters}.`,
  ),
  TEXT_TOO_LONG: rejects(
    ({ max }) => `超过 ${max} 个字符。`,
    ({ max }) => `Has more than ${max} characters.`,
  ),
  TITLE_MISSING: rejects(
    () => '缺少商品标题。',
    () => 'The title is missing.',
  ),
  SUPPLIER_MISSING: rejects(
    () => '缺少店铺（供应商）名称或供应商编码。',
    () => 'The supplier is missing: neither a name nor a code.',
  ),
  SUPPLIER_UNKNOWN: rejects(
    ({ missing }) =>
      missing
        ? `该产业带没有编码为“${missing}”的供应商，且本次导入不新建供应商。`
        : '该产业带没有此编码的供应商；如需新建，请同时填写供应商名称。',
    ({ missing }) =>
      missing
        ? `The belt has no supplier with the code "${missing}", and this import creates none.`
        : 'The belt has no supplier with this code; give its name too, and it will be created.',
  ),
  PRICE_MISSING: rejects(
    () => '缺少直播价。',
    () => 'The live price is missing.',
  ),
  PRICE_INVALID: rejects(
    () => '不是价格；应为如 19.90 的金额。',
    () => 'Is no price; expected an amount such as 19.90.',
  ),
  PRICE_IS_RANGE: rejects(
    () => '是价格区间；一行只能有一个价格，请按规格分行填写。',
    () => 'Is a range of prices; a row has one price, so give each variant a row of its own.',
  ),
  PRICE_NOT_POSITIVE: rejects(
    () => '价格应大于 0。',
    () => 'A price is greater than 0.',
  ),
  PRICE_TOO_LARGE: rejects(
    ({ max }) => `价格超过 ${max} 元。`,
    ({ max }) => `The price is above ${max} yuan.`,
  ),
  PRICE_TOO_PRECISE: rejects(
    () => '价格最多保留两位小数。',
    () => 'A price has at most two decimals.',
  ),
  PRICE_BELOW_SUPPLY_PRICE: rejects(
    ({ supplyPrice }) => `直播价低于供货价 ${supplyPrice}。`,
    ({ supplyPrice }) => `The live price is below the supply price of ${supplyPrice}.`,
  ),
  NUMBER_INVALID: rejects(
    () => '应为整数。',
    () => 'Expected a whole number.',
  ),
  NUMBER_OUT_OF_RANGE: rejects(
    ({ min, max }) => `应在 ${min} 到 ${max} 之间。`,
    ({ min, max }) => `Expected a value from ${min} to ${max}.`,
  ),
  RATE_INVALID: rejects(
    () => '不是比例；应为如 0.2 或 20% 的值，最多精确到 0.01%。',
    () => 'Is no rate; expected a value such as 0.2 or 20%, no finer than 0.01%.',
  ),
  VALUE_UNKNOWN: rejects(
    (params) => `无法识别；可用的值：${params.expected}。${meantZh(params)}`,
    (params) => `Is not known; expected one of: ${params.expected}.${meantEn(params)}`,
  ),
  ROW_DUPLICATE: rejects(
    ({ rows }) => `同一供应商的同一货号在文件中重复，见第 ${rows} 行。`,
    ({ rows }) => `The same goods of the same supplier stand in rows ${rows}.`,
  ),
  VERSION_MOVED: rejects(
    ({ version }) => `货品已变更，当前版本为 ${version}（0 表示不存在）。`,
    ({ version }) => `The goods have changed: they have version ${version} by now, 0 where there are none.`,
  ),
  CLAIM_FORBIDDEN: rejects(
    (params) => `含有${basisOf(params, 'zh-CN')}禁止的用语：${params.claims}。请删去。`,
    (params) => `Contains what the ${basisOf(params, 'en')} forbids: ${params.claims}. Take it out.`,
  ),
  CLAIM_DOUBTFUL: warns(
    (params) =>
      `含有可能被${basisOf(params, 'zh-CN')}禁止的用语：${params.claims}。除非属实、有据且限定时间与地域等条件，请删去。`,
    (params) =>
      `Contains what the ${basisOf(params, 'en')} may forbid: ${params.claims}. Take it out unless it is a fact that you can prove, told with its time and place.`,
  ),
  CLAIM_TO_PROVE: notes(
    (params) => `含有须有依据的用语：${params.claims}（${basisOf(params, 'zh-CN')}）。请备好证明。`,
    (params) =>
      `Contains what you must be able to prove: ${params.claims} (${basisOf(params, 'en')}). Have the proof ready.`,
  ),
  CATEGORY_UNKNOWN: notes(
    (params) => `没有此类目，已归入“${params.category}”。${meantZh(params)}`,
    (params) => `There is no such category; the goods were put under "${params.category}".${meantEn(params)}`,
  ),
  ...METRIC_PROBLEMS,
  REGION_UNKNOWN: notes(
    (params) => `无法识别的地区，已忽略。${meantZh(params)}`,
    (params) => `The region is not known and was left out.${meantEn(params)}`,
  ),
} satisfies Record<string, Meaning>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing wrong in one row, as it is stored. */
export type Problem = {
  code: ProblemCode;
  /** The column as the file names it; null where it is about the whole row. */
  column: string | null;
  value: string | null;
  params: Params;
};

/** What Postgres cannot hold in jsonb, or a terminal would obey. */
const UNSHOWABLE = new RegExp(`${INVISIBLE}|\\p{Cs}`, 'gu');

/** Cut, and without what cannot be shown. */
export const shown = (text: string, characters: number): string => {
  // Cut before spreading into characters: the value may be a whole line.
  const cut = [...text.slice(0, characters * 2 + 2).replace(UNSHOWABLE, '\uFFFD')];
  return cut.length > characters ? `${cut.slice(0, characters).join('')}…` : cut.join('');
};

export const problem = (
  code: ProblemCode,
  column: string | null = null,
  value: string | null = null,
  params: Params = {},
): Problem => ({
  code,
  column: column === null ? null : shown(column, IMPORT_LIMITS.headerCharacters),
  value: value === null ? null : shown(value, IMPORT_LIMITS.problemValueCharacters),
  // Names of columns and sheets are a stranger's text, too.
  params: Object.fromEntries(
    Object.entries(params).map(([name, param]) => [
      name,
      typeof param === 'string' ? shown(param, IMPORT_LIMITS.problemParamCharacters) : param,
    ]),
  ),
});

export const levelOf = ({ code }: Pick<Problem, 'code'>): ProblemLevel => PROBLEMS[code].level;

export const rejectsRow = (found: Problem): boolean => levelOf(found) === ProblemLevel.BLOCK;

export const messageOf = ({ code, params }: Pick<Problem, 'code' | 'params'>, language: Language): string =>
  PROBLEMS[code][language](params);

/** What is wrong with the file as a whole. */
export class FileProblem extends Error {
  constructor(readonly reason: Problem) {
    super(messageOf(reason, 'en'));
  }
}
