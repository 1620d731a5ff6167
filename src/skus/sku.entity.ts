import { GraphQLDateTime } from 'graphql-scalars';
import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { Field, Int, ObjectType } from 'type-graphql';
import { Category } from '../categories/category.entity';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';
import { Supplier, SupplierStatus } from '../suppliers/supplier.entity';
import { Audience } from './audience.entity';
import { ShippingClass } from './shipping-class.entity';
import { Guarantee, Provenance, SkuStatus } from './sku.enums';

const VISIBLE = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;
const RELIABLE = `${VISIBLE} AND supplier_reliable`;
const STATIC_SCORE =
  'static_score(supplier_quality, price_advantage(live_price, market_price), commission_value(commission_rate), momentum(sales_recent, sales_previous))';
const CELL =
  'CASE WHEN supplier_newcomer THEN -1 ELSE 1 END * matching_cell_key(status, supplier_status, flagged, belt_number, category_number, price_band_number(live_price), audience_number, shipping_number, stock)';

/** Prices are integer fen; rates are basis points; values are millionths. */
@Entity()
@Check('sku_code_ck', `length(code) BETWEEN 1 AND 64`)
@Check('sku_title_ck', `length(title) BETWEEN 1 AND 200`)
@Check('sku_price_ck', `0 < supply_price AND supply_price <= live_price AND market_price > 0`)
@Check('sku_price_limit_ck', `live_price <= 2000000000 AND market_price <= 2000000000`)
@Check('sku_commission_ck', `commission_rate BETWEEN 0 AND 9000`)
@Check('sku_counts_ck', `stock >= 0 AND sales_total >= 0 AND sales_recent >= 0 AND sales_previous >= 0`)
@Unique(['supplierId', 'code'])
@Index('sku_match_ix', { synchronize: false })
@Index('sku_search_ix', { synchronize: false })
@Index('sku_code_ix', { synchronize: false })
@Index('sku_wide_code_ix', ['supplierQuality', 'uuid'], {
  where: `${VISIBLE} AND octet_length(code) <> length(code)`,
})
@Index('sku_newest_ix', ['createdAt', 'uuid'], { where: VISIBLE })
@Index('sku_price_ix', { synchronize: false })
@Index('sku_quality_ix', { synchronize: false })
@Index('sku_belt_newest_ix', ['beltNumber', 'createdAt', 'uuid'], { where: VISIBLE })
@Index('sku_belt_price_ix', ['beltNumber', 'livePriceFen', 'uuid'], { where: VISIBLE })
@Index('sku_category_price_ix', ['categoryNumber', 'livePriceFen', 'uuid'], { where: VISIBLE })
@Index('sku_supplier_newest_ix', { synchronize: false })
@Index(
  'sku_facet_ix',
  ['livePriceFen', 'beltNumber', 'categoryNumber', 'guaranteeBits', 'provenance', 'reliable', 'inAlliance'],
  { where: VISIBLE },
)
@Index('sku_alliance_supplier_ix', ['supplierId'], { where: 'in_alliance' })
@Index('sku_alliance_newest_ix', ['createdAt', 'uuid'], { where: `in_alliance AND ${VISIBLE}` })
@Index('sku_alliance_quality_ix', ['supplierQuality', 'uuid'], { where: `in_alliance AND ${VISIBLE}` })
@Index('sku_alliance_price_ix', { synchronize: false })
@Index('sku_reliable_price_ix', { synchronize: false })
@Index('sku_reliable_newest_ix', ['createdAt', 'uuid'], { where: RELIABLE })
@Index('sku_reliable_quality_ix', ['supplierQuality', 'uuid'], { where: RELIABLE })
@Index('sku_ineligible_ix', ['status', 'supplierStatus', 'flagged'], { where: 'cell IS NULL' })
@ObjectType({
  implements: Node,
  description: 'One sellable good of a supplier (货品), with its own code.',
  simpleResolvers: true,
})
export class Sku implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('Sku', this.uuid);
  }

  @Column('uuid')
  supplierId!: string;

  /** The supplier, where a list looked ahead and brought it along. */
  ownSupplier?: Supplier;

  /** Copies of the supplier's columns; the foreign key below keeps them true. */
  @Column('smallint')
  beltNumber!: number;

  @Column('enum', { enum: SupplierStatus, enumName: 'supplier_status' })
  supplierStatus!: SupplierStatus;

  @Column('integer')
  supplierQuality!: number;

  @Column('boolean', { default: false, select: false })
  supplierNewcomer!: boolean;

  @Column('boolean', { name: 'supplier_reliable', default: false })
  @Field(() => Boolean, {
    description: 'Whether its supplier has the label of reliable goods (靠谱货) at present.',
  })
  reliable!: boolean;

  @ManyToOne(() => Supplier, { nullable: false, onUpdate: 'CASCADE' })
  @JoinColumn([
    { name: 'supplier_id', referencedColumnName: 'uuid', foreignKeyConstraintName: 'sku_supplier_fk' },
    { name: 'belt_number', referencedColumnName: 'beltNumber' },
    { name: 'supplier_status', referencedColumnName: 'status' },
    { name: 'supplier_quality', referencedColumnName: 'quality' },
    { name: 'supplier_newcomer', referencedColumnName: 'newcomer' },
    { name: 'supplier_reliable', referencedColumnName: 'reliable' },
  ])
  supplierRow?: Relation<Supplier>;

  @Column('text')
  @Field(() => String, {
    description: 'The supplier’s own code of the SKU, unique within the supplier; 1 to 64 characters.',
  })
  code!: string;

  @Column('text')
  @Field(() => String, { description: 'The Chinese title, as shown in the live room; 1 to 200 characters.' })
  title!: string;

  /** Title and code, folded as search folds its terms. */
  @Column('text', { select: false })
  searchText!: string;

  /** Bigrams of searchText. */
  @Column('tsvector', { select: false })
  searchVector!: string;

  /** What only a page about one SKU shows; see loaders.skuDetail. */
  @Column('text', { default: '', select: false })
  description!: string;

  @Column('jsonb', { default: {}, select: false })
  attributes!: Record<string, string>;

  @Column('text', { array: true, default: [], select: false })
  imageUrls!: string[];

  @Column('smallint')
  categoryNumber!: number;

  @ManyToOne(() => Category, { nullable: false })
  @JoinColumn({ name: 'category_number', referencedColumnName: 'number' })
  categoryRow?: Relation<Category>;

  /** The SKU's own audience, or its category's where it has none. */
  @Column('smallint')
  audienceNumber!: number;

  @ManyToOne(() => Audience, { nullable: false })
  @JoinColumn({ name: 'audience_number', referencedColumnName: 'number' })
  audienceRow?: Relation<Audience>;

  @Column('smallint')
  shippingNumber!: number;

  @ManyToOne(() => ShippingClass, { nullable: false })
  @JoinColumn({ name: 'shipping_number', referencedColumnName: 'number' })
  shippingRow?: Relation<ShippingClass>;

  @Column('enum', { enum: Provenance, enumName: 'provenance' })
  @Field(() => Provenance, { description: 'What makes it source goods.' })
  provenance!: Provenance;

  @Column('integer', { name: 'supply_price' })
  supplyPriceFen!: number;

  @Column('integer', { name: 'live_price' })
  livePriceFen!: number;

  @Column('integer', { name: 'market_price', nullable: true })
  marketPriceFen!: number | null;

  @Column('integer', { name: 'commission_rate', default: 0 })
  commissionBasisPoints!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, {
    description: 'Pieces that can be sold now. For streamers, and for those who own the SKU.',
  })
  stock!: number;

  @Column('enum', { enum: Guarantee, enumName: 'guarantee', array: true, default: [] })
  @Field(() => [Guarantee], { description: 'What the supplier promises a buyer.' })
  guarantees!: Guarantee[];

  /** The same as bits, in the order of the enum: small enough for an index. */
  @Column({
    type: 'smallint',
    generatedType: 'STORED',
    asExpression: 'guarantee_bits(guarantees)',
    select: false,
  })
  guaranteeBits!: number;

  @Column('enum', { enum: SkuStatus, enumName: 'sku_status', default: SkuStatus.LISTED })
  @Field(() => SkuStatus, { description: 'Whether it is in the catalogue.' })
  status!: SkuStatus;

  /** Held back from matching by a reviewer. */
  @Column('boolean', { default: false })
  flagged!: boolean;

  /** Kept by the decisions on it, in the same transaction. */
  @Column('boolean', { default: false })
  @Field(() => Boolean, {
    description: 'Whether it is in the shared library (好物联盟) that streamers pick from.',
  })
  inAlliance!: boolean;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Pieces sold so far, as the supplier reports it.' })
  salesTotal!: number;

  /** Pieces sold in the last seven days, and in the seven before. Ranking reads what follows from them, below. */
  @Column('integer', { default: 0, select: false })
  salesRecent!: number;

  @Column('integer', { default: 0, select: false })
  salesPrevious!: number;

  @Column({
    type: 'smallint',
    name: 'price_band',
    generatedType: 'STORED',
    asExpression: 'price_band_number(live_price)',
  })
  priceBandNumber!: number;

  @Column({
    type: 'integer',
    generatedType: 'STORED',
    asExpression: 'price_advantage(live_price, market_price)',
    select: false,
  })
  priceAdvantage!: number;

  @Column({
    type: 'integer',
    generatedType: 'STORED',
    asExpression: 'commission_value(commission_rate)',
    select: false,
  })
  commissionValue!: number;

  @Column({
    type: 'integer',
    generatedType: 'STORED',
    asExpression: 'momentum(sales_recent, sales_previous)',
    select: false,
  })
  momentum!: number;

  @Column({ type: 'integer', generatedType: 'STORED', asExpression: STATIC_SCORE, select: false })
  staticScore!: number;

  /** The matching cell, below zero where the supplier is a newcomer; null where the SKU is not eligible. */
  @Column({ type: 'bigint', nullable: true, generatedType: 'STORED', asExpression: CELL })
  cell!: string | null;

  @Column('integer', { default: 1 })
  @Field(() => Int, { description: 'Counts up with every change of the SKU; for optimistic locking.' })
  version!: number;

  @Column('timestamptz', { default: () => 'now()', select: false })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  @Field(() => GraphQLDateTime, { description: 'When the SKU last changed.' })
  updatedAt!: Date;
}
