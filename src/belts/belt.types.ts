import { ArgsType, Field, InputType } from 'type-graphql';
import { ConnectionArgs, connectionTypes } from '../graphql/connection';
import { Belt, BeltKind } from './belt.entity';

@InputType({ description: 'Which belts; every condition given must hold.' })
export class BeltFilter {
  @Field(() => BeltKind, { nullable: true, description: 'Belts of this kind of goods.' })
  kind?: BeltKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'Belts whose Chinese or English name or slug contains it.',
  })
  text?: string | null;
}

@ArgsType()
export class BeltsArgs extends ConnectionArgs {
  @Field(() => BeltFilter, { nullable: true, description: 'Which belts.' })
  filter?: BeltFilter | null;
}

export const BeltConnection = connectionTypes('Belt', () => Belt, 'belts');
