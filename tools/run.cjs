// node tools/run.cjs src/cli/NAME.ts [arguments]: runs the source where the development dependencies are installed,
// and what was built from it where they are not, as on a production machine.
const { join } = require('node:path');

const root = join(__dirname, '..');
const [source] = process.argv.splice(2, 1);
let hook;
try {
  require.resolve('@swc/core');
  hook = './typescript.cjs';
} catch {
  hook = undefined;
}
if (hook) require(hook);
require(hook ? join(root, source) : join(root, 'dist', source.replace(/\.ts$/, '.js')));
