import { type AuditResult, auditServer } from 'graphql-http';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/* The audits of the specification's reference implementation, over real HTTP. */

let server: TestServer;
let results: AuditResult[];

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  results = await auditServer({ url: `${server.url}/graphql` });
});
afterAll(() => closeHealthy(server));

/** By what an audit says that a server MUST, SHOULD or MAY do. */
const outcome = (word: string): { passed: number; failed: string[] } => {
  const of = results.filter(({ name }) => name.startsWith(word));
  const failed = of.filter(({ status }) => status !== 'ok');
  return { passed: of.length - failed.length, failed: failed.map(({ name }) => name) };
};

it('all that a server must do', () => {
  expect(outcome('MUST')).toEqual({ passed: 13, failed: [] });
});

it('all that it should do', () => {
  expect(outcome('SHOULD')).toEqual({ passed: 23, failed: [] });
});

it('of what it may do, all but queries by GET that a page elsewhere could have sent', () => {
  expect(outcome('MAY')).toEqual({
    passed: 22,
    failed: [
      'MAY accept application/x-www-form-urlencoded formatted GET requests',
      'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
      'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
    ],
  });
});
