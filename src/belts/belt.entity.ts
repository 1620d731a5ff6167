import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Region } from '../geography/region.entity';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';

export enum BeltKind {
  APPAREL = 'APPAREL',
  JADE = 'JADE',
  SMALL_COMMODITY = 'SMALL_COMMODITY',
  HOME = 'HOME',
  FOOD = 'FOOD',
  TEA = 'TEA',
  PRODUCE = 'PRODUCE',
  OTHER = 'OTHER',
}
registerEnumType(BeltKind, {
  name: 'BeltKind',
  description: 'The kind of goods that a belt makes.',
  valuesConfig: {
    APPAREL: { description: 'Clothing, shoes, bags (服饰).' },
    JADE: { description: 'Jade, gems, pearls and jewellery (玉石珠宝).' },
    SMALL_COMMODITY: { description: 'Small commodities (小商品).' },
    HOME: { description: 'Furniture, ceramics, lighting, household goods (家居).' },
    FOOD: { description: 'Packaged food (食品).' },
    TEA: { description: 'Tea and tea ware (茶).' },
    PRODUCE: { description: 'Fresh fruit and vegetables (生鲜农产品).' },
    OTHER: { description: 'Anything else.' },
  },
});

@Entity()
@Check('belt_number_ck', `number BETWEEN 1 AND 1023`)
@Check('belt_slug_ck', `slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`)
@ObjectType({
  implements: Node,
  description: 'An industrial belt (产业带): a place that makes one kind of goods.',
  simpleResolvers: true,
})
export class Belt implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('Belt', this.uuid);
  }

  /** Small and stable: what a matching cell packs instead of the UUID. */
  @Column('smallint', { unique: true })
  number!: number;

  @Column('text', { unique: true })
  @Field(() => String, { description: 'The stable name in URLs and filters, e.g. "yiwu".' })
  slug!: string;

  @Column('text')
  @Field(() => String, { description: 'The Chinese name.' })
  name!: string;

  @Column('text')
  @Field(() => String, { description: 'The English name.' })
  nameEn!: string;

  @Column('enum', { enum: BeltKind, enumName: 'belt_kind' })
  @Field(() => BeltKind, { description: 'The kind of goods that the belt makes.' })
  kind!: BeltKind;

  @Index()
  @Column('varchar', { length: 6 })
  regionCode!: string;

  @ManyToOne(() => Region, { nullable: false })
  @JoinColumn({ name: 'region_code', referencedColumnName: 'code' })
  regionRow?: Relation<Region>;
}
