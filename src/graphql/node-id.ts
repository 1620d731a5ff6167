import { HeadwaterError } from './errors';

/** The types that can be fetched by node(id:). */
export const NODE_TYPES = [
  'Belt',
  'Category',
  'Supplier',
  'Sku',
  'Streamer',
  'SkuImport',
  'SupplierMetricsImport',
  'AllianceRule',
  'Pick',
  'SampleRequest',
  'CreditEntry',
  'Appeal',
  'AuditEntry',
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** `uuid` is a number where objects of the type are numbered. */
export type NodeKey = { type: NodeType; uuid: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^[1-9]\d{0,17}$/;

export const isUuid = (text: string): boolean => UUID.test(text);

const isKeyOf = (type: NodeType, key: string): boolean => (type === 'AuditEntry' ? NUMBER : UUID).test(key);

/** Opaque to clients: base64url of "Type:uuid". The type lets node(id:) go straight to one table. */
export const toNodeId = (type: NodeType, uuid: string): string =>
  Buffer.from(`${type}:${uuid}`).toString('base64url');

/** @throws INVALID_ID where the id was not made by toNodeId, or is of another type than expected. */
export function fromNodeId(id: string, expected?: NodeType): NodeKey {
  const [type, uuid, ...rest] = Buffer.from(id, 'base64url').toString('utf8').split(':');
  const known = NODE_TYPES.find((name) => name === type);
  if (!known || !uuid || rest.length > 0 || !isKeyOf(known, uuid) || toNodeId(known, uuid) !== id) {
    throw new HeadwaterError('INVALID_ID', { expected: expected ?? 'Node' });
  }
  if (expected && known !== expected) throw new HeadwaterError('INVALID_ID', { expected });
  return { type: known, uuid };
}
