import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import { IMPORT_LIMITS, RETRY_SECONDS } from '../../config/limits';
import { ERRORS } from '../../graphql/errors';
import type { Language } from '../../graphql/language';
import { messageOf, type Problem } from '../problems';

type Meaning = { status: number; retryAfterS?: number } & Record<Language, string>;

const megabytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);

/** Everything that can be wrong with a request for a file, by code; codes are stable. */
export const HTTP_PROBLEMS = {
  URL_INVALID: {
    status: 403,
    en: 'The address is not one that the API gave out, or not whole.',
    'zh-CN': '该地址不是 API 返回的地址，或不完整。',
  },
  URL_EXPIRED: {
    status: 403,
    en: 'The address has expired; ask for a new one.',
    'zh-CN': '该地址已过期，请重新获取。',
  },
  ROWS_DROPPED: {
    status: 410,
    en: `The rejected rows are no longer kept: that is done for ${IMPORT_LIMITS.rowsKeptDays} days after an import has ended.`,
    'zh-CN': `被拒绝的行已不再保留：导入结束后只保留 ${IMPORT_LIMITS.rowsKeptDays} 天。`,
  },
  WRONG_STATE: {
    status: 409,
    en: 'The import does not await a file (any more).',
    'zh-CN': '该导入（已）不在等待文件上传。',
  },
  UPLOAD_IN_PROGRESS: {
    status: 409,
    retryAfterS: 5,
    en: 'The file of this import is just being received; wait for the end of it.',
    'zh-CN': '该导入的文件正在上传，请等待其结束。',
  },
  TOO_LARGE: {
    status: 413,
    en: `The file is larger than ${megabytes(IMPORT_LIMITS.uploadBytes)} MB; gzip it, or split it.`,
    'zh-CN': `文件超过 ${megabytes(IMPORT_LIMITS.uploadBytes)} MB，请用 gzip 压缩或拆分。`,
  },
  UPLOAD_INCOMPLETE: {
    status: 400,
    en: 'Not all of the file arrived; send it again.',
    'zh-CN': '文件未完整到达，请重新上传。',
  },
  UPLOAD_TOO_SLOW: {
    status: 408,
    en: 'The file came too slowly, or no longer; send it again.',
    'zh-CN': '上传过慢或已中断，请重新上传。',
  },
  DIGEST_MISMATCH: {
    status: 400,
    en: 'The file that arrived does not have the SHA-256 of Content-Digest; send it again.',
    'zh-CN': '收到的文件与 Content-Digest 的 SHA-256 不符，请重新上传。',
  },
  DIGEST_INVALID: {
    status: 400,
    en: 'Content-Digest: expected sha-256=:BASE64: as RFC 9530 has it.',
    'zh-CN': 'Content-Digest：应为 RFC 9530 规定的 sha-256=:BASE64:。',
  },
  ENCODING_UNSUPPORTED: {
    status: 415,
    en: 'Content-Encoding: expected gzip or none.',
    'zh-CN': 'Content-Encoding：应为 gzip 或不填。',
  },
  RANGE_UNSUPPORTED: {
    status: 400,
    en: 'Send the whole file: Content-Range is not supported.',
    'zh-CN': '请上传完整文件：不支持 Content-Range。',
  },
  TOO_MANY_UPLOADS: {
    status: 503,
    retryAfterS: 10,
    en: 'Too many files are being received just now; send it again in a while.',
    'zh-CN': '当前上传过多，请稍后重试。',
  },
  BELT_UPLOADS: {
    status: 429,
    retryAfterS: 10,
    en: `${IMPORT_LIMITS.uploadsPerBelt} files are being received for this belt already; send it again in a while.`,
    'zh-CN': `该产业带已有 ${IMPORT_LIMITS.uploadsPerBelt} 个文件正在上传，请稍后重试。`,
  },
  STOPPING: {
    status: 503,
    retryAfterS: 10,
    en: 'The server is being restarted; send the file again in a while.',
    'zh-CN': '服务器正在重启，请稍后重新上传。',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    retryAfterS: RETRY_SECONDS.DATABASE_UNAVAILABLE,
    en: ERRORS.DATABASE_UNAVAILABLE.en(),
    'zh-CN': ERRORS.DATABASE_UNAVAILABLE['zh-CN'](),
  },
  OVERLOADED: {
    status: 503,
    retryAfterS: RETRY_SECONDS.OVERLOADED,
    en: ERRORS.OVERLOADED.en(),
    'zh-CN': ERRORS.OVERLOADED['zh-CN'](),
  },
  STORAGE_FULL: {
    status: 503,
    retryAfterS: RETRY_SECONDS.STORAGE_FULL,
    en: ERRORS.STORAGE_FULL.en(),
    'zh-CN': ERRORS.STORAGE_FULL['zh-CN'](),
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    en: 'Something went wrong on our side; send the file again.',
    'zh-CN': '服务器内部错误，请重试。',
  },
} satisfies Record<string, Meaning>;

export type HttpProblemCode = keyof typeof HTTP_PROBLEMS;

/** An expected failure of a request for a file. */
export class HttpProblem extends Error {
  constructor(readonly code: HttpProblemCode) {
    super(HTTP_PROBLEMS[code].en);
  }
}

/** Answers with problem details (RFC 9457) in the language of the request. */
export function sendProblem(reply: FastifyReply, code: HttpProblemCode, language: Language): FastifyReply {
  const { status, retryAfterS, ...says }: Meaning = HTTP_PROBLEMS[code];
  if (retryAfterS !== undefined) void reply.header('retry-after', retryAfterS);
  return sendDetails(reply, status, code, says[language], language);
}

/** The file came, and is no file of the format. */
export const sendFileProblem = (reply: FastifyReply, problem: Problem, language: Language): FastifyReply =>
  sendDetails(reply, 422, problem.code, messageOf(problem, language), language);

const sendDetails = (
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  language: Language,
): FastifyReply =>
  reply
    .code(status)
    .header('content-language', language)
    .type('application/problem+json')
    // about:blank: the status says what kind of problem it is, and code which one.
    .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, code, detail }));
