import { visibleEntry as visibleAuditEntry } from '../audit/audit.service';
import { seesCard, seesSupplier } from '../auth/rules';
import { visiblePick } from '../picks/pick.service';
import { visibleSampleRequest } from '../samples/sample-request.service';
import { visibleAppeal } from '../governance/appeal.service';
import { visibleEntry } from '../governance/credit.service';
import { visibleImport } from '../imports/file-import.service';
import { ImportKind } from '../imports/import-kind';
import { visibleSku } from '../skus/sku.service';
import type { RequestContext } from './context';
import { HeadwaterError } from './errors';
import { fromNodeId, type NodeKey, type NodeType } from './node-id';
import type { Node } from './node.type';

type Fetch = (context: RequestContext, uuid: string) => Promise<Node | null | undefined>;

/** How each type is fetched by id, for those who may see the object. */
const FETCH: Record<NodeType, Fetch> = {
  Belt: async ({ app }, uuid) => [...app.reference.belts.values()].find((belt) => belt.uuid === uuid),
  Category: async ({ app }, uuid) => app.reference.categories.all.find((category) => category.uuid === uuid),
  Supplier: async (context, uuid) => {
    const supplier = await context.loaders.supplier.load(uuid);
    return supplier && seesSupplier(context, supplier) ? supplier : null;
  },
  Sku: visibleSku,
  Streamer: async (context, uuid) => {
    const streamer = await context.loaders.streamer.load(uuid);
    return streamer && seesCard(context, streamer) ? streamer : null;
  },
  SkuImport: (context, uuid) => visibleImport(context, ImportKind.SKUS, uuid),
  SupplierMetricsImport: (context, uuid) => visibleImport(context, ImportKind.SUPPLIER_METRICS, uuid),
  AllianceRule: ({ loaders }, uuid) => loaders.allianceRule.load(uuid),
  Pick: visiblePick,
  SampleRequest: visibleSampleRequest,
  CreditEntry: visibleEntry,
  Appeal: visibleAppeal,
  AuditEntry: visibleAuditEntry,
};

/** Null where there is no such object, or the one who asks may not see it. */
export const findNode = async (context: RequestContext, { type, uuid }: NodeKey): Promise<Node | null> =>
  (await FETCH[type](context, uuid)) ?? null;

/**
 * What may not be seen is not told from what does not exist.
 * @throws INVALID_ID, NOT_FOUND
 */
export async function fetchNode(context: RequestContext, id: string): Promise<Node> {
  const key = fromNodeId(id);
  const found = await findNode(context, key);
  if (!found) throw new HeadwaterError('NOT_FOUND', { type: key.type, key: id });
  return found;
}
