import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { SAMPLE_LIMITS } from '../config/limits';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Sku } from '../skus/sku.entity';
import { visibleSku } from '../skus/sku.service';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';
import { answerSampleRequest } from './sample-request-answer.service';
import { createSampleRequest } from './sample-request-create.service';
import { SampleRequest } from './sample-request.entity';
import { listSampleRequests } from './sample-request.service';
import {
  SampleRequestAnswerInput,
  SampleRequestConnection,
  SampleRequestCreateInput,
  SampleRequestPayload,
  SampleRequestsArgs,
} from './sample-request.types';

@Resolver(() => SampleRequest)
export class SampleRequestResolver {
  @Mutation(() => SampleRequestPayload, {
    description:
      'Asks for samples of listed goods. While a request for the same goods is under way, the very same one gives it ' +
      'back. The supplier and its belt’s operators learn the streamer’s handle and name by it. For the streamer and ' +
      'services. User errors: INVALID, NOT_FOUND; WRONG_STATE where the SKU is not listed, or another request for it is ' +
      `under way; TOO_LARGE with ${SAMPLE_LIMITS.openPerStreamer} under way. Error FORBIDDEN for another’s name.`,
  })
  sampleRequestCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => SampleRequestCreateInput, { description: 'What is wanted.' })
    input: SampleRequestCreateInput,
  ): Promise<SampleRequestPayload> {
    return createSampleRequest(context, input);
  }

  @Mutation(() => SampleRequestPayload, {
    description:
      'Answers a request for samples, or says how far it is. For the supplier, its belt’s operators and services; RECEIVE ' +
      'for the streamer, too. User errors: INVALID, NOT_FOUND; CONFLICT where it is not at expectedVersion any more; ' +
      'WRONG_STATE. Error FORBIDDEN for those who may only look at it.',
  })
  sampleRequestAnswer(
    @Ctx() context: RequestContext,
    @Arg('input', () => SampleRequestAnswerInput, { description: 'What is said to which request.' })
    input: SampleRequestAnswerInput,
  ): Promise<SampleRequestPayload> {
    return answerSampleRequest(context, input);
  }

  @FieldResolver(() => Sku, {
    nullable: true,
    description:
      'The goods; null where they are not in the catalogue any more, for those who are not their people.',
  })
  sku(@Ctx() context: RequestContext, @Root() { skuId }: SampleRequest): Promise<Sku | null> {
    return visibleSku(context, skuId);
  }

  @FieldResolver(() => String, { description: 'The handle of the streamer who asks.' })
  streamerHandle(@Root() { streamerRow }: SampleRequest): string | undefined {
    return streamerRow?.handle;
  }

  @FieldResolver(() => String, { description: 'The name of the streamer who asks.' })
  streamerName(@Root() { streamerRow }: SampleRequest): string | undefined {
    return streamerRow?.name;
  }
}

const LISTED = 'Errors: FORBIDDEN, INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT.';

@Resolver(() => Streamer)
export class StreamerSampleFields {
  @FieldResolver(() => SampleRequestConnection, {
    nullable: true,
    description: `The streamer’s requests for samples, newest first. For themselves and services. ${LISTED}`,
  })
  sampleRequests(
    @Ctx() context: RequestContext,
    @Root() streamer: Streamer,
    @Args(() => SampleRequestsArgs) args: SampleRequestsArgs,
  ): Promise<Connection<SampleRequest>> {
    return listSampleRequests(context, streamer, 'streamer_id', args);
  }
}

@Resolver(() => Supplier)
export class SupplierSampleFields {
  @FieldResolver(() => SampleRequestConnection, {
    nullable: true,
    description:
      'Requests for samples of its goods, newest first. For the supplier, the operators of its belt, and services. ' +
      LISTED,
  })
  sampleRequests(
    @Ctx() context: RequestContext,
    @Root() supplier: Supplier,
    @Args(() => SampleRequestsArgs) args: SampleRequestsArgs,
  ): Promise<Connection<SampleRequest>> {
    return listSampleRequests(context, supplier, 'supplier_id', args);
  }
}
