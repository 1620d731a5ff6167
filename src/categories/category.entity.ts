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
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';
import { Audience } from '../skus/audience.entity';

@Entity()
@Check('category_number_ck', `number BETWEEN 1 AND 16383`)
@Check('category_slug_ck', `slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`)
@ObjectType({
  implements: Node,
  description: 'A category of goods; a tree of three levels, whose leaves hold the SKUs.',
  simpleResolvers: true,
})
export class Category implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('Category', this.uuid);
  }

  /** Small and stable: what a matching cell packs instead of the UUID. */
  @Column('smallint', { unique: true })
  number!: number;

  @Column('text', { unique: true })
  @Field(() => String, { description: 'The stable name in filters, e.g. "jadeite-bangles".' })
  slug!: string;

  @Column('text')
  @Field(() => String, { description: 'The Chinese name.' })
  name!: string;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'The English name.' })
  nameEn!: string | null;

  @Index()
  @Column('smallint', { nullable: true })
  parentNumber!: number | null;

  @ManyToOne(() => Category)
  @JoinColumn({ name: 'parent_number', referencedColumnName: 'number' })
  parentRow?: Relation<Category> | null;

  /** Who buys such goods where a SKU says nothing itself; set on leaves. */
  @Column('smallint', { nullable: true })
  audienceNumber!: number | null;

  @ManyToOne(() => Audience)
  @JoinColumn({ name: 'audience_number', referencedColumnName: 'number' })
  audienceRow?: Relation<Audience> | null;

  /** Other names that people give the category in a spreadsheet. */
  @Column('text', { array: true, default: [] })
  aliases!: string[];

  /** Nouns in a title by which goods of the category are recognised. */
  @Column('text', { array: true, default: [] })
  keywords!: string[];
}
