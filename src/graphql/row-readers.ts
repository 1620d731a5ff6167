import type { DataSource } from 'typeorm';
import { AllianceDecision } from '../alliance/alliance-decision.entity';
import { AllianceRule } from '../alliance/alliance-rule.entity';
import { AuditEntry } from '../audit/audit-entry.entity';
import { RowPairReader } from '../database/row-pair-reader';
import { RowReader } from '../database/row-reader';
import { Appeal } from '../governance/appeal.entity';
import { CreditEntry } from '../governance/credit-entry.entity';
import { DepositEntry } from '../governance/deposit-entry.entity';
import { FileImport } from '../imports/file-import.entity';
import { Sku } from '../skus/sku.entity';
import { FanProfile } from '../streamers/fan-profile.entity';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';

/** What only a page about one SKU shows: a list of them would read it in vain. */
const SKU_DETAIL = ['uuid', 'description', 'attributes', 'imageUrls'] as const;

/** What ranking knows of a SKU alone; only who asks about one SKU reads it row by row. */
const SKU_STATICS = ['uuid', 'staticScore', 'priceAdvantage', 'commissionValue', 'momentum'] as const;

export type SkuDetail = Pick<Sku, (typeof SKU_DETAIL)[number]>;
export type SkuStatics = Pick<Sku, (typeof SKU_STATICS)[number]>;

/** What the loaders of every request read with. */
export type RowReaders = ReturnType<typeof createRowReaders>;

export const createRowReaders = (dataSource: DataSource) => ({
  supplier: new RowReader<Supplier>(dataSource, Supplier, 'uuid'),
  sku: new RowReader<Sku>(dataSource, Sku, 'uuid'),
  skuDetail: new RowReader<Sku, SkuDetail>(dataSource, Sku, 'uuid', SKU_DETAIL),
  skuStatics: new RowReader<Sku, SkuStatics>(dataSource, Sku, 'uuid', SKU_STATICS),
  streamer: new RowReader<Streamer>(dataSource, Streamer, 'uuid'),
  streamerByHandle: new RowPairReader<Streamer, FanProfile>(
    dataSource,
    { entity: Streamer, key: 'handle', id: 'uuid' },
    { entity: FanProfile, id: 'streamerId' },
  ),
  fileImport: new RowReader<FileImport>(dataSource, FileImport, 'uuid'),
  creditEntry: new RowReader<CreditEntry>(dataSource, CreditEntry, 'uuid'),
  appeal: new RowReader<Appeal>(dataSource, Appeal, 'uuid'),
  depositEntry: new RowReader<DepositEntry>(dataSource, DepositEntry, 'uuid'),
  fanProfile: new RowReader<FanProfile>(dataSource, FanProfile, 'streamerId'),
  allianceRule: new RowReader<AllianceRule>(dataSource, AllianceRule, 'uuid'),
  allianceDecision: new RowReader<AllianceDecision>(dataSource, AllianceDecision, 'uuid'),
  auditEntry: new RowReader<AuditEntry>(dataSource, AuditEntry, 'number'),
});
