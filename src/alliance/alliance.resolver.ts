import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Sku } from '../skus/sku.entity';
import { applyForAlliance, withdrawFromAlliance } from './alliance-changes.service';
import { addRule, setCategory } from './alliance-rules.service';
import { readAlliance } from './alliance.service';
import {
  Alliance,
  AllianceCategoryPayload,
  AllianceCategorySetInput,
  AllianceResult,
  AllianceRuleAddInput,
  AllianceRulePayload,
  AllianceSkusInput,
  AllianceSkusPayload,
} from './alliance.types';

@Resolver(() => AllianceResult)
export class AllianceResolver {
  @Query(() => Alliance, {
    nullable: true,
    description: 'The shared library (好物联盟) that streamers pick goods from: its rules.',
  })
  alliance(@Ctx() context: RequestContext): Promise<Alliance> {
    return readAlliance(context);
  }

  @Mutation(() => AllianceSkusPayload, {
    description:
      'Has goods let into the alliance: each that meets the rules of today comes in, though others do not. Goods that ' +
      'are in and do not meet them any more fall out. The same again changes nothing. For the goods’ supplier, their ' +
      'belt’s operators and services. User errors: INVALID without SKUs, TOO_LARGE; what is wrong with one of them stands with it.',
  })
  allianceApply(
    @Ctx() context: RequestContext,
    @Arg('input', () => AllianceSkusInput, { description: 'Which goods.' }) input: AllianceSkusInput,
  ): Promise<AllianceSkusPayload> {
    return applyForAlliance(context, input);
  }

  @Mutation(() => AllianceSkusPayload, {
    description:
      'Takes goods out of the alliance; those that are not in stay as they are. Streamers keep them on their shelves, ' +
      'marked as not to be had. For the same people as allianceApply. User errors: INVALID without SKUs, TOO_LARGE.',
  })
  allianceWithdraw(
    @Ctx() context: RequestContext,
    @Arg('input', () => AllianceSkusInput, { description: 'Which goods.' }) input: AllianceSkusInput,
  ): Promise<AllianceSkusPayload> {
    return withdrawFromAlliance(context, input);
  }

  @Mutation(() => AllianceRulePayload, {
    description:
      'Adds a version of a rule, which takes the place of the one before from a day to come on. The very same one again ' +
      'adds nothing. For ADMIN. User errors: INVALID.',
  })
  allianceRuleAdd(
    @Ctx() context: RequestContext,
    @Arg('input', () => AllianceRuleAddInput, { description: 'The rule, and when it holds.' })
    input: AllianceRuleAddInput,
  ): Promise<AllianceRulePayload> {
    return addRule(context, input);
  }

  @Mutation(() => AllianceCategoryPayload, {
    description:
      'Opens or closes a category, with all below it of which nothing is said, from now on; goods of a closed one fall ' +
      'out within minutes. The same again changes nothing. For ADMIN. User errors: NOT_FOUND.',
  })
  allianceCategorySet(
    @Ctx() context: RequestContext,
    @Arg('input', () => AllianceCategorySetInput, { description: 'The category, and what holds for it.' })
    input: AllianceCategorySetInput,
  ): Promise<AllianceCategoryPayload> {
    return setCategory(context, input);
  }

  @FieldResolver(() => Sku, {
    nullable: true,
    description: 'The SKU as it is now; null where it is not yours.',
  })
  sku(@Ctx() { loaders }: RequestContext, @Root() { skuId }: AllianceResult): Promise<Sku | null> | null {
    return skuId === null ? null : loaders.sku.load(skuId);
  }
}
