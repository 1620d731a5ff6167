import { isUuid, type NodeKey, type NodeType } from '../graphql/node-id';
import type { Reference } from '../reference/reference';
import type { AuditEntry } from './audit-entry.entity';

/** The object that an entry is about, or whose part that is. */
type Find = (entry: AuditEntry, reference: Reference) => NodeKey | undefined;

const UUID_LENGTH = 36;

const nodeOf = (type: NodeType, uuid: unknown): NodeKey | undefined =>
  typeof uuid === 'string' && isUuid(uuid) ? { type, uuid } : undefined;

const itself: Find = ({ subjectType, subjectKey }) => nodeOf(subjectType as NodeType, subjectKey);

/** A part that is known by what it is a part of, and more. */
const keyedBy =
  (type: NodeType): Find =>
  ({ subjectKey }) =>
    nodeOf(type, subjectKey.slice(0, UUID_LENGTH));

/** A part that has a key of its own, and says in a column whose it is; such rows are only ever added. */
const named =
  (type: NodeType, column: string): Find =>
  ({ after }) =>
    nodeOf(type, after?.[column]);

/** Whatever the database watches, by the name that its triggers give it. */
export const SUBJECTS: Readonly<Record<string, Find>> = {
  Sku: itself,
  Supplier: itself,
  SupplierMetricDay: keyedBy('Supplier'),
  CreditEntry: itself,
  Appeal: itself,
  DepositEntry: named('Supplier', 'supplier_id'),
  Streamer: itself,
  FanProfile: keyedBy('Streamer'),
  StreamerNiche: keyedBy('Streamer'),
  Pick: itself,
  SampleRequest: itself,
  SkuImport: itself,
  SupplierMetricsImport: itself,
  AllianceRule: itself,
  AllianceCategory: ({ after }, { categories }) =>
    nodeOf('Category', categories.get(Number(after?.category_number))?.uuid),
};

/** Of a belt, as its goods are, but not for its operators: what stands on a streamer's shelf. */
export const STREAMERS_OWN = 'Pick';

/** Undefined where there is none that has a global id. */
export const subjectNodeOf = (entry: AuditEntry, reference: Reference): NodeKey | undefined =>
  SUBJECTS[entry.subjectType]?.(entry, reference);
