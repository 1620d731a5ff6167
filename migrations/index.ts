import { Reference1764000000000 } from './1764000000000-reference';
import { Catalogue1764000000001 } from './1764000000001-catalogue';
import { Streamers1764000000002 } from './1764000000002-streamers';
import { MatchingCells1764000000003 } from './1764000000003-matching-cells';
import { Imports1764000000004 } from './1764000000004-imports';
import { StreamerChanges1764000000005 } from './1764000000005-streamer-changes';
import { Exclusions1764000000006 } from './1764000000006-exclusions';
import { Newcomers1764000000007 } from './1764000000007-newcomers';
import { CellTies1764000000008 } from './1764000000008-cell-ties';
import { MatchingIndex1764000000009 } from './1764000000009-matching-index';
import { ImportUploads1764000000010 } from './1764000000010-import-uploads';
import { ImportChecks1764000000011 } from './1764000000011-import-checks';
import { SearchAndFacets1764000000012 } from './1764000000012-search-and-facets';
import { BeltTotals1764000000013 } from './1764000000013-belt-totals';
import { ImportSheets1764000000015 } from './1764000000015-import-sheets';
import { Audit1764000000016 } from './1764000000016-audit';
import { SupplierDays1764000000017 } from './1764000000017-supplier-days';
import { QualityPriors1764000000018 } from './1764000000018-quality-priors';
import { Governance1764000000019 } from './1764000000019-governance';
import { Alliance1764000000020 } from './1764000000020-alliance';
import { CostBuckets1764000000022 } from './1764000000022-cost-buckets';
import { CatalogueCounts1764000000025 } from './1764000000025-catalogue-counts';
import { ImportKinds1764000000028 } from './1764000000028-import-kinds';
import { Effects1764000000029 } from './1764000000029-effects';
import { ImportEnds1764000000030 } from './1764000000030-import-ends';
import { WideCodes1764000000031 } from './1764000000031-wide-codes';
import { PriceMoves1764000000032 } from './1764000000032-price-moves';
import { CellPairs1764000000034 } from './1764000000034-cell-pairs';
import { CoveringIndexes1764000000035 } from './1764000000035-covering-indexes';
import { SupplierGoodsIndex1764000000036 } from './1764000000036-supplier-goods-index';

/** In order. A migration that has landed is never edited; a change is a new one at the end. */
export const MIGRATIONS = [
  Reference1764000000000,
  Catalogue1764000000001,
  Streamers1764000000002,
  MatchingCells1764000000003,
  Imports1764000000004,
  StreamerChanges1764000000005,
  Exclusions1764000000006,
  Newcomers1764000000007,
  CellTies1764000000008,
  MatchingIndex1764000000009,
  ImportUploads1764000000010,
  ImportChecks1764000000011,
  SearchAndFacets1764000000012,
  BeltTotals1764000000013,
  ImportSheets1764000000015,
  Audit1764000000016,
  SupplierDays1764000000017,
  QualityPriors1764000000018,
  Governance1764000000019,
  Alliance1764000000020,
  CostBuckets1764000000022,
  CatalogueCounts1764000000025,
  ImportKinds1764000000028,
  Effects1764000000029,
  ImportEnds1764000000030,
  WideCodes1764000000031,
  PriceMoves1764000000032,
  CellPairs1764000000034,
  CoveringIndexes1764000000035,
  SupplierGoodsIndex1764000000036,
];
