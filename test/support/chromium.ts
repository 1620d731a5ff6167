import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless Chromium with a profile of its own: CHROMIUM_PATH, else the system's, else the one from npm, which brings
 * along every library that it needs beyond glibc.
 */
export async function launchChromium(): Promise<Browser> {
  const system = process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium'].find((path) => existsSync(path));
  const { executablePath, env } = system ? { executablePath: system, env: {} } : await npmChromium();
  return chromium.launch({
    executablePath,
    headless: true,
    chromiumSandbox: false,
    args: FLAGS,
    env: { ...process.env, ...env },
  });
}

async function npmChromium() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chromium from npm for this platform: set CHROMIUM_PATH to the executable of an installed one.',
    );
  }
  const folder = await unpacked();
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
    },
  };
}

/**
 * The package unpacks into the temporary folder of its process, and takes half-written files there for finished ones.
 * So it runs in a process with a temporary folder of its own, which is moved into place when complete.
 */
async function unpacked(): Promise<string> {
  const entry = require.resolve('@sparticuz/chromium');
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(dirname(entry), '../../package.json'), 'utf8'),
  );
  const cache = join(__dirname, '../../node_modules/.cache/headwater');
  const folder = join(cache, `chromium-${manifest.version}`);
  if (existsSync(folder)) return folder;

  const fresh = `${folder}-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    await promisify(execFile)(
      process.execPath,
      ['-e', `require(${JSON.stringify(entry)}).executablePath()`],
      {
        // The second one makes the package unpack its shared libraries, not on Lambda only.
        env: { ...process.env, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
      },
    );
    writeFileSync(
      join(fresh, 'fonts.conf'),
      `<?xml version="1.0"?>\n<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`,
    );
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process was faster
  }
  return folder;
}
