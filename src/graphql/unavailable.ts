import type { ApolloServerPlugin } from '@apollo/server';
import { RETRY_SECONDS } from '../config/limits';
import type { RequestContext } from './context';

/** After how many seconds to try again; undefined for an error that stays. */
export const retryAfter = (code: unknown): number | undefined =>
  (RETRY_SECONDS as Record<string, number>)[String(code)];

/**
 * An answer of which nothing is left because of what passes by itself is 503 with Retry-After, so that proxies and
 * clients who look at the status alone do the right thing. One that has something is 200: it is for its readers.
 */
export const refuseForNow: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body, http } }) => {
      if (body.kind !== 'single' || !body.singleResult.errors) return;
      const { data, errors } = body.singleResult;
      const seconds = Math.max(...errors.map(({ extensions }) => retryAfter(extensions?.code) ?? 0));
      if (seconds === 0 || Object.values(data ?? {}).some((value) => value !== null)) return;
      http.status = 503;
      http.headers.set('retry-after', String(seconds));
    },
  }),
};
