import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { authorOf } from '../audit/author';
import { PICK_LIMITS } from '../config/limits';
import { notThere, uuidOf, wrongId } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import { SkuStatus } from '../skus/sku.enums';
import { visibleSku } from '../skus/sku.service';
import { streamerToWriteFor } from '../streamers/own-streamer';
import { SupplierStatus } from '../suppliers/supplier.entity';
import type { Pick } from './pick.entity';
import type { PickInput } from './pick.types';

type Picked = { pick: Pick };

/** Why goods cannot be put on the shelf. */
type Refusal = 'GONE' | 'NOT_LISTED' | 'NOT_ADMITTED' | 'FULL';

const SKU = ['input', 'sku'];

/**
 * Puts goods on a streamer's shelf, or gives the pick back that is there.
 * @throws FORBIDDEN for the shelf of another streamer
 */
export async function createPick(context: RequestContext, input: PickInput): Promise<Result<Picked>> {
  const { streamer, wrong } = await streamerToWriteFor(context, input.streamer, 'Mutation.pickCreate');
  if (wrong) return failure(wrong);
  const skuId = uuidOf(input.sku, 'Sku');
  if (skuId === undefined) return failure(wrongId(context, 'Sku', SKU));
  if (!(await visibleSku(context, skuId))) return failure(notThere(context, 'Sku', SKU));
  const outcome = await auditedTransaction(
    context.app.dataSource,
    authorOf(context, 'pickCreate'),
    (runner) => putOnShelf(runner, streamer.uuid, skuId),
  );
  if ('refusal' in outcome) return failure(refused(context, outcome.refusal));
  return success({ pick: (await context.loaders.pick.clear(outcome.id).load(outcome.id))! });
}

/**
 * Takes goods off a streamer's shelf; that they were there is kept.
 * @throws FORBIDDEN for the shelf of another streamer
 */
export async function removePick(context: RequestContext, input: PickInput): Promise<Result<Picked>> {
  const { streamer, wrong } = await streamerToWriteFor(context, input.streamer, 'Mutation.pickRemove');
  if (wrong) return failure(wrong);
  const skuId = uuidOf(input.sku, 'Sku');
  if (skuId === undefined) return failure(wrongId(context, 'Sku', SKU));
  const id = await auditedTransaction(context.app.dataSource, authorOf(context, 'pickRemove'), (runner) =>
    takeOffShelf(runner, streamer.uuid, skuId),
  );
  if (id === undefined) {
    const says = { en: 'The SKU was never on this shelf.', 'zh-CN': '该货品从未加入此橱窗。' };
    return failure(userError(context, 'NOT_FOUND', SKU, says));
  }
  return success({ pick: (await context.loaders.pick.clear(id).load(id))! });
}

/**
 * Of two who pick for the same streamer, one waits for the other: the count is exact. The SKU is held as it is until the
 * end, so that goods that leave the alliance meanwhile are either picked before that, or not at all.
 */
async function putOnShelf(
  runner: QueryRunner,
  streamerId: string,
  skuId: string,
): Promise<{ id: string } | { refusal: Refusal }> {
  await runner.query('SELECT FROM streamer WHERE id = $1 FOR NO KEY UPDATE', [streamerId]);
  const [there] = (await runner.query(
    'SELECT id FROM pick WHERE streamer_id = $1 AND sku_id = $2 AND removed_at IS NULL',
    [streamerId, skuId],
  )) as { id: string }[];
  if (there) return there;
  const [sku] = (await runner.query(
    'SELECT status, supplier_status, in_alliance FROM sku WHERE id = $1 FOR SHARE',
    [skuId],
  )) as { status: SkuStatus; supplier_status: SupplierStatus; in_alliance: boolean }[];
  if (!sku) return { refusal: 'GONE' };
  if (sku.status !== SkuStatus.LISTED || sku.supplier_status === SupplierStatus.FROZEN)
    return { refusal: 'NOT_LISTED' };
  if (!sku.in_alliance) return { refusal: 'NOT_ADMITTED' };
  const [{ count }] = (await runner.query(
    'SELECT count(*)::integer AS count FROM pick WHERE streamer_id = $1 AND removed_at IS NULL',
    [streamerId],
  )) as [{ count: number }];
  if (count >= PICK_LIMITS.perStreamer) return { refusal: 'FULL' };
  const [made] = (await runner.query(
    'INSERT INTO pick (streamer_id, sku_id, picked_at) VALUES ($1, $2, clock_timestamp()) RETURNING id',
    [streamerId, skuId],
  )) as [{ id: string }];
  return made;
}

/** The pick as it was last; undefined where there never was one. */
async function takeOffShelf(
  runner: QueryRunner,
  streamerId: string,
  skuId: string,
): Promise<string | undefined> {
  await runner.query('SELECT FROM streamer WHERE id = $1 FOR NO KEY UPDATE', [streamerId]);
  await runner.query(
    `UPDATE pick SET removed_at = greatest(picked_at, clock_timestamp())
      WHERE streamer_id = $1 AND sku_id = $2 AND removed_at IS NULL`,
    [streamerId, skuId],
  );
  const [last] = (await runner.query(
    'SELECT id FROM pick WHERE streamer_id = $1 AND sku_id = $2 ORDER BY picked_at DESC, id DESC LIMIT 1',
    [streamerId, skuId],
  )) as { id: string }[];
  return last?.id;
}

function refused(context: RequestContext, refusal: Refusal): UserError {
  if (refusal === 'GONE') return notThere(context, 'Sku', SKU);
  if (refusal === 'FULL') {
    const max = PICK_LIMITS.perStreamer;
    return userError(context, 'TOO_LARGE', ['input', 'streamer'], {
      en: `There are ${max} SKUs on the shelf; take some off first.`,
      'zh-CN': `橱窗已有 ${max} 件货品，请先移除一些。`,
    });
  }
  return userError(
    context,
    'WRONG_STATE',
    SKU,
    refusal === 'NOT_LISTED'
      ? { en: 'The SKU is not in the catalogue.', 'zh-CN': '该货品未上架。' }
      : { en: 'The SKU is not in the alliance.', 'zh-CN': '该货品不在好物联盟中。' },
  );
}
