import { type FanAverages, ProfileSource, resolveFans, type StreamerFans } from '../matching/fans';
import { Kinship } from '../matching/kinship';
import {
  audienceFit,
  deliveryFit,
  priceFit,
  type Purchases,
  purchasesOf,
  rawAffinities,
  relativeTo,
} from '../matching/values';
import type { Reference } from '../reference/reference';
import type { ShareMap } from '../streamers/fan-profile.entity';
import { Column, RowColumn } from './columns';

/** What is known of a streamer. */
export type StreamerRow = StreamerFans & { id: string; followerCount: number };

/** What fans buy; the largest raw affinity that comes of it, and the largest affinity under each top category. */
type Bought = { purchases: Purchases; largest: number; underTop: Int32Array };

const NOTHING = new Int32Array();
const GONE = -1;
/** Numbers in a row, on average: room for them is made at once. */
const USUAL_LENGTH = { purchases: 28, ownPriceFit: 16, niche: 2 } as const;
const AVERAGED: readonly ProfileSource[] = [
  ProfileSource.BELT_AVERAGE,
  ProfileSource.PLATFORM_AVERAGE,
  ProfileSource.UNKNOWN,
];

/**
 * All streamers, with what the five factors that depend on them need, as columns of typed arrays: going through a
 * hundred thousand takes milliseconds. Values are worked out when a streamer comes in, by the functions that rank
 * goods (values.ts); where that would take a number for each category, what they are made of is held instead. A
 * streamer keeps the index; one who is gone leaves it to the next who comes.
 */
export class StreamerTable {
  /** Indexes in use, those left behind included. */
  size = 0;
  readonly ids: string[] = [];
  readonly followers: Column;
  readonly sessionDemand: Column;
  /** By the number of the audience, the shipping class, the price band; what is not known has none. */
  readonly audienceFit: readonly (Column | undefined)[];
  readonly deliveryFit: readonly (Column | undefined)[];
  /** For the categories without price bands of their own. */
  readonly priceFit: readonly Column[];
  /** Number of a category, then the price fit by band; for each category with price bands of its own. */
  readonly ownPriceFit: RowColumn;
  /** What the fans buy, and the largest raw affinity that comes of it. */
  readonly purchases: RowColumn;
  readonly largestAffinity: Column;
  /** By the number of a top category: the largest affinity of any category under it. */
  readonly largestUnderTop: readonly (Column | undefined)[];
  /** Numbers of the categories that the streamer declares to sell. */
  readonly niche: RowColumn;
  /** 1 where something rests on averages. */
  private readonly rests: Column;
  private readonly indexes = new Map<string, number>();
  private readonly free: number[] = [];
  private readonly kinship: Kinship;
  /** What comes of averages, on which thousands rest alike. */
  private readonly boughtOnAverage = new Map<ShareMap, Bought>();

  /** @param capacity how many streamers to expect; more are taken as well */
  constructor(
    readonly reference: Reference,
    private averages: FanAverages,
    capacity: number,
  ) {
    const column = (): Column => new Column(capacity);
    this.followers = column();
    this.sessionDemand = column();
    this.largestAffinity = column();
    this.rests = column();
    this.kinship = Kinship.of(reference.categories);
    this.largestUnderTop = columnsAt(
      reference.categories.children(null).map(({ number }) => number),
      column,
    );
    this.audienceFit = columnsAt([...reference.audiences.keys()], column);
    this.deliveryFit = columnsAt([...reference.shippingClasses.keys()], column);
    this.priceFit = Array.from({ length: reference.priceBands.length + 1 }, column);
    this.purchases = new RowColumn(capacity, USUAL_LENGTH.purchases);
    this.ownPriceFit = new RowColumn(capacity, USUAL_LENGTH.ownPriceFit);
    this.niche = new RowColumn(capacity, USUAL_LENGTH.niche);
  }

  /** How many streamers there are. */
  get count(): number {
    return this.indexes.size;
  }

  /** Undefined for a streamer who is not here. */
  followersOf(id: string): number | undefined {
    const index = this.indexes.get(id);
    return index === undefined ? undefined : this.followers.values[index];
  }

  /** False for an index that a streamer left behind. */
  holds(index: number): boolean {
    return this.followers.values[index] !== GONE;
  }

