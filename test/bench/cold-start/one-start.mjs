import { writeSync } from 'node:fs';
import { logAsLambda } from '../as-lambda-logs.mjs';

/** One cold start in a process of its own: imports a bundle, has it answer one event, and prints the milliseconds. */
const [bundle, event] = process.argv.slice(2);
logAsLambda();
const began = performance.now();
const { handler } = await import(bundle);
const answer = await handler(JSON.parse(event), {
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 10_000,
});
const milliseconds = performance.now() - began;
if (answer.statusCode >= 300) throw new Error(`It answered ${answer.statusCode} ${answer.body}`);
writeSync(3, String(milliseconds));
process.exit();
