import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { FanProfile, type ShareMap } from './fan-profile.entity';
import {
  AgeShare,
  ageShares,
  CategoryPriceBands,
  CategoryShare,
  GenderShare,
  genderShares,
  PriceBandShare,
  priceBandShares,
  RegionShare,
} from './share.types';

/** The entries of a map of shares, largest first, whose key still means something. */
function entriesOf<T>(shares: ShareMap, find: (key: string) => T | undefined): { found: T; share: number }[] {
  return Object.entries(shares)
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([key, share]) => {
      const found = find(key);
      return found ? [{ found, share: share / 1_000_000 }] : [];
    });
}

@Resolver(() => FanProfile)
export class FanProfileFields {
  @FieldResolver(() => [GenderShare], { description: 'Shares by gender.' })
  genders(@Root() profile: FanProfile): GenderShare[] {
    return genderShares(profile.genderShares);
  }

  @FieldResolver(() => [AgeShare], { description: 'Shares by age.' })
  ages(@Root() profile: FanProfile): AgeShare[] {
    return ageShares(profile.ageShares);
  }

  @FieldResolver(() => [RegionShare], { description: 'Shares by province, largest first.' })
  regions(@Ctx() { app }: RequestContext, @Root() profile: FanProfile): RegionShare[] {
    return entriesOf(profile.regionShares, (code) => app.reference.regions.get(`${code}0000`)).map(
      ({ found, share }) => ({ region: found, share }),
    );
  }

  @FieldResolver(() => [PriceBandShare], {
    description: 'Shares of purchases by price band, cheapest first.',
  })
  priceBands(@Ctx() { app }: RequestContext, @Root() profile: FanProfile): PriceBandShare[] {
    return priceBandShares(profile.priceBandShares, app.reference.priceBands);
  }

  @FieldResolver(() => [CategoryShare], { description: 'Shares of purchases by category, largest first.' })
  categories(@Ctx() { app }: RequestContext, @Root() profile: FanProfile): CategoryShare[] {
    return entriesOf(profile.categoryShares, (number) => app.reference.categories.get(Number(number))).map(
      ({ found, share }) => ({ category: found, share }),
    );
  }

  @FieldResolver(() => [CategoryPriceBands], {
    description: 'Price bands by top category, for those with purchases enough of their own.',
  })
  categoryPriceBands(@Ctx() { app }: RequestContext, @Root() profile: FanProfile): CategoryPriceBands[] {
    return Object.entries(profile.categoryPriceBandShares).flatMap(([number, shares]) => {
      const category = app.reference.categories.get(Number(number));
      return category ? [{ category, priceBands: priceBandShares(shares, app.reference.priceBands) }] : [];
    });
  }
}
