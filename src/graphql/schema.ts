import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchema as buildTypeGraphQlSchema } from 'type-graphql';
import { guard } from '../auth/guard';
import { ViewerResolver } from '../auth/viewer.resolver';
import { BaseFields, BeltFields } from '../belts/belt.fields';
import { BeltResolver } from '../belts/belt.resolver';
import { CategoryFields } from '../categories/category.fields';
import { CategoryResolver } from '../categories/category.resolver';
import { RegionFields } from '../geography/region.fields';
import { StreamerMatchFields } from '../matching/match.fields';
import { PriceBandResolver } from '../pricing/price-band.resolver';
import { SupplierQualityFields } from '../quality/quality.fields';
import { SkuFields } from '../skus/sku.fields';
import { SkuResolver } from '../skus/sku.resolver';
import { FanProfileFields } from '../streamers/fan-profile.fields';
import { SkuStreamerFields, SupplierStreamerFields } from '../streamer-matching/streamer-match.fields';
import { StreamerFields } from '../streamers/streamer.fields';
import { StreamerResolver } from '../streamers/streamer.resolver';
import { SupplierFields } from '../suppliers/supplier.fields';
import { SupplierResolver } from '../suppliers/supplier.resolver';
import { resolveLazyFields } from './lazy';
import { NodeResolver } from './node.resolver';

/** The whole API, guarded by the access table. */
export async function buildSchema(): Promise<GraphQLSchema> {
  const schema = await buildTypeGraphQlSchema({
    resolvers: [
      NodeResolver,
      ViewerResolver,
      BeltResolver,
      BeltFields,
      BaseFields,
      RegionFields,
      CategoryResolver,
      CategoryFields,
      PriceBandResolver,
      SupplierResolver,
      SupplierFields,
      SupplierQualityFields,
      SkuResolver,
      SkuFields,
      StreamerResolver,
      StreamerFields,
      FanProfileFields,
      StreamerMatchFields,
      SkuStreamerFields,
      SupplierStreamerFields,
    ],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    // Services check what they are given and say what they expected; a second set of checks would say it twice.
    validate: false,
  });
  // type-graphql has no place for it.
  schema.getQueryType()!.description = 'All that can be read.';
  resolveLazyFields(schema);
  return guard(schema);
}
