// node -r ./tools/typescript.cjs FILE.ts: runs TypeScript without a build, for development and tests.
// swc reads .swcrc; types are checked by tsc alone.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  module._compile(transformSync(readFileSync(filename, 'utf8'), { filename }).code, filename);
};
