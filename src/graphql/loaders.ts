import DataLoader from 'dataloader';
import type { AllianceDecision } from '../alliance/alliance-decision.entity';
import type { AllianceRule } from '../alliance/alliance-rule.entity';
import { type StandingLoader, standingLoader } from '../alliance/standing.loader';
import type { App } from '../app';
import { joinedRowLoader } from '../database/joined-row-loader';
import type { Appeal } from '../governance/appeal.entity';
import type { CreditEntry } from '../governance/credit-entry.entity';
import type { DepositEntry } from '../governance/deposit-entry.entity';
import { type GovernanceLoaders, governanceLoaders } from '../governance/governance.loaders';
import type { AuditEntry } from '../audit/audit-entry.entity';
import {
  type ImportProblemLoader,
  importProblemCountLoader,
  importProblemLoader,
} from '../imports/import-problem.loader';
import type { FileImport } from '../imports/file-import.entity';
import { type BeltTotals, beltTotalsLoader } from '../belts/belt-totals.loader';
import { createMatchLoader, type MatchLoader } from '../matching/match.loader';
import { Pick } from '../picks/pick.entity';
import { type SupplierMetric } from '../quality/supplier-metric.entity';
import { metricDaysLoader, type MetricDaysLoader } from '../quality/recording/metric-days.loader';
import { metricsLoader } from '../quality/supplier-metric.loader';
import { SampleRequest } from '../samples/sample-request.entity';
import type { Sku } from '../skus/sku.entity';
import type { FanProfile } from '../streamers/fan-profile.entity';
import type { Streamer } from '../streamers/streamer.entity';
import { nicheLoader } from '../streamers/streamer-niche.loader';
import type { Supplier } from '../suppliers/supplier.entity';
import { type SupplierTotals, supplierTotalsLoader } from '../suppliers/supplier-totals.loader';
import type { RowReaders, SkuDetail, SkuStatics } from './row-readers';

type RowLoader<T> = DataLoader<string, T | null>;

/** One request's loaders: each asks the database once for all that a level of the query needs, and once per key. */
export type Loaders = {
  supplier: RowLoader<Supplier>;
  sku: RowLoader<Sku>;
  skuDetail: RowLoader<SkuDetail>;
  skuStatics: RowLoader<SkuStatics>;
  streamer: RowLoader<Streamer>;
  streamerByHandle: RowLoader<Streamer>;
  fanProfile: RowLoader<FanProfile>;
  niche: DataLoader<string, number[]>;
  metrics: DataLoader<string, SupplierMetric[]>;
  metricDays: MetricDaysLoader;
  fileImport: RowLoader<FileImport>;
  auditEntry: RowLoader<AuditEntry>;
  importProblems: ImportProblemLoader;
  importProblemCount: DataLoader<string, number>;
  beltTotals: DataLoader<number, BeltTotals>;
  supplierTotals: DataLoader<string, SupplierTotals>;
  allianceRule: RowLoader<AllianceRule>;
  allianceDecision: RowLoader<AllianceDecision>;
  allianceStanding: StandingLoader;
  pick: RowLoader<Pick>;
  sampleRequest: RowLoader<SampleRequest>;
  creditEntry: RowLoader<CreditEntry>;
  appeal: RowLoader<Appeal>;
  depositEntry: RowLoader<DepositEntry>;
  matches: MatchLoader;
} & GovernanceLoaders;

type Reader<T> = { read(keys: readonly string[]): Promise<(T | null)[]> };

const rowLoader = <T>(reader: Reader<T>): RowLoader<T> => new DataLoader((keys) => reader.read(keys));

export function createLoaders(app: App): Loaders {
  const { readers, dataSource } = app;
  const fanProfile = rowLoader(readers.fanProfile);
  const loaders = {
    supplier: rowLoader(readers.supplier),
    sku: rowLoader(readers.sku),
    skuDetail: rowLoader(readers.skuDetail),
    skuStatics: rowLoader(readers.skuStatics),
    streamer: rowLoader(readers.streamer),
    fanProfile,
    streamerByHandle: streamerByHandleLoader(readers, fanProfile),
    niche: nicheLoader(dataSource),
    metrics: metricsLoader(dataSource),
    metricDays: metricDaysLoader(dataSource),
    fileImport: rowLoader(readers.fileImport),
    auditEntry: rowLoader(readers.auditEntry),
    importProblems: importProblemLoader(dataSource),
    importProblemCount: importProblemCountLoader(dataSource),
    beltTotals: beltTotalsLoader(app),
    supplierTotals: supplierTotalsLoader(dataSource),
    allianceRule: rowLoader(readers.allianceRule),
    allianceDecision: rowLoader(readers.allianceDecision),
    allianceStanding: standingLoader(dataSource),
    pick: joinedRowLoader(dataSource, Pick, { streamerRow: true }),
    sampleRequest: joinedRowLoader(dataSource, SampleRequest, { streamerRow: true }),
    creditEntry: rowLoader(readers.creditEntry),
    appeal: rowLoader(readers.appeal),
    depositEntry: rowLoader(readers.depositEntry),
    ...governanceLoaders(dataSource),
  };
  return Object.assign(loaders, { matches: createMatchLoader(app, loaders) });
}

/** Who asks for a streamer by handle asks what suits their fans: the profile comes with it. */
const streamerByHandleLoader = (
  { streamerByHandle }: RowReaders,
  fanProfile: RowLoader<FanProfile>,
): RowLoader<Streamer> =>
  new DataLoader(async (handles) => {
    const found = await streamerByHandle.read(handles);
    return found.map((pair) => {
      if (!pair) return null;
      const [streamer, profile] = pair;
      fanProfile.prime(streamer.uuid, profile);
      return streamer;
    });
  });
