import type { Observation, Prior } from '../quality/metrics';
import { qualityOf, type Component } from '../quality/score';
import { SupplierKind, SupplierStatus } from '../suppliers/supplier.entity';
import { CATALOGUE_DATE, DAY } from './calendar';
import type { BeltPlan } from './belt-plans';
import type { CopyRow } from '../database/copy';
import type { Leaf } from './leaves';
import { Random } from './random';
import { apportion } from './shares';
import type { SupplierData } from './supplier-data';
import { supplierName } from './supplier-names';
import { observe, priorsOf } from './supplier-quality';
import { STREAMS } from './streams';
import { Weighted } from './weighted';

export type Supplier = {
  id: string;
  plan: BeltPlan;
  code: string;
  name: string;
  kind: SupplierKind;
  status: SupplierStatus;
  enterpriseQualified: boolean;
  regionCode: string;
  quality: number;
  components: Component[];
  createdAt: number;
  /** What it deals in. */
  leaves: Leaf[];
  /** Its prices against those usual for the goods. */
  priceLevel: number;
  /** Which of the usual ways to ship is its own: 0..1, for Weighted.at. */
  shippingHabit: number;
  skuCount: number;
};

/** How many of a kind have shown that they are an enterprise; stalls are mostly people in business. */
const QUALIFIED: Record<SupplierKind, number> = {
  [SupplierKind.FACTORY]: 0.85,
  [SupplierKind.MARKET_STALL]: 0.4,
  [SupplierKind.COOPERATIVE]: 0.6,
  [SupplierKind.BRAND]: 0.95,
  [SupplierKind.TRADER]: 0.6,
};

/** Zipf's exponent of SKUs per supplier: a few have thousands, most a few dozen. */
const ZIPF = 0.6;

/** Suppliers of all belts; their SKUs sum to the given number, and each has at least one. */
export function makeSuppliers(
  plans: readonly BeltPlan[],
  data: SupplierData,
  size: { suppliers: number; skus: number; seed: number },
): Supplier[] {
  const perBelt = apportion(
    plans.map(({ weight }) => weight),
    size.suppliers,
  );
  const drafts = plans.map((plan, i) => beltDrafts(plan, perBelt[i]!, size.seed));
  const priors = priorsOf(
    new Map(
      plans.map(({ belt }, i) => [belt.number, drafts[i]!.flatMap(({ observations }) => observations)]),
    ),
  );
  const suppliers = plans.flatMap((plan, i) =>
    beltSuppliers(plan, data, drafts[i]!, priors.get(plan.belt.number)!),
  );
  const sizes = new Random(size.seed, STREAMS.supplierSizes, 0);
  const weights = suppliers.map(() => (1 + sizes.below(suppliers.length)) ** -ZIPF);
  const extra = apportion(weights, size.skus - suppliers.length);
  suppliers.forEach((supplier, i) => (supplier.skuCount = 1 + extra[i]!));
  return suppliers;
}

/** A supplier of whom no more is known than what was observed. */
type Draft = { random: Random; observations: Observation[] };

const beltDrafts = ({ belt }: BeltPlan, count: number, seed: number): Draft[] =>
  Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, STREAMS.supplier + belt.number, i);
    const goodness = random.normal();
    return { random, observations: observe(goodness, random) };
  });

function beltSuppliers(
  plan: BeltPlan,
  data: SupplierData,
  drafts: readonly Draft[],
  prior: Prior,
): Supplier[] {
  const mix = data.kinds[plan.belt.kind]?.mix;
  if (!mix) throw new Error(`data/demo/suppliers.json: no kinds of suppliers for ${plan.belt.kind}`);
  const kinds = new Weighted(Object.values(SupplierKind).map((kind) => [kind, mix[kind] ?? 0]));
  return drafts.map(({ random, observations }, i) =>
    supplierOf(plan, data, kinds, random, qualityOf(observations, prior), i + 1),
  );
}

function supplierOf(
  plan: BeltPlan,
  data: SupplierData,
  kinds: Weighted<SupplierKind>,
  random: Random,
  { score, components }: { score: number; components: Component[] },
  number: number,
): Supplier {
  const kind = kinds.pick(random);
  const base = random.pick(plan.belt.bases);
  const seat = { beltSlug: plan.belt.slug, beltKind: plan.belt.kind, place: plan.place, base: base.name };
  return {
    id: random.uuid(),
    plan,
    code: `${plan.prefix}${String(number).padStart(5, '0')}`,
    name: supplierName(data, seat, kind, random),
    kind,
    status: statusOf(random.unit()),
    regionCode: base.regionCode,
    quality: score,
    components,
    createdAt: CATALOGUE_DATE - Math.floor(random.between(5, 1_500) * DAY),
    leaves: Array.from({ length: 1 + random.below(4) }, () => plan.leaves.pick(random)),
    priceLevel: random.logNormal(1, 0.2),
    shippingHabit: random.unit(),
    skuCount: 0,
    enterpriseQualified: random.chance(QUALIFIED[kind]),
  };
}

const statusOf = (unit: number): SupplierStatus =>
  unit < 0.005 ? SupplierStatus.FROZEN : unit < 0.015 ? SupplierStatus.LIMITED : SupplierStatus.ACTIVE;

export function* supplierRows(suppliers: readonly Supplier[]): Generator<CopyRow> {
  for (const supplier of suppliers) {
    const created = new Date(supplier.createdAt).toISOString();
    yield {
      id: supplier.id,
      belt_number: supplier.plan.belt.number,
      code: supplier.code,
      name: supplier.name,
      kind: supplier.kind,
      status: supplier.status,
      region_code: supplier.regionCode,
      quality: supplier.quality,
      enterprise_qualified: supplier.enterpriseQualified,
      created_at: created,
      updated_at: created,
    };
  }
}

export function* metricRows(suppliers: readonly Supplier[]): Generator<CopyRow> {
  for (const { id, components } of suppliers) {
    for (const { metric, observed, sampleSize, estimate, prior } of components) {
      yield {
        supplier_id: id,
        metric,
        observed,
        sample_size: sampleSize,
        estimate,
        prior_mean: prior.mean,
        prior_strength: prior.strength,
        prior_deviation: prior.deviation,
      };
    }
  }
}
