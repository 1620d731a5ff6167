import { isUuid, NODE_TYPES, type NodeKey } from '../graphql/node-id';
import type { AuditEntry } from './audit-entry.entity';

/** What is written of something that has a global id, under a key that begins with its UUID. */
const OWNERS: Readonly<Record<string, NodeKey['type']>> = {
  FanProfile: 'Streamer',
  StreamerNiche: 'Streamer',
  SupplierMetricDay: 'Supplier',
};

/** Of a belt, as its goods are, but not for its operators: what stands on a streamer's shelf. */
export const STREAMERS_OWN = 'Pick';

const UUID_LENGTH = 36;

/** The object that an entry is about, or whose part that is; undefined where it is none that has a global id. */
export function subjectNodeOf({ subjectType, subjectKey }: AuditEntry): NodeKey | undefined {
  const type = NODE_TYPES.find((name) => name === subjectType) ?? OWNERS[subjectType];
  const uuid = subjectKey.slice(0, UUID_LENGTH);
  return type && isUuid(uuid) ? { type, uuid } : undefined;
}
