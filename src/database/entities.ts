import { AllianceCategory } from '../alliance/alliance-category.entity';
import { AllianceDecision } from '../alliance/alliance-decision.entity';
import { AllianceRule } from '../alliance/alliance-rule.entity';
import { AllianceSweep } from '../alliance/alliance-sweep.entity';
import { AuditEntry } from '../audit/audit-entry.entity';
import { Base } from '../belts/base.entity';
import { Belt } from '../belts/belt.entity';
import { BoardEntry } from '../boards/board-entry.entity';
import { BoardWeek } from '../boards/board-week.entity';
import { Category } from '../categories/category.entity';
import { Region } from '../geography/region.entity';
import { Appeal } from '../governance/appeal.entity';
import { CreditEntry } from '../governance/credit-entry.entity';
import { DepositEntry } from '../governance/deposit-entry.entity';
import { DepositShortfall } from '../governance/deposit-shortfall.entity';
import { WithheldSupplier } from '../governance/withheld-supplier.entity';
import { ReliabilityChange } from '../governance/label/reliability-change.entity';
import { NewcomerDay } from '../exposure/newcomer-day.entity';
import { SupplierExposure } from '../exposure/supplier-exposure.entity';
import { FileImport } from '../imports/file-import.entity';
import { ImportRow } from '../imports/import-row.entity';
import { SkuImport } from '../imports/sku-import.entity';
import { Pick } from '../picks/pick.entity';
import { CostBucket } from '../limits/cost-bucket.entity';
import { PriceBand } from '../pricing/price-band.entity';
import { QualityPrior } from '../quality/quality-prior.entity';
import { QualityRun } from '../quality/quality-run.entity';
import { SupplierMetricsImport } from '../quality/importing/supplier-metrics-import.entity';
import { SupplierMetricDay } from '../quality/supplier-metric-day.entity';
import { SupplierMetric } from '../quality/supplier-metric.entity';
import { SampleRequest } from '../samples/sample-request.entity';
import { Audience } from '../skus/audience.entity';
import { ShippingClass } from '../skus/shipping-class.entity';
import { Sku } from '../skus/sku.entity';
import { FanProfile } from '../streamers/fan-profile.entity';
import { StreamerNiche } from '../streamers/streamer-niche.entity';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';

export const ENTITIES = [
  Region,
  Belt,
  Base,
  Audience,
  ShippingClass,
  Category,
  PriceBand,
  Supplier,
  SupplierMetric,
  SupplierMetricDay,
  QualityPrior,
  QualityRun,
  SupplierExposure,
  NewcomerDay,
  ReliabilityChange,
  CreditEntry,
  Appeal,
  DepositEntry,
  DepositShortfall,
  WithheldSupplier,
  Sku,
  Streamer,
  StreamerNiche,
  FanProfile,
  FileImport,
  SkuImport,
  SupplierMetricsImport,
  CostBucket,
  ImportRow,
  AuditEntry,
  AllianceRule,
  AllianceCategory,
  AllianceDecision,
  AllianceSweep,
  Pick,
  SampleRequest,
  BoardWeek,
  BoardEntry,
];
