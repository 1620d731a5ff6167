import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { Category } from '../categories/category.entity';
import type { RequestContext } from '../graphql/context';
import { FanProfile } from './fan-profile.entity';
import { Streamer } from './streamer.entity';
import { fanProfileOf } from './streamer.service';

@Resolver(() => Streamer)
export class StreamerFields {
  @FieldResolver(() => FanProfile, {
    description: 'Who the fans are and what they buy. For the streamer themselves.',
  })
  fanProfile(@Ctx() context: RequestContext, @Root() streamer: Streamer): Promise<FanProfile> {
    return fanProfileOf(context, streamer);
  }

  @FieldResolver(() => [Category], { description: 'The categories that the streamer declares to sell.' })
  async niche(@Ctx() { app, loaders }: RequestContext, @Root() streamer: Streamer): Promise<Category[]> {
    const numbers = await loaders.niche.load(streamer.uuid);
    return numbers
      .map((number) => app.reference.categories.get(number))
      .filter((category): category is Category => category !== undefined);
  }

  @FieldResolver(() => Belt, {
    nullable: true,
    description: 'The belt that the streamer sells from, where known.',
  })
  homeBelt(@Ctx() { app }: RequestContext, @Root() streamer: Streamer): Belt | undefined {
    return app.reference.belts.get(streamer.homeBeltNumber ?? 0);
  }
}
