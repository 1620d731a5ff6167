import { ArgsType, Field, Float, InputType, registerEnumType } from 'type-graphql';
import { ConnectionArgs, connectionTypes } from '../graphql/connection';
import { OrderDirection } from '../graphql/order';
import { Supplier, SupplierKind } from './supplier.entity';

@InputType({ description: 'Which suppliers; every condition given must hold.' })
export class SupplierFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'Slugs of belts. Error NOT_FOUND for an unknown one.',
  })
  belts?: string[] | null;

  @Field(() => [SupplierKind], { nullable: true, description: 'Any of these kinds.' })
  kinds?: SupplierKind[] | null;

  @Field(() => Float, { nullable: true, description: 'A quality score of at least this, 0..1.' })
  minQuality?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only those with the label of reliable goods (靠谱货). False: only the others.',
  })
  reliable?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Suppliers whose name or code contains every word.' })
  text?: string | null;
}

export enum SupplierOrderField {
  QUALITY = 'QUALITY',
  NAME = 'NAME',
}
registerEnumType(SupplierOrderField, {
  name: 'SupplierOrderField',
  description: 'What suppliers are ordered by; ties by id.',
  valuesConfig: {
    QUALITY: { description: 'The supplier quality score.' },
    NAME: { description: 'The Chinese name, by code points.' },
  },
});

@InputType({ description: 'The order of suppliers.' })
export class SupplierOrder {
  @Field(() => SupplierOrderField, { description: 'What to order by.' })
  field!: SupplierOrderField;

  @Field(() => OrderDirection, { description: 'Rising or falling.' })
  direction!: OrderDirection;
}

@ArgsType()
export class SuppliersArgs extends ConnectionArgs {
  @Field(() => SupplierFilter, { nullable: true, description: 'Which suppliers.' })
  filter?: SupplierFilter | null;

  @Field(() => SupplierOrder, { nullable: true, description: 'Best quality first where left out.' })
  orderBy?: SupplierOrder | null;
}

export const SupplierConnection = connectionTypes('Supplier', () => Supplier, 'suppliers');
