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
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { Region } from '../geography/region.entity';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';

export enum SupplierKind {
  FACTORY = 'FACTORY',
  MARKET_STALL = 'MARKET_STALL',
  COOPERATIVE = 'COOPERATIVE',
  BRAND = 'BRAND',
  TRADER = 'TRADER',
}
registerEnumType(SupplierKind, {
  name: 'SupplierKind',
  description: 'What kind of business a supplier is.',
  valuesConfig: {
    FACTORY: { description: 'Makes the goods itself (工厂).' },
    MARKET_STALL: { description: 'Sells from a stall of a wholesale market (档口).' },
    COOPERATIVE: { description: 'A farmers’ cooperative or a farm (合作社).' },
    BRAND: { description: 'Owns a brand (品牌).' },
    TRADER: { description: 'Buys and sells (贸易商).' },
  },
});

export enum SupplierStatus {
  ACTIVE = 'ACTIVE',
  LIMITED = 'LIMITED',
  FROZEN = 'FROZEN',
}
registerEnumType(SupplierStatus, {
  name: 'SupplierStatus',
  description: 'What a supplier may do.',
  valuesConfig: {
    ACTIVE: { description: 'Listed and matched.' },
    LIMITED: { description: 'Listed, but not in matches.' },
    FROZEN: { description: 'Neither listed nor matched.' },
  },
});

/** The five copied columns are unique together so that a SKU's foreign key can hold, and follow, its copies. */
@Entity()
@Check('supplier_quality_ck', `quality BETWEEN 0 AND 1000000`)
@Check('supplier_code_ck', `length(code) BETWEEN 1 AND 64`)
@Check('supplier_name_ck', `length(name) BETWEEN 1 AND 200`)
@Check('supplier_licence_ck', `licence ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$'`)
@Unique(['beltNumber', 'code'])
@Unique('supplier_copied_uq', ['uuid', 'beltNumber', 'status', 'quality', 'newcomer'])
@Index(['quality', 'uuid'])
@Index(['name', 'uuid'])
@Index('supplier_search_ix', { synchronize: false })
@Index(['beltNumber', 'quality', 'uuid'])
@ObjectType({
  implements: Node,
  description: 'A supplier (供应商): factory, market stall, cooperative or farm, brand, trader.',
  simpleResolvers: true,
})
export class Supplier implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('Supplier', this.uuid);
  }

  @Column('smallint')
  beltNumber!: number;

  @ManyToOne(() => Belt, { nullable: false })
  @JoinColumn({ name: 'belt_number', referencedColumnName: 'number' })
  beltRow?: Relation<Belt>;

  @Column('text')
  @Field(() => String, {
    description: 'The supplier’s own code, unique within its belt; 1 to 64 characters.',
  })
  code!: string;

  @Column('text')
  @Field(() => String, { description: 'The Chinese name; 1 to 200 characters.' })
  name!: string;

  /** The name as search folds its terms; Postgres computes it, so that it follows whoever changes the name. */
  @Column({ type: 'text', generatedType: 'STORED', asExpression: 'search_fold(name)', select: false })
  searchText!: string;

  /** Bigrams of searchText. */
  @Column({
    type: 'tsvector',
    generatedType: 'STORED',
    asExpression: 'search_lexemes(search_fold(name))',
    select: false,
  })
  searchVector!: string;

  @Column('enum', { enum: SupplierKind, enumName: 'supplier_kind' })
  @Field(() => SupplierKind, { description: 'What kind of business it is.' })
  kind!: SupplierKind;

  @Column('enum', { enum: SupplierStatus, enumName: 'supplier_status', default: SupplierStatus.ACTIVE })
  @Field(() => SupplierStatus, { description: 'What it may do at present.' })
  status!: SupplierStatus;

  @Column('varchar', { length: 6, nullable: true })
  regionCode!: string | null;

  @ManyToOne(() => Region)
  @JoinColumn({ name: 'region_code', referencedColumnName: 'code' })
  regionRow?: Relation<Region> | null;

  /** The supplier quality score in millionths. */
  @Column('integer', { name: 'quality' })
  quality!: number;

  /** Shown little so far; given some places of every ranking. The set is chosen anew once a day. */
  @Column('boolean', { default: false })
  newcomer!: boolean;

  /** Shown to be an enterprise (企业资质), not a person in business. */
  @Column('boolean', { default: false })
  enterpriseQualified!: boolean;

  /** The unified social credit code (统一社会信用代码, GB 32100) of its business licence; null where none was shown. */
  @Column('text', { nullable: true })
  licence!: string | null;

  /** The day its shop opened, in China; null where nobody knows. */
  @Column('date', { nullable: true })
  openedOn!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
