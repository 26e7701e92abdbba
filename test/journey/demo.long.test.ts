import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Journey, startJourney } from './journey-stack.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startJourney();
}, 60_000);
afterAll(() => journey.close());

type Run = { exitCode: number; output: string; errors: string };

const SMALL_KEYS = pathToFileURL(join(import.meta.dirname, 'small-keys.ts')).href;

const runDemo = (port: string, keys: 'full' | 'small'): Promise<Run> =>
  new Promise((resolve) => {
    const env = { ...process.env, PORT: port, NO_COLOR: '1' };
    const child = execFile(
      process.execPath,
      [...(keys === 'small' ? ['--import', SMALL_KEYS] : []), 'local/demo/demo.ts'],
      { env, timeout: 60_000 },
      (_, output, errors) => resolve({ exitCode: child.exitCode ?? -1, output, errors }),
    );
  });

describe('npm run demo', () => {
  it('shows on a running stack, again and again, who can read what', async () => {
    const port = new URL(journey.stack.web).port;
    // Keys of the size an app has once: they are most of the time that a demo takes.
    for (const keys of ['full', 'small'] as const) {
      const { exitCode, output, errors } = await runDemo(port, keys);
      expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
      expect(output).toContain(`Using the stack on ${journey.stack.web}`);
      expect(output).toMatch(/What was typed +What Stream stores +What Bob reads/);
      expect(output).toMatch(
        /Hi Bob, dinner at NINE\. Door +\{"sessionId":"\S+ +Hi Bob, dinner at NINE\. Door/,
      );
      expect(output).toMatch(/In the clear, Stream refuses it: .*not encrypted/);
      expect(output).toMatch(/In the clear, Alice's app stops it: .*not encrypted/);
      expect(output).toMatch(/after her removal: neither the key she kept nor her identity opens it/);
      expect(output).toMatch(
        /What Carol writes in Bob's name: Alice's app shows no words of it \(wrong-author\)/,
      );
      expect(output).not.toMatch(/failed/);
    }
  }, 120_000);

  it('says what went wrong in one sentence, and exits with 1', async () => {
    const { web } = journey.stack;
    await faultOn(journey.stack.seald, {
      faults: [{ kind: 'status', status: 500, path: '/api/message/' }],
    });
    const { exitCode, errors } = await runDemo(new URL(web).port, 'small');
    await fetch(`${journey.stack.seald}/_faults`, { method: 'DELETE' });
    expect(exitCode).toBe(1);
    expect(errors.trim()).toMatch(/^The demo failed: while "Alice proves her phone.*": .+\.$/);
  }, 60_000);
});

const faultOn = async (server: string, body: object) => {
  const response = await fetch(`${server}/_faults`, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
};
