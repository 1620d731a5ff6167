import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../../audit/audited-transaction';
import { authorOf } from '../../audit/author';
import { denied } from '../../auth/guard';
import { speaksFor } from '../../auth/rules';
import { FAN_LIMITS } from '../../config/limits';
import { notThere } from '../../graphql/argument-ids';
import { conflict, type Update, uuidOfInput } from '../../graphql/conflict';
import type { RequestContext } from '../../graphql/context';
import { failure, success, userError } from '../../graphql/user-errors';
import type { FanShares } from '../../matching/fans';
import type { FanProfile } from '../fan-profile.entity';
import type { Streamer } from '../streamer.entity';
import { fanProfileOf } from '../streamer.service';
import { checkShares } from './check-shares';
import type { FanProfileReplaceInput } from './fan-profile-replace.types';

const FIELD = ['input', 'streamer'];

/**
 * Replaces what is known of a streamer's fans.
 * @throws FORBIDDEN for a streamer whose fans are not one's own to know of
 */
export async function replaceFanProfile(
  context: RequestContext,
  input: FanProfileReplaceInput,
): Promise<Update<{ fanProfile: FanProfile }>> {
  const { app, loaders } = context;
  const id = uuidOfInput(context, input.streamer, 'Streamer', FIELD);
  if ('error' in id) return failure(id.error);
  const streamer = await loaders.streamer.load(id.uuid);
  // Whether another streamer exists is not told.
  if (!speaksFor(context, streamer ?? ({ handle: '' } as Streamer)))
    throw denied(context, 'Mutation.fanProfileReplace');
  if (!streamer) return failure(notThere(context, 'Streamer', FIELD));

  const sampleSize = input.sampleSize ?? 0;
  const { shares, errors } = checkShares(context, input);
  if (sampleSize < 0 || sampleSize > FAN_LIMITS.orders) {
    errors.push(
      userError(context, 'INVALID', ['input', 'sampleSize'], {
        en: `sampleSize: expected 0 to ${FAN_LIMITS.orders}.`,
        'zh-CN': `sampleSize：应为 0 到 ${FAN_LIMITS.orders}。`,
      }),
    );
  }
  const [first, ...others] = errors;
  if (first) return failure(first, ...others);

  const expected = input.expectedVersion ?? null;
  const isDone = await auditedTransaction(app.dataSource, authorOf(context, 'fanProfileReplace'), (runner) =>
    replace(runner, streamer.uuid, { ...shares, sampleSize }, expected),
  );
  await app.streamerTable.refresh();
  loaders.fanProfile.clear(streamer.uuid);
  const fanProfile = await fanProfileOf(context, streamer);
  return isDone ? success({ fanProfile }) : conflict(context, { fanProfile }, fanProfile.version);
}

/**
 * What bought which price bands by category was counted from the old purchases, and goes with them.
 * @param expected null for whatever there is; 0 for none
 * @returns whether the profile had the version that was expected
 */
async function replace(
  runner: QueryRunner,
  streamerId: string,
  profile: FanShares & { sampleSize: number },
  expected: number | null,
): Promise<boolean> {
  const written = (await runner.query(
    `INSERT INTO fan_profile AS p
       (streamer_id, gender_shares, age_shares, price_band_shares, region_shares, category_shares, sample_size)
     SELECT $1, $2, $3, $4, $5, $6, $7
      WHERE $8::integer IS NULL OR $8 = 0 OR EXISTS (SELECT FROM fan_profile WHERE streamer_id = $1)
     ON CONFLICT (streamer_id) DO UPDATE
        SET gender_shares = excluded.gender_shares, age_shares = excluded.age_shares,
            price_band_shares = excluded.price_band_shares, region_shares = excluded.region_shares,
            category_shares = excluded.category_shares, category_price_band_shares = '{}',
            sample_size = excluded.sample_size, version = p.version + 1, updated_at = now()
      WHERE $8 IS NULL OR p.version = $8
     RETURNING version`,
    [
      streamerId,
      profile.genderShares,
      profile.ageShares,
      profile.priceBandShares,
      JSON.stringify(profile.regionShares),
      JSON.stringify(profile.categoryShares),
      profile.sampleSize,
      expected,
    ],
  )) as unknown[];
  return written.length === 1;
}
