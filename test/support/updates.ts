import type { Claims } from '../../src/auth/tokens';
import type { TestServer } from './server';

export type Payload = {
  userErrors: { field: string[]; code: string; message: string }[];
  [of: string]: any;
};

/** What each mutation that updates answers with. */
const SELECTIONS = {
  skuUpdate:
    'sku { id version title code description stock status salesTotal guarantees provenance livePrice { amount } supplyPrice { amount } ' +
    'marketPrice { amount } commissionRate category { slug } audience { nameEn } attributes { name value } } problems { code level }',
  supplierUpdate:
    'supplier { id version name kind region { code } enterpriseQualified licence openedOn status }',
  streamerUpdate: 'streamer { id version name followerCount homeBelt { slug } niche { slug } }',
  fanProfileReplace:
    'fanProfile { version sampleSize genders { gender share } ages { age share } regions { region { code } share } ' +
    'priceBands { band { code } share } categories { category { slug } share } categoryPriceBands { category { slug } } }',
};
type Name = keyof typeof SELECTIONS;

const inputOf = (name: Name): string => `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;

/** Nobody where left out. */
export type Asked = { as?: Claims; subject?: string; language?: string };

/** Sends an update; the answer as it comes. */
export const sendUpdate = (
  server: Pick<TestServer, 'query'>,
  name: Name,
  input: Record<string, unknown>,
  { as, subject, language = 'en' }: Asked,
) =>
  server.query(
    `mutation ($input: ${inputOf(name)}) { ${name}(input: $input) { ${SELECTIONS[name]} userErrors { field code message } } }`,
    { variables: { input }, as, subject, headers: { 'accept-language': language } },
  );

/** The payload of an update that is not refused. */
export async function update(
  server: Pick<TestServer, 'query'>,
  name: Name,
  input: Record<string, unknown>,
  asked: Asked,
): Promise<Payload> {
  const { data, errors } = await sendUpdate(server, name, input, asked);
  expect(errors).toBeUndefined();
  return data[name];
}
