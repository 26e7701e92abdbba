import { describe, expect, it } from '@jest/globals';
import { readStartCommand } from '../../../local/start-command.ts';

const originsOf = (args: string[], npm_config_origin?: string) =>
  readStartCommand(args, npm_config_origin === undefined ? {} : { npm_config_origin }).origins;

describe('npm start', () => {
  it('begins at port 4000, keeps what it has, lets no other app in and stays on this machine', () => {
    expect(readStartCommand([], {})).toEqual({
      fresh: false,
      origins: [],
      openTo: undefined,
      port: 4000,
    });
  });

  it('takes --fresh, also where npm took it for a setting of its own', () => {
    expect(readStartCommand(['--fresh'], { PORT: '0' })).toMatchObject({ fresh: true, port: 0 });
    expect(readStartCommand([], { npm_config_fresh: 'true' })).toMatchObject({ fresh: true });
  });

  it('takes origins as browsers send them, each once', () => {
    const typed = ['http://localhost:5173/', 'http://LocalHost:5173', 'https://app.example:443'];
    expect(originsOf(typed.flatMap((origin) => ['--origin', origin]))).toEqual([
      'http://localhost:5173',
      'https://app.example',
    ]);
  });

  // What npm 10.2 to 11.19 make of options without the `--` before them.
  it.each([
    ['--origin=http://a:1', 'http://a:1', []],
    ['--origin=http://a:1 --origin=http://b:2', 'http://a:1\n\nhttp://b:2', []],
    ['--origin http://a:1', 'true', ['http://a:1']],
    ['--origin http://a:1 --origin http://b:2', 'true\n\ntrue', ['http://a:1', 'http://b:2']],
    ['--origin http://a:1 -- --origin http://b:2', 'true', ['http://a:1', '--origin', 'http://b:2']],
  ])('takes `npm start %s`', (typed, variable, args) => {
    const named = typed.match(/http:\/\/\w:\d/g);
    expect(originsOf(args, variable).toSorted()).toEqual(named);
  });

  it.each([
    ['*', 'no wildcards'],
    ['https://*.example.com', 'no wildcards'],
    ['localhost:5173', 'must begin with http:// or https://'],
    ['ftp://localhost', 'must begin with http:// or https://'],
    ['http://localhost:5173/app', 'nothing but scheme, host and port'],
    ['http://localhost:5173/?', 'nothing but scheme, host and port'],
    ['http://me@localhost:5173', 'nothing but scheme, host and port'],
    ['http://localhost:port', 'no address'],
  ])('refuses --origin %s in words', (origin, words) => {
    expect(() => originsOf(['--origin', origin])).toThrow(`--origin ${origin}: `);
    expect(() => originsOf(['--origin', origin])).toThrow(words);
  });

  it('refuses what it does not know, and --origin without a value', () => {
    expect(() => originsOf(['http://localhost:5173'])).toThrow('A word stands where an option should be');
    expect(() => originsOf(['--origins=http://localhost:5173'])).toThrow('--origins');
    expect(() => originsOf(['--origin'])).toThrow('--origin');
    expect(() => originsOf([], 'true')).toThrow('--origin needs a value');
  });

  it('reads --open-to, and takes it from nobody but who typed it behind the --', () => {
    const typed = ['--open-to', '192.168.1.20'];
    expect(readStartCommand(typed, {}, ['192.168.1.20'])).toMatchObject({ openTo: '192.168.1.20' });
    expect(() => readStartCommand(typed, {}, ['192.168.1.21'])).toThrow('--open-to: this is no address');
    expect(() => readStartCommand(['--open-to', '127.0.0.1'], {})).toThrow('--open-to: no phone reaches');
    expect(() => readStartCommand(['--open-to'], {})).toThrow('--open-to needs a value');
    // What npm 10.2 to 11.19 make of options without the `--` before them.
    for (const npm_config_open_to of ['true', '192.168.1.20'])
      expect(() => readStartCommand([], { npm_config_open_to })).toThrow('only behind " -- "');
  });
});
