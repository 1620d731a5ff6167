import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchema as buildTypeGraphQlSchema } from 'type-graphql';
import {
  AllianceDecisionFields,
  AllianceHistoryFields,
  AllianceRuleFields,
  SkuAllianceFields,
} from '../alliance/alliance.fields';
import { AllianceResolver } from '../alliance/alliance.resolver';
import {
  AuditEntryFields,
  SkuHistoryFields,
  StreamerHistoryFields,
  SupplierHistoryFields,
} from '../audit/audit.fields';
import { AuditResolver } from '../audit/audit.resolver';
import { guard } from '../auth/guard';
import { ViewerResolver } from '../auth/viewer.resolver';
import { BaseFields, BeltFields } from '../belts/belt.fields';
import { BeltResolver } from '../belts/belt.resolver';
import { BoardResolver } from '../boards/board.resolver';
import { CategoryFields } from '../categories/category.fields';
import { CategoryResolver } from '../categories/category.resolver';
import { RegionFields } from '../geography/region.fields';
import { AppealResolver } from '../governance/appeal.resolver';
import { CreditEntryFields, CreditFields, SupplierCreditFields } from '../governance/credit.fields';
import { CreditResolver } from '../governance/credit.resolver';
import { DepositEntryFields, DepositFields, DepositResolver } from '../governance/deposit.resolver';
import {
  ReliabilityFields,
  ReliabilityGrantFields,
  SupplierLabelFields,
} from '../governance/label/reliability.fields';
import { FileImportFields } from '../imports/file-import.fields';
import { BeltImportFields, ImportWarningFields, SkuImportFields } from '../imports/sku-import.fields';
import { SkuImportResolver } from '../imports/sku-import.resolver';
import { SkuImportSubscription } from '../imports/sku-import.subscription';
import { SkuUpsertResolver } from '../imports/upsert/sku-upsert.resolver';
import { StreamerMatchFields } from '../matching/match.fields';
import { PickResolver, StreamerPickFields } from '../picks/pick.resolver';
import { PriceBandResolver } from '../pricing/price-band.resolver';
import { QualityComponentFields, SupplierQualityFields } from '../quality/quality.fields';
import {
  BeltMetricsImportFields,
  SupplierMetricsImportResolver,
} from '../quality/importing/supplier-metrics-import.resolver';
import { SupplierMetricsImportSubscription } from '../quality/importing/supplier-metrics-import.subscription';
import { SupplierMetricDayFields, SupplierMetricDaysFields } from '../quality/recording/metric-day.fields';
import { SupplierMetricsResolver } from '../quality/recording/record.resolver';
import {
  SampleRequestResolver,
  StreamerSampleFields,
  SupplierSampleFields,
} from '../samples/sample-request.resolver';
import { SkuFields } from '../skus/sku.fields';
import { SkuResolver } from '../skus/sku.resolver';
import { SkuUpdateResolver } from '../skus/update/sku-update.resolver';
import { SupplierUpdateResolver } from '../suppliers/update/supplier-update.resolver';
import { FanProfileFields } from '../streamers/fan-profile.fields';
import { SkuStreamerFields, SupplierStreamerFields } from '../streamer-matching/streamer-match.fields';
import { StreamerUpdateResolver } from '../streamers/update/streamer-update.resolver';
import { FanProfileReplaceResolver } from '../streamers/update/fan-profile-replace.resolver';
import { StreamerFields } from '../streamers/streamer.fields';
import { StreamerResolver } from '../streamers/streamer.resolver';
import { boundInputs } from '../limits/input-bounds';
import { SupplierFields } from '../suppliers/supplier.fields';
import { SupplierResolver } from '../suppliers/supplier.resolver';
import { resolveLazyFields } from './lazy';
import { NodeResolver } from './node.resolver';

function noTopics(): never {
  throw new Error('There are no topics: a subscription has a subscribe function.');
}

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
      QualityComponentFields,
      SupplierMetricDaysFields,
      SupplierMetricDayFields,
      SupplierMetricsResolver,
      SkuResolver,
      SkuFields,
      StreamerResolver,
      StreamerFields,
      FanProfileFields,
      StreamerMatchFields,
      SkuStreamerFields,
      SupplierStreamerFields,
      SkuImportResolver,
      SkuImportSubscription,
      SkuUpsertResolver,
      FileImportFields,
      SkuImportFields,
      ImportWarningFields,
      BeltImportFields,
      SupplierMetricsImportResolver,
      SupplierMetricsImportSubscription,
      BeltMetricsImportFields,
      AllianceResolver,
      SkuAllianceFields,
      AllianceHistoryFields,
      AllianceDecisionFields,
      AllianceRuleFields,
      PickResolver,
      StreamerPickFields,
      SampleRequestResolver,
      StreamerSampleFields,
      SupplierSampleFields,
      BoardResolver,
      SupplierLabelFields,
      ReliabilityFields,
      ReliabilityGrantFields,
      CreditResolver,
      SupplierCreditFields,
      CreditFields,
      CreditEntryFields,
      AppealResolver,
      DepositResolver,
      DepositFields,
      DepositEntryFields,
      FanProfileReplaceResolver,
      StreamerUpdateResolver,
      SkuUpdateResolver,
      SupplierUpdateResolver,
      AuditResolver,
      AuditEntryFields,
      SkuHistoryFields,
      SupplierHistoryFields,
      StreamerHistoryFields,
    ],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    // Services check what they are given and say what they expected; a second set of checks would say it twice.
    validate: false,
    // Asked for, and never used: each subscription says itself where its events come from.
    pubSub: { publish: () => undefined, subscribe: noTopics },
  });
  // type-graphql has no place for them.
  schema.getQueryType()!.description = 'All that can be read.';
  schema.getMutationType()!.description = 'All that can be changed.';
  schema.getSubscriptionType()!.description = 'All that can be followed: POST /graphql/stream.';
  resolveLazyFields(schema);
  // Who may not ask at all is told so first.
  return guard(boundInputs(schema));
}
