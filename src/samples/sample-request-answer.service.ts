import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { authorOf } from '../audit/author';
import { denied } from '../auth/guard';
import { manages } from '../auth/rules';
import { SAMPLE_LIMITS } from '../config/limits';
import { notThere, uuidOf, wrongId } from '../graphql/argument-ids';
import type { RequestContext } from '../graphql/context';
import { failure, type Result, success, type UserError, userError } from '../graphql/user-errors';
import { type SampleRequest, SampleRequestStatus } from './sample-request.entity';
import { visibleSampleRequest } from './sample-request.service';
import { SampleAnswer, type SampleRequestAnswerInput } from './sample-request.types';
import { wrongText } from './texts';

const { REQUESTED, ACCEPTED, DECLINED, SHIPPED, RECEIVED } = SampleRequestStatus;

type Move = {
  from: readonly SampleRequestStatus[];
  to: SampleRequestStatus;
  /** Which text comes with it, how long it may be, and whether it must. */
  text?: { name: Text; max: number; needed: boolean };
  /** When it was said. An answer that is taken back was still an answer. */
  at: 'answered_at' | 'shipped_at' | 'received_at';
};

type Text = 'terms' | 'reason' | 'trackingNumber';

const TEXTS: Record<Text, string> = { terms: 'terms', reason: 'reason', trackingNumber: 'tracking_number' };

const { textCharacters, trackingCharacters } = SAMPLE_LIMITS;

const MOVES: Record<SampleAnswer, Move> = {
  [SampleAnswer.ACCEPT]: {
    from: [REQUESTED],
    to: ACCEPTED,
    text: { name: 'terms', max: textCharacters, needed: true },
    at: 'answered_at',
  },
  [SampleAnswer.DECLINE]: {
    from: [REQUESTED, ACCEPTED],
    to: DECLINED,
    text: { name: 'reason', max: textCharacters, needed: true },
    at: 'answered_at',
  },
  [SampleAnswer.SHIP]: {
    from: [ACCEPTED],
    to: SHIPPED,
    text: { name: 'trackingNumber', max: trackingCharacters, needed: false },
    at: 'shipped_at',
  },
  [SampleAnswer.RECEIVE]: { from: [SHIPPED], to: RECEIVED, at: 'received_at' },
};

/**
 * Moves a request for samples on. Of two who answer the same version, one succeeds.
 * @throws FORBIDDEN where one may see the request, but not answer so
 */
export async function answerSampleRequest(
  context: RequestContext,
  input: SampleRequestAnswerInput,
): Promise<Result<{ sampleRequest: SampleRequest }>> {
  const field = ['input', 'sampleRequest'];
  const uuid = uuidOf(input.sampleRequest, 'SampleRequest');
  if (uuid === undefined) return failure(wrongId(context, 'SampleRequest', field));
  const request = await visibleSampleRequest(context, uuid);
  if (!request) return failure(notThere(context, 'SampleRequest', field));
  // Whoever may see it may say that the samples are there: the streamer has them, the supplier the carrier's word.
  const mayAnswer = input.answer === SampleAnswer.RECEIVE || manages(context, request);
  if (!mayAnswer) throw denied(context, 'Mutation.sampleRequestAnswer');
  const move = MOVES[input.answer];
  const [first, ...others] = wrongTexts(context, input, move);
  if (first) return failure(first, ...others);
  const moved = await auditedTransaction(
    context.app.dataSource,
    authorOf(context, 'sampleRequestAnswer'),
    (runner) => moveOn(runner, uuid, move, input),
  );
  const now = (await context.loaders.sampleRequest.clear(uuid).load(uuid))!;
  if (moved) return success({ sampleRequest: now });
  if (now.version !== input.expectedVersion) {
    return failure(
      userError(context, 'CONFLICT', ['input', 'expectedVersion'], {
        en: `The request is at version ${now.version}; look at it anew.`,
        'zh-CN': `该申请当前版本为 ${now.version}，请刷新后重试。`,
      }),
    );
  }
  return failure(
    userError(context, 'WRONG_STATE', field, {
      en: `The request is ${now.status}; expected ${move.from.join(' or ')}.`,
      'zh-CN': `申请当前状态为 ${now.status}，应为 ${move.from.join(' 或 ')}。`,
    }),
  );
}

async function moveOn(
  runner: QueryRunner,
  uuid: string,
  { from, to, text, at }: Move,
  input: SampleRequestAnswerInput,
): Promise<boolean> {
  const said = text ? `, ${TEXTS[text.name]} = $5` : '';
  const [rows] = (await runner.query(
    `UPDATE sample_request
        SET status = $4, ${at} = coalesce(${at}, clock_timestamp()), version = version + 1, updated_at = now()${said}
      WHERE id = $1 AND version = $2 AND status = ANY ($3::sample_request_status[])
     RETURNING id`,
    [uuid, input.expectedVersion, from, to, ...(text ? [input[text.name]?.trim() ?? null] : [])],
  )) as [unknown[]];
  return rows.length > 0;
}

/** A text that the answer needs and has not, or has and has no use for, or that is too long. */
function wrongTexts(context: RequestContext, input: SampleRequestAnswerInput, { text }: Move): UserError[] {
  return (Object.keys(TEXTS) as Text[]).flatMap((name) => {
    const given = input[name];
    const isGiven = given !== null && given !== undefined;
    if (name === text?.name && (isGiven || text.needed))
      return wrongText(context, name, given?.trim() ?? '', text.max) ?? [];
    if (!isGiven) return [];
    return userError(context, 'INVALID', ['input', name], {
      en: `${name}: ${input.answer} has none.`,
      'zh-CN': `${name}：${input.answer} 不需要此项。`,
    });
  });
}
