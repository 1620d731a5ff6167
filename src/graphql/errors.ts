import { GraphQLError } from 'graphql';
import type { Language } from './language';

/** What a text is filled in with; what people read as words is given in every language. */
type Params = Record<string, string | number | Record<Language, string>>;
type Text = (params: Record<string, string | number>) => string;

/**
 * Every error that a client can get, by extensions.code: what it means and what it says to people. Whatever is not
 * here is a fault of ours and leaves the process as INTERNAL_SERVER_ERROR without a word about its cause.
 */
export const ERRORS = {
  /** No token, or one that is expired or not ours; send "Authorization: Bearer TOKEN". */
  UNAUTHENTICATED: {
    en: () => 'Sign in first: send a valid bearer token in the Authorization header.',
    'zh-CN': () => '请先登录：在 Authorization 请求头中携带有效的 Bearer 令牌。',
  },
  /** Whether the token holds cannot be told: the keys of its issuer cannot be had. Nothing is wrong with it; try again later. */
  AUTH_UNAVAILABLE: {
    en: () => 'Whether your token holds cannot be checked at the moment; try again in a while.',
    'zh-CN': () => '暂时无法验证令牌，请稍后重试。',
  },
  /** Known who asks, but the role, belt, supplier or streamer in the token does not reach this. */
  FORBIDDEN: {
    en: ({ what }) => `Your roles do not give access to ${what}.`,
    'zh-CN': ({ what }) => `当前身份无权访问 ${what}。`,
  },
  /** Nothing has this id, slug, code or handle. */
  NOT_FOUND: {
    en: ({ type, key, hint }) => `There is no ${type} "${key}".${hint ? ` ${hint}` : ''}`,
    'zh-CN': ({ type, key, hint }) => `不存在 ${type} “${key}”。${hint ?? ''}`,
  },
  /** An id that was not given out by this API, or one of another type. */
  INVALID_ID: {
    en: ({ expected }) => `Expected the id of a ${expected}, as the API gave it out.`,
    'zh-CN': ({ expected }) => `应为 API 返回的 ${expected} 的 id。`,
  },
  /** A cursor from another list, filter, order or weights, or one that was not given out by this API. */
  INVALID_CURSOR: {
    en: () => 'Expected a cursor that this very list gave out, under the same filter, order and weights.',
    'zh-CN': () => '应为同一列表在相同筛选、排序与权重下返回的游标。',
  },
  /** first or last outside 0..100, or both at once. */
  INVALID_PAGE: {
    en: ({ max }) => `Ask for either first or last, between 0 and ${max}.`,
    'zh-CN': ({ max }) => `first 与 last 只能二选一，取值 0 到 ${max}。`,
  },
  /** A weight that is negative or not finite, or all of them 0. */
  INVALID_WEIGHTS: {
    en: ({ weight }) =>
      weight === 'all'
        ? 'Expected at least one weight above 0.'
        : `Expected ${weight} to be a finite number, 0 or more.`,
    'zh-CN': ({ weight }) =>
      weight === 'all' ? '至少一个权重应大于 0。' : `${weight} 应为不小于 0 的有限数。`,
  },
  /** A value of a filter or an argument outside what its description allows. */
  INVALID_INPUT: {
    en: ({ field, expected }) => `${field}: expected ${expected}.`,
    'zh-CN': ({ field, expected }) => `${field}：应为${expected}。`,
  },
  /** The document is larger or deeper than the server takes. */
  QUERY_TOO_LARGE: {
    en: ({ what, max }) => `The query has too many ${what}; at most ${max}.`,
    'zh-CN': ({ what, max }) => `查询的${what}过多，最多 ${max}。`,
  },
  /** The query may cost more than one request, or the one who asks, ever has; extensions.cost and extensions.limit. */
  QUERY_TOO_EXPENSIVE: {
    en: ({ cost, max }) =>
      `The query may cost ${cost} points; at most ${max}. Ask for smaller pages or fewer fields.`,
    'zh-CN': ({ cost, max }) => `该查询预计消耗 ${cost} 点，上限 ${max} 点，请减小分页或减少字段。`,
  },
  /** Finding the answer takes too long; a narrower filter or a smaller page is found sooner. */
  QUERY_TOO_SLOW: {
    en: () => 'This takes too long; narrow the search or ask for less at once.',
    'zh-CN': () => '查询耗时过长，请缩小搜索范围或减少请求内容。',
  },
  /** Too much was asked in too short a time; Retry-After says in how many seconds this can be asked again. */
  RATE_LIMITED: {
    en: ({ seconds }) => `Too much was asked in a short time; try again in ${seconds} s.`,
    'zh-CN': ({ seconds }) => `请求过于频繁，请在 ${seconds} 秒后重试。`,
  },
  /** The request did not arrive in time. */
  REQUEST_TIMEOUT: {
    en: () => 'The request did not arrive in time.',
    'zh-CN': () => '请求未能及时送达。',
  },
  /** Counting what the filter lets through would take too long; a narrower filter counts sooner. */
  COUNT_TOO_SLOW: {
    en: ({ what }) => `Counting ${what} takes too long; narrow the filter.`,
    'zh-CN': ({ what }) => `${what}统计耗时过长，请缩小筛选范围。`,
  },
  /** A request that is not GraphQL over HTTP: its method, its body or what it is declared to be. */
  BAD_REQUEST: {
    en: ({ expected }) => `Expected ${expected}.`,
    'zh-CN': ({ expected }) => `应为${expected}。`,
  },
  /** The server runs the documents that it knows; this is none of them, and who asks may not send their own. */
  TRUSTED_DOCUMENTS_ONLY: {
    en: () => 'This server runs known documents alone; send the hash of one of them.',
    'zh-CN': () => '本服务器只执行已登记的查询文档，请发送其哈希值。',
  },
  /** No document has this hash. What clients with automatic registration look for is these very words. */
  PERSISTED_QUERY_NOT_FOUND: {
    en: () => 'PersistedQueryNotFound',
    'zh-CN': () => 'PersistedQueryNotFound',
  },
  /** As many subscriptions are open as the server, or one person, may have; try again later. */
  TOO_MANY_SUBSCRIPTIONS: {
    en: () => 'Too many subscriptions are open; close some, or try again in a while.',
    'zh-CN': () => '打开的订阅过多，请关闭一些或稍后重试。',
  },
  /** The database does not answer just now; nothing was changed that was not told. Try again after Retry-After. */
  DATABASE_UNAVAILABLE: {
    en: () => 'The database does not answer just now; try again in a few seconds.',
    'zh-CN': () => '数据库暂时不可用，请稍后重试。',
  },
  /** More is asked than can be answered in time; try again after Retry-After. */
  OVERLOADED: {
    en: () => 'Too much is asked just now; try again in a moment.',
    'zh-CN': () => '当前请求过多，请稍后重试。',
  },
  /** The database has no room to write; reading goes on. It is told to who runs the server. */
  STORAGE_FULL: {
    en: () => 'Nothing can be saved just now: the storage is full. Try again later.',
    'zh-CN': () => '存储空间已满，暂时无法保存，请稍后重试。',
  },
} satisfies Record<string, Record<Language, Text>>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure: thrown anywhere, told to the client in the language of its request. */
export class HeadwaterError extends GraphQLError {
  constructor(
    readonly code: ErrorCode,
    readonly params: Params = {},
  ) {
    super(say(code, params, 'en'), { extensions: { code } });
  }

  in(language: Language): string {
    return say(this.code, this.params, language);
  }
}

function say(code: ErrorCode, params: Params, language: Language): string {
  const words = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'object' ? value[language] : value,
  ]);
  return ERRORS[code][language](Object.fromEntries(words));
}
