import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Money, money } from './money.types';
import { PriceBand } from './price-band.entity';

@Resolver(() => PriceBand)
export class PriceBandResolver {
  @Query(() => [PriceBand], { nullable: true, description: 'The ladder of live prices, cheapest first.' })
  priceBands(@Ctx() { app }: RequestContext): readonly PriceBand[] {
    return app.reference.priceBands;
  }

  @FieldResolver(() => Money, { description: 'The least price of the band.' })
  min(@Root() band: PriceBand): Money {
    return money(band.minFen);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: 'The first price above the band; null for the last.',
  })
  max(@Root() band: PriceBand): Money | null {
    return band.maxFen === null ? null : money(band.maxFen);
  }
}
