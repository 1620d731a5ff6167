import { chinaDay } from '../../src/calendar/china-day';
import type { TestServer } from './server';
import { OPERATOR, type Row } from './imports';
import type { Claims } from '../../src/auth/tokens';

export const RECORD = `mutation ($input: SupplierMetricsRecordInput!) {
  supplierMetricsRecord(input: $input) {
    items {
      outcome
      metricDay { day source orders sales { amount } ratings ratingSum version }
      userErrors { field code message }
    }
    userErrors { field code message }
  }
}`;

/** The day so many days ago, in China. */
export const daysAgo = (days: number): string => chinaDay(Date.now() - days * 86_400_000);

/** Figures of a good day: all is in time, all are answered, nothing comes back. */
export const GOOD_DAY = {
  source: 'shop',
  orders: 1_000,
  sales: '29900.50',
  ratings: 400,
  ratingSum: 1_990,
  dispatchedInTime: 995,
  enquiries: 500,
  replies: 495,
  qualityReturns: 2,
  disputes: 1,
  disputesSettledInTime: 1,
};

/** A client that records, and expects that it may. */
export const recordClient =
  (server: TestServer) =>
  async (items: Row[], as: Claims = OPERATOR, language = 'en'): Promise<any> => {
    const { data, errors } = await server.query(RECORD, {
      variables: { input: { items } },
      as,
      headers: { 'accept-language': language },
    });
    expect(errors).toBeUndefined();
    return data.supplierMetricsRecord;
  };
