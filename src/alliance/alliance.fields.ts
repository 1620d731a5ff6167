import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { type Connection, ForwardArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Decimal } from '../pricing/money.types';
import { Sku } from '../skus/sku.entity';
import { AllianceDecision } from './alliance-decision.entity';
import { AllianceRule } from './alliance-rule.entity';
import { allianceOf, checksOf, decisionsOn, feeRate } from './alliance.service';
import { AllianceCheck, AllianceDecisionConnection, SkuAlliance } from './alliance.types';
import { requiredBy } from './reasons';

@Resolver(() => Sku)
export class SkuAllianceFields {
  @FieldResolver(() => SkuAlliance, {
    nullable: true,
    description:
      'How it stands with the alliance (好物联盟), and what each rule says. For the supplier, the operators of its belt, ' +
      'and services. Errors: FORBIDDEN; INVALID_INPUT for a moment to come.',
  })
  alliance(
    @Ctx() context: RequestContext,
    @Root() sku: Sku,
    @Arg('asOf', () => GraphQLDateTime, {
      nullable: true,
      description: 'A moment that has been, by the rules of whose day in China to look; now where left out.',
    })
    asOf?: Date | null,
  ): Promise<SkuAlliance | null> {
    return allianceOf(context, sku, asOf ?? null);
  }
}

@Resolver(() => SkuAlliance)
export class AllianceHistoryFields {
  @FieldResolver(() => AllianceDecisionConnection, {
    nullable: true,
    description: 'The decisions until that moment, newest first.',
  })
  history(
    @Ctx() context: RequestContext,
    @Root() standing: SkuAlliance,
    @Args(() => ForwardArgs) args: ForwardArgs,
  ): Promise<Connection<AllianceDecision>> {
    return decisionsOn(context, standing, args);
  }
}

@Resolver(() => AllianceDecision)
export class AllianceDecisionFields {
  @FieldResolver(() => Float, {
    nullable: true,
    description: 'The fee that held then, 0..1; null where the goods were not let in.',
  })
  feeRate(@Root() { feeMillionths }: AllianceDecision): number | null {
    return feeRate(feeMillionths);
  }

  @FieldResolver(() => [AllianceCheck], {
    description: 'What each rule came to then; none where somebody took the goods out.',
  })
  rules(@Ctx() context: RequestContext, @Root() { recorded }: AllianceDecision): Promise<AllianceCheck[]> {
    return checksOf(context, recorded);
  }
}

@Resolver(() => AllianceRule)
export class AllianceRuleFields {
  @FieldResolver(() => Decimal, {
    nullable: true,
    description: 'Stars of RATING; yuan of SALES and NEWCOMER_FEE. Null for others.',
  })
  threshold(@Root() rule: AllianceRule): string | null {
    return requiredBy(rule);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'The fee of STANDARD_FEE and NEWCOMER_FEE, 0..1. Null for others.',
  })
  rate(@Root() { rateMillionths }: AllianceRule): number | null {
    return feeRate(rateMillionths);
  }
}
