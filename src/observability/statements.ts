import { statementSeconds } from './metrics';
import { currentRequest } from './request-record';

const ofRequests = statementSeconds.labels('request');
const ofBackground = statementSeconds.labels('background');

/** A statement is sent. Returns what is called when it was answered. */
export function observeStatement(sql: string): (error?: unknown) => void {
  const record = currentRequest();
  if (record) record.statements++;
  const endSpan = record?.span?.statement(sql);
  const startedAt = performance.now();
  return (error) => {
    (record ? ofRequests : ofBackground).observe((performance.now() - startedAt) / 1000);
    endSpan?.(error);
  };
}
