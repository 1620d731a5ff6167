import { isObjectType } from 'graphql';
import { ANONYMOUS } from '../../src/auth/principal';
import { buildSchema } from '../../src/graphql/schema';

/*
 * graphql-js lets go of the promises of a list when one of its items throws at once; if one of them is rejected later,
 * nobody waits for it, and that ends the process. So whoever may not see a field gets a promise.
 */
it('what may not be seen is refused by a promise, not by throwing', async () => {
  const streamer = (await buildSchema()).getType('Streamer');
  const { fanProfile } = isObjectType(streamer) ? streamer.getFields() : {};
  const answer = fanProfile!.resolve!({ handle: 'somebody' }, {}, { principal: ANONYMOUS }, {} as never);
  await expect(answer).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
