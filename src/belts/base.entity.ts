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
import { Field, ObjectType } from 'type-graphql';
import { Region } from '../geography/region.entity';
import { Belt } from './belt.entity';

@Entity()
@Check('base_slug_ck', `slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`)
@ObjectType({
  description: 'An operating site (基地) inside a belt; its operators upload SKUs.',
  simpleResolvers: true,
})
export class Base {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  @Index()
  @Column('smallint')
  beltNumber!: number;

  @ManyToOne(() => Belt, { nullable: false })
  @JoinColumn({ name: 'belt_number', referencedColumnName: 'number' })
  beltRow?: Relation<Belt>;

  @Column('text', { unique: true })
  @Field(() => String, { description: 'The stable name, e.g. "yiwu-futian".' })
  slug!: string;

  @Column('text')
  @Field(() => String, { description: 'The Chinese name.' })
  name!: string;

  @Column('text')
  @Field(() => String, { description: 'The English name.' })
  nameEn!: string;

  @Column('varchar', { length: 6 })
  regionCode!: string;

  @ManyToOne(() => Region, { nullable: false })
  @JoinColumn({ name: 'region_code', referencedColumnName: 'code' })
  regionRow?: Relation<Region>;
}
