import { ArgsType, Field, Float, Int, ObjectType } from 'type-graphql';
import { MATCH_LIMITS, PAGE_LIMITS } from '../config/limits';
import { PageInfo } from '../graphql/connection';
import { Lazy } from '../graphql/lazy';
import { ScoreComponent } from '../matching/match.types';
import { MatchWeightsInput } from '../matching/weights';
import { Sku } from '../skus/sku.entity';
import { Streamer } from '../streamers/streamer.entity';
import { StreamerFilter } from '../streamers/streamer.types';

const { defaultSize, maxSize } = PAGE_LIMITS;

@ArgsType()
export class StreamerMatchArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many from the best on, 0 to ${maxSize}; ${defaultSize} where left out.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only what ranks after this cursor, which must be of the same goods, filter and weights.',
  })
  after?: string | null;

  @Field(() => StreamerFilter, {
    nullable: true,
    description:
      'Which streamers to rank. It tells what their cards say, so it is for those who may see cards; others get ' +
      'FORBIDDEN.',
  })
  filter?: StreamerFilter | null;

  @Field(() => MatchWeightsInput, { nullable: true, description: 'What matters how much.' })
  weights?: MatchWeightsInput | null;
}

@ObjectType({ description: 'How the ranking of streamers was obtained.', simpleResolvers: true })
export class StreamerMatchDiagnostics {
  @Field(() => Int, { description: 'Eligible SKUs that the streamers were ranked for.' })
  skusConsidered!: number;

  @Field(() => Int, { description: 'Streamers that the ranking ranges over; 0 where no SKU is eligible.' })
  streamersConsidered!: number;

  @Field(() => Int, {
    description: 'Streamers that were scored in full; the others could not come this far.',
  })
  streamersScored!: number;

  @Field(() => Boolean, {
    description: 'True where no streamer left out scores above one returned; every streamer is looked at.',
  })
  exact!: boolean;
}

@ObjectType({
  description: 'One streamer whom goods suit, and the place in the ranking.',
  simpleResolvers: true,
})
export class StreamerMatchEdge {
  @Field(() => String, { description: 'The place in the ranking, for after.' })
  cursor!: string;

  @Field(() => Streamer, {
    nullable: true,
    description: 'The streamer. For operators; others get null and FORBIDDEN.',
  })
  node!: Streamer;

  @Field(() => Int, { description: '1 for the best.' })
  rank!: number;

  @Field(() => Float, {
    description: '0..1; the same as in matches of the streamer, where the SKU is found.',
  })
  score!: number;

  @Field(() => Sku, {
    description: 'The SKU that decides the score: of those asked about, the streamer’s best.',
  })
  sku!: Sku;

  @Lazy()
  @Field(() => [ScoreComponent], { description: 'What the score is made of, one per factor.' })
  components!: ScoreComponent[] | (() => ScoreComponent[]);

  @Lazy()
  @Field(() => [String], {
    description:
      'Short sentences about the streamer, in the language of Accept-Language (zh-CN by default); at most four.',
  })
  reasons!: string[] | (() => string[]);
}

@ObjectType({
  description: `Streamers whom goods suit, best first, up to rank ${MATCH_LIMITS.maxDepth}.`,
  simpleResolvers: true,
})
export class StreamerMatchConnection {
  @Field(() => [StreamerMatchEdge], { description: 'The page, with ranks and reasons.' })
  edges!: StreamerMatchEdge[];

  @Field(() => [Streamer], {
    nullable: true,
    description: 'The page’s streamers. For operators; others get null and FORBIDDEN.',
  })
  nodes!: Streamer[];

  @Field(() => PageInfo, { description: 'Where the page stands in the ranking.' })
  pageInfo!: PageInfo;

  @Field(() => StreamerMatchDiagnostics, { description: 'How the ranking was obtained.' })
  diagnostics!: StreamerMatchDiagnostics;
}
