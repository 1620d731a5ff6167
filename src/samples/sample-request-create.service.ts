import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { authorOf } from '../audit/author';
import { SAMPLE_LIMITS } from '../config/limits';
import { notThere, uuidOf, wrongId } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { failure, type Result, success, userError } from '../graphql/user-errors';
import { SkuStatus } from '../skus/sku.enums';
import type { Sku } from '../skus/sku.entity';
import { visibleSku } from '../skus/sku.service';
import { streamerToWriteFor } from '../streamers/own-streamer';
import { SupplierStatus } from '../suppliers/supplier.entity';
import type { SampleRequest } from './sample-request.entity';
import type { SampleRequestCreateInput } from './sample-request.types';
import { wrongText } from './texts';

type Wanted = { streamerId: string; sku: Sku; quantity: number; message: string };

const SKU = ['input', 'sku'];

/**
 * Asks for samples in the name of a streamer, or gives the request back that is under way, if it is the same.
 * @throws FORBIDDEN in the name of another streamer
 */
export async function createSampleRequest(
  context: RequestContext,
  input: SampleRequestCreateInput,
): Promise<Result<{ sampleRequest: SampleRequest }>> {
  const { streamer, wrong } = await streamerToWriteFor(
    context,
    input.streamer,
    'Mutation.sampleRequestCreate',
  );
  if (wrong) return failure(wrong);
  const { quantity: most, textCharacters, openPerStreamer } = SAMPLE_LIMITS;
  const { quantity } = input;
  const message = input.message?.trim() ?? '';
  if (quantity < 1 || quantity > most) {
    const says = { en: `quantity: expected 1 to ${most}.`, 'zh-CN': `quantity：应为 1 到 ${most}。` };
    return failure(userError(context, 'INVALID', ['input', 'quantity'], says));
  }
  const wrongMessage = message && wrongText(context, 'message', message, textCharacters);
  if (wrongMessage) return failure(wrongMessage);
  const uuid = uuidOf(input.sku, 'Sku');
  if (uuid === undefined) return failure(wrongId(context, 'Sku', SKU));
  const sku = await visibleSku(context, uuid);
  if (!sku) return failure(notThere(context, 'Sku', SKU));
  if (sku.status !== SkuStatus.LISTED || sku.supplierStatus === SupplierStatus.FROZEN) {
    const says = { en: 'The SKU is not in the catalogue.', 'zh-CN': '该货品未上架。' };
    return failure(userError(context, 'WRONG_STATE', SKU, says));
  }
  const id = await auditedTransaction(
    context.app.dataSource,
    authorOf(context, 'sampleRequestCreate'),
    (runner) => request(runner, { streamerId: streamer.uuid, sku, quantity, message }),
  );
  if (id === null) {
    return failure(
      userError(context, 'TOO_LARGE', ['input', 'streamer'], {
        en: `There are ${openPerStreamer} requests under way; wait for some to be answered.`,
        'zh-CN': `已有 ${openPerStreamer} 个寄样申请在进行中，请等待处理。`,
      }),
    );
  }
  const made = (await context.loaders.sampleRequest.clear(id).load(id))!;
  if (made.quantity !== quantity || made.message !== message) {
    return failure(
      userError(context, 'WRONG_STATE', SKU, {
        en: 'There is another request for this SKU under way.',
        'zh-CN': '该货品已有另一个寄样申请在进行中。',
      }),
    );
  }
  return success({ sampleRequest: made });
}

/** The request's id; null where too many are under way. Of two who ask for the same streamer, one waits for the other. */
async function request(
  runner: QueryRunner,
  { streamerId, sku, quantity, message }: Wanted,
): Promise<string | null> {
  await runner.query('SELECT FROM streamer WHERE id = $1 FOR NO KEY UPDATE', [streamerId]);
  const open = (await runner.query(
    `SELECT id, sku_id FROM sample_request
      WHERE streamer_id = $1 AND status IN ('REQUESTED', 'ACCEPTED', 'SHIPPED')`,
    [streamerId],
  )) as { id: string; sku_id: string }[];
  const there = open.find(({ sku_id: of }) => of === sku.uuid);
  if (there) return there.id;
  if (open.length >= SAMPLE_LIMITS.openPerStreamer) return null;
  const [made] = (await runner.query(
    `INSERT INTO sample_request (streamer_id, sku_id, supplier_id, belt_number, quantity, message, requested_at)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp()) RETURNING id`,
    [streamerId, sku.uuid, sku.supplierId, sku.beltNumber, quantity, message],
  )) as [{ id: string }];
  return made.id;
}
