import { seesCard, seesSupplier } from '../auth/rules';
import { visiblePick } from '../picks/pick.service';
import { visibleSampleRequest } from '../samples/sample-request.service';
import { visibleAppeal } from '../governance/appeal.service';
import { visibleEntry } from '../governance/credit.service';
import { visibleImport } from '../imports/sku-import.service';
import { visibleSku } from '../skus/sku.service';
import type { RequestContext } from './context';
import { HeadwaterError } from './errors';
import { fromNodeId, type NodeType } from './node-id';
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
  SkuImport: visibleImport,
  AllianceRule: ({ loaders }, uuid) => loaders.allianceRule.load(uuid),
  Pick: visiblePick,
  SampleRequest: visibleSampleRequest,
  CreditEntry: visibleEntry,
  Appeal: visibleAppeal,
};

/**
 * What may not be seen is not told from what does not exist.
 * @throws INVALID_ID, NOT_FOUND
 */
export async function fetchNode(context: RequestContext, id: string): Promise<Node> {
  const { type, uuid } = fromNodeId(id);
  const found = await FETCH[type](context, uuid);
  if (!found) throw new HeadwaterError('NOT_FOUND', { type, key: id });
  return found;
}
