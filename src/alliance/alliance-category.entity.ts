import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Category } from '../categories/category.entity';

/**
 * What was said of a category: from then on it is open, or closed, with all below it of which nothing is said. The last
 * word on a category counts; where there is none up to the top, it is open. Only ever added to.
 */
@Entity()
@Index(['categoryNumber', 'at'])
export class AllianceCategory {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  @Column('smallint')
  categoryNumber!: number;

  @ManyToOne(() => Category, { nullable: false })
  @JoinColumn({ name: 'category_number', referencedColumnName: 'number' })
  categoryRow?: Relation<Category>;

  /** Null: as the category above. */
  @Column('boolean', { nullable: true })
  isOpen!: boolean | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;
}
