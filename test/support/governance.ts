import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import type { GraphQlAnswer, TestServer } from './server';

/** Asking for ledgers and appeals as clients do. */

export const ADMIN: Claims = { roles: [Role.ADMIN] };
export const operatorOf = (...belts: string[]): Claims => ({ roles: [Role.OPERATOR], belts });
export const supplierOf = (supplier: string): Claims => ({ roles: [Role.SUPPLIER], supplier });

type Server = Pick<TestServer, 'query'>;

const ERRORS = 'userErrors { field code message }';
const STANDING = 'id status quality { score } credit { balance }';

const ENTER = `mutation ($input: CreditEntryCreateInput!) { creditEntryCreate(input: $input) {
  entry { id kind points hold text standingPoints stands } supplier { ${STANDING} } ${ERRORS} } }`;
const APPEAL = `mutation ($input: AppealCreateInput!) { appealCreate(input: $input) {
  appeal { id version status text } ${ERRORS} } }`;
const DECIDE = `mutation ($input: AppealDecideInput!) { appealDecide(input: $input) {
  appeal { id version status decision decidedBy supplier { ${STANDING} } } ${ERRORS} } }`;
const DEPOSIT = `mutation ($input: DepositRecordInput!) { depositRecord(input: $input) {
  entry { kind amount { amount } } supplier { status deposit { paid { amount } dueBy } } ${ERRORS} } }`;

export type Input = Record<string, unknown>;

let keys = 0;

/** Mutations by somebody, whose inputs are ordinary where a test says nothing. */
export function governing(server: Server, as: Claims = ADMIN) {
  const send = async (document: string, input: Input): Promise<GraphQlAnswer> =>
    server.query(document, { variables: { input }, as });
  const answered = (document: string, name: string) => async (input: Input) => {
    const { data, errors } = await send(document, input);
    if (errors) throw new Error(JSON.stringify(errors));
    return data[name];
  };
  const ordinary = (): Input => ({
    kind: 'DEDUCTION',
    reason: 'LATE_DISPATCH',
    text: '三单超时',
    idempotencyKey: `key-${++keys}`,
  });
  const enter = answered(ENTER, 'creditEntryCreate');
  return {
    enter: (supplier: string, input: Input) =>
      enter({ supplier: toNodeId('Supplier', supplier), ...ordinary(), ...input }),
    deduct: (supplier: string, points: number) =>
      enter({ supplier: toNodeId('Supplier', supplier), ...ordinary(), points }),
    appeal: (entry: string, text = '物流有记录') => answered(APPEAL, 'appealCreate')({ entry, text }),
    decide: (appeal: { id: string; version: number }, outcome: string, text = '已核实') =>
      answered(DECIDE, 'appealDecide')({ appeal: appeal.id, expectedVersion: appeal.version, outcome, text }),
    deposit: (supplier: string, input: Input) =>
      answered(
        DEPOSIT,
        'depositRecord',
      )({
        supplier: toNodeId('Supplier', supplier),
        kind: 'PAID',
        note: '银行转账',
        idempotencyKey: `key-${++keys}`,
        ...input,
      }),
    raw: { enter: ENTER, appeal: APPEAL, decide: DECIDE, deposit: DEPOSIT },
  };
}

export const codesIn = ({ userErrors }: { userErrors: { code: string; field: string[] }[] }): string[] =>
  userErrors.map(({ code, field }) => `${code} ${field.slice(1).join('.')}`);
