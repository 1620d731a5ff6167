import { Check, Column, Entity, Index, ManyToOne, JoinColumn, PrimaryColumn, type Relation } from 'typeorm';
import { Field, ObjectType, registerEnumType } from 'type-graphql';

export enum RegionLevel {
  PROVINCE = 'PROVINCE',
  CITY = 'CITY',
  COUNTY = 'COUNTY',
}
registerEnumType(RegionLevel, {
  name: 'RegionLevel',
  description: 'How large a region is.',
  valuesConfig: {
    PROVINCE: {
      description: 'A province, autonomous region, municipality or special administrative region.',
    },
    CITY: { description: 'A prefecture-level city or prefecture.' },
    COUNTY: { description: 'A county, county-level city or district.' },
  },
});

@Entity()
@Check('region_code_ck', `code ~ '^[0-9]{6}$'`)
@Check('region_top_ck', `(level = 'PROVINCE') = (parent_code IS NULL)`)
@ObjectType({ description: 'A province, city or county by its GB/T 2260 code.', simpleResolvers: true })
export class Region {
  @PrimaryColumn('varchar', { length: 6 })
  @Field(() => String, { description: 'The six digits of GB/T 2260, e.g. "330782".' })
  code!: string;

  @Column('text')
  @Field(() => String, { description: 'The full Chinese name, e.g. "义乌市".' })
  name!: string;

  @Column('text')
  @Field(() => String, { description: 'The Chinese name as people write it, e.g. "义乌".' })
  shortName!: string;

  @Column('enum', { enum: RegionLevel, enumName: 'region_level' })
  @Field(() => RegionLevel, { description: 'Province, city or county.' })
  level!: RegionLevel;

  @Index()
  @Column('varchar', { length: 6, nullable: true })
  parentCode!: string | null;

  @ManyToOne(() => Region)
  @JoinColumn({ name: 'parent_code', referencedColumnName: 'code' })
  parentRegion?: Relation<Region> | null;
}
