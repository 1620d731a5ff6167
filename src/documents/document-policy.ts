import { isTrusted, type Principal } from '../auth/principal';
import { HeadwaterError } from '../graphql/errors';
import { type KnownDocuments, sha256 } from './known-documents';

/** What a request says of its document, as it came: nothing of it has been checked. */
export type Sent = { query?: unknown; documentId?: unknown; extensions?: unknown };

/** How @apollo/client names a document. */
const persistedQueryIn = ({ extensions }: Sent): { version?: unknown; sha256Hash?: unknown } | undefined =>
  (extensions as { persistedQuery?: object } | null | undefined)?.persistedQuery;

/** The id of a persisted document, by either of the two ways in use; undefined where the request has none. */
export const idIn = (sent: Sent): string | undefined =>
  [sent.documentId, persistedQueryIn(sent)?.sha256Hash].find((id) => typeof id === 'string');

/** Whether what is said of the document fits together. */
function isSound(sent: Sent): boolean {
  const persistedQuery = persistedQueryIn(sent);
  const id = idIn(sent)?.replace(/^sha256:/, '');
  if (persistedQuery && (persistedQuery.version !== 1 || id === undefined)) return false;
  return typeof sent.query !== 'string' || id === undefined || id === sha256(sent.query);
}

/** Who may send which documents (docs/decisions/0012). */
export class DocumentPolicy {
  constructor(
    readonly known: KnownDocuments,
    /** Whether those who are not trusted may send known documents alone. */
    readonly knownOnly: boolean,
  ) {}

  /**
   * Before anything is done with the document that a request has or names.
   * @throws TRUSTED_DOCUMENTS_ONLY, BAD_REQUEST
   */
  check(sent: Sent, principal: Principal): void {
    const { query } = sent;
    if (!isSound(sent)) {
      throw new HeadwaterError('BAD_REQUEST', {
        expected: {
          en: 'the SHA-256 of the document, as documentId or as persistedQuery of version 1',
          'zh-CN': '查询文档的 SHA-256（documentId，或 version 为 1 的 persistedQuery）',
        },
      });
    }
    const isBound = this.knownOnly && !isTrusted(principal);
    if (isBound && typeof query === 'string' && !this.known.has(query)) {
      throw new HeadwaterError('TRUSTED_DOCUMENTS_ONLY');
    }
  }
}
