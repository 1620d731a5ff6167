import { AuditEntry } from '../audit/audit-entry.entity';
import { Base } from '../belts/base.entity';
import { Belt } from '../belts/belt.entity';
import { Category } from '../categories/category.entity';
import { Region } from '../geography/region.entity';
import { NewcomerDay } from '../exposure/newcomer-day.entity';
import { SupplierExposure } from '../exposure/supplier-exposure.entity';
import { SkuImportRow } from '../imports/sku-import-row.entity';
import { SkuImport } from '../imports/sku-import.entity';
import { CostBucket } from '../limits/cost-bucket.entity';
import { PriceBand } from '../pricing/price-band.entity';
import { SupplierMetricDay } from '../quality/supplier-metric-day.entity';
import { SupplierMetric } from '../quality/supplier-metric.entity';
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
  SupplierExposure,
  NewcomerDay,
  Sku,
  Streamer,
  StreamerNiche,
  FanProfile,
  SkuImport,
  CostBucket,
  SkuImportRow,
  AuditEntry,
];
