import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import type { RequestContext } from '../graphql/context';
import { Streamer } from '../streamers/streamer.entity';
import { type Principal, Role } from './principal';

@ObjectType({ description: 'Who is asking.' })
export class Viewer {
  @Field(() => [Role], { description: 'What the token makes of them.' })
  roles!: Role[];
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { nullable: true, description: 'Who is asking; null without a token.' })
  viewer(@Ctx() { principal }: RequestContext): Viewer | null {
    return principal.subject === null ? null : { roles: [...principal.roles] };
  }

  @FieldResolver(() => Streamer, {
    nullable: true,
    description: 'The streamer that they are, if they are one.',
  })
  streamer(
    @Ctx() { loaders, principal }: RequestContext,
    @Root() _viewer: Viewer,
  ): Promise<Streamer | null> | null {
    if (!principal.roles.has(Role.STREAMER) || principal.streamer === null) return null;
    return loaders.streamerByHandle.load(principal.streamer);
  }

  @FieldResolver(() => [Belt], { description: 'The belts that they operate.' })
  belts(@Ctx() { app, principal }: RequestContext, @Root() _viewer: Viewer): Belt[] {
    return beltsOf(principal, [...app.reference.belts.values()]);
  }
}

const beltsOf = ({ roles, belts }: Principal, all: Belt[]): Belt[] =>
  roles.has(Role.OPERATOR) ? all.filter(({ slug }) => belts.has(slug)) : [];
