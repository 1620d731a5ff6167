// PostGraphile over the same tables, as its documentation sets it up for production.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { makeJSONPgSmartTagsPlugin } from 'postgraphile/utils';

// The key of the table that joins supplier and SKU has five columns; one is enough to find the supplier.
const relations = makeJSONPgSmartTagsPlugin({
  version: 1,
  config: {
    class: {
      sku: {
        tags: {
          foreignKey: [
            '(supplier_id) references supplier (id)|@fieldName supplier',
            '(belt_number) references belt (number)|@fieldName belt',
          ],
        },
      },
    },
  },
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [relations],
  // It would leave out columns that are not the first of an index, such as the price within a category.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [
    makePgService({ connectionString: process.argv[2], schemas: ['public'], poolConfig: { max: 16 } }),
  ],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}/graphql` }),
);
