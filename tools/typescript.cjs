// node -r ./tools/typescript.cjs FILE.ts: runs TypeScript without a build, for development and tests.
// swc reads .swcrc; types are checked by tsc alone.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const configFile = join(__dirname, '..', '.swcrc');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, configFile });
  module._compile(code, filename);
};
