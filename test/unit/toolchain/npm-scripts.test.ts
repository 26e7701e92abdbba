import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

it('each npm script runs on the Node of the toolchain, whatever Node and npm the machine has', () => {
  const commands = Object.values(scripts).flatMap((script) => script.split(' && '));
  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter((command) => !/^(?:(?:exec )?node toolchain\/|npm run )/.test(command))).toEqual([]);
});

it("so does CDK's app", () => {
  const { app } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { app: string };
  expect(app).toMatch(/^node toolchain\/node\.mjs /);
});
