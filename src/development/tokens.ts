import type { JWK } from 'jose';
import type { DataSource } from 'typeorm';
import { Role } from '../auth/principal';
import { type Claims, signToken } from '../auth/tokens';
import { FanProfile } from '../streamers/fan-profile.entity';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';

export type ExampleToken = { label: string; role: Role; token: string };

/** A token per role for people who try headwater out, and values for the variables of the example operations. */
export type Examples = { tokens: ExampleToken[]; variables: { handle: string; belt: string } };

const BELT = 'yiwu';

export async function developmentTokens(dataSource: DataSource, privateKey: JWK): Promise<Examples> {
  const streamer = await dataSource
    .getRepository(Streamer)
    .createQueryBuilder('streamer')
    .leftJoin(FanProfile, 'profile', 'profile.streamer_id = streamer.id')
    // One with purchases, so that the example shows what ranking is about.
    .orderBy('coalesce(profile.sample_size, 0) > 0', 'DESC')
    .addOrderBy('streamer.created_at')
    .addOrderBy('streamer.handle')
    .getOne();
  const supplier = await dataSource.getRepository(Supplier).findOne({ where: {}, order: { code: 'ASC' } });
  const handle = streamer?.handle ?? '';
  const claims: [string, Claims][] = [
    [`STREAMER ${handle}`, { roles: [Role.STREAMER], streamer: handle }],
    [`OPERATOR ${BELT}`, { roles: [Role.OPERATOR], belts: [BELT] }],
    [`SUPPLIER ${supplier?.name ?? ''}`, { roles: [Role.SUPPLIER], supplier: supplier?.uuid }],
    ['SERVICE', { roles: [Role.SERVICE] }],
    ['ADMIN', { roles: [Role.ADMIN] }],
  ];
  const tokens = await Promise.all(
    claims.map(async ([label, claim]) => ({
      label,
      role: claim.roles[0]!,
      token: await signToken(privateKey, `development-${claim.roles[0]!.toLowerCase()}`, claim),
    })),
  );
  return { tokens, variables: { handle, belt: BELT } };
}