  /** From now on streamers rest on these; those that rested on others have to be put again. */
  useAverages(averages: FanAverages): void {
    this.averages = averages;
    this.boughtOnAverage.clear();
  }

  /** The streamers of whose fans so little is known that something rests on averages. */
  get restingOnAverages(): string[] {
    return this.ids.filter((_, index) => this.holds(index) && this.rests.values[index] === 1);
  }

  /** Inserts or replaces. */
  put(row: StreamerRow): void {
    const index = this.indexes.get(row.id) ?? this.add(row.id);
    const { audiences, shippingClasses } = this.reference;
    const fans = resolveFans(row, this.averages);
    this.followers.set(index, row.followerCount);
    this.sessionDemand.set(index, fans.sessionDemand);
    for (const [number, audience] of audiences)
      this.audienceFit[number]!.set(index, audienceFit(fans, audience));
    for (const [number, shipping] of shippingClasses)
      this.deliveryFit[number]!.set(index, deliveryFit(fans.regionShares, shipping));
    const fit = priceFit(fans.priceBandShares, this.reference.priceBands.length);
    this.priceFit.forEach((column, band) => column.set(index, fit[band]!));
    this.ownPriceFit.set(index, this.ownPriceFitOf(fans.categoryPriceBandShares));
    const isAverage = AVERAGED.includes(fans.sources.categoryShares);
    const { purchases, largest, underTop } = isAverage
      ? this.boughtAlike(fans.categoryShares)
      : this.bought(fans.categoryShares);
    this.purchases.set(index, purchases, isAverage);
    this.largestAffinity.set(index, largest);
    this.largestUnderTop.forEach((column, top) => column?.set(index, underTop[top]!));
    this.niche.set(index, new Int32Array(row.niche));
    this.rests.set(index, Object.values(fans.sources).some((source) => AVERAGED.includes(source)) ? 1 : 0);
  }

  remove(id: string): void {
    const index = this.indexes.get(id);
    if (index === undefined) return;
    this.indexes.delete(id);
    this.free.push(index);
    this.ids[index] = '';
    this.followers.set(index, GONE);
    for (const rows of [this.ownPriceFit, this.purchases, this.niche]) rows.set(index, NOTHING);
  }

  /** Bytes held by the columns. */
  get bytes(): number {
    const columns = [
      this.followers,
      this.sessionDemand,
      this.largestAffinity,
      this.rests,
      ...this.largestUnderTop,
      ...this.audienceFit,
      ...this.deliveryFit,
      ...this.priceFit,
    ];
    const rows = [this.ownPriceFit, this.purchases, this.niche];
    return (
      columns.reduce((sum, column) => sum + (column?.values.byteLength ?? 0), 0) +
      rows.reduce((sum, { bytes }) => sum + bytes, 0)
    );
  }

  private add(id: string): number {
    const index = this.free.pop() ?? this.size++;
    this.indexes.set(id, index);
    this.ids[index] = id;
    return index;
  }

  private boughtAlike(shares: ShareMap): Bought {
    let bought = this.boughtOnAverage.get(shares);
    if (!bought) this.boughtOnAverage.set(shares, (bought = this.bought(shares)));
    return bought;
  }

  private bought(shares: ShareMap): Bought {
    const purchases = purchasesOf(shares, this.reference.categories);
    const { raw, largest } = rawAffinities(purchases, this.kinship);
    const { tops } = this.kinship;
    const underTop = new Int32Array(raw.length);
    for (let number = 0; number < raw.length; number++) {
      underTop[tops[number]!] = Math.max(underTop[tops[number]!]!, relativeTo(largest, raw[number]!));
    }
    return { purchases, largest, underTop };
  }

  private ownPriceFitOf(byCategory: Record<string, number[]>): Int32Array {
    const { categories, priceBands } = this.reference;
    const row: number[] = [];
    for (const [key, shares] of Object.entries(byCategory)) {
      const category = categories.get(Number(key));
      if (category) row.push(category.number, ...priceFit(shares, priceBands.length));
    }
    return new Int32Array(row);
  }
}

/** A column at each of the numbers. */
const columnsAt = (numbers: readonly number[], column: () => Column): (Column | undefined)[] =>
  Array.from({ length: Math.max(0, ...numbers) + 1 }, (_, number) =>
    numbers.includes(number) ? column() : undefined,
  );
