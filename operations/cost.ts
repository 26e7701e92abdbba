import { readCommandLine, UsageError } from '../toolchain/command-line.mjs';
import { costOf } from './cost/model.ts';
import { PRICES_OF } from './cost/prices.ts';
import { describeCost } from './cost/report.ts';
import { OperatorError } from './operator-error.ts';
import { run } from './run.ts';

const USAGE = `npm run cost -- --users <in a month> --messages <in a month>
  --members <people in a channel>    5 unless told
  --provisioned <n>                  containers of the hook that are kept ready
  --no-tracing                       without X-Ray
  --stream-monthly <usd>  --seald-monthly <usd>  --code-price <usd per code>
  --json`;

const options = {
  users: { type: 'string' },
  messages: { type: 'string' },
  members: { type: 'string', default: '5' },
  provisioned: { type: 'string', default: '0' },
  'no-tracing': { type: 'boolean', default: false },
  'stream-monthly': { type: 'string', default: '0' },
  'seald-monthly': { type: 'string', default: '0' },
  'code-price': { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
} as const;

/** A plain decimal number; `Number` alone would take an empty text for 0. */
const NUMBER = /^\d{1,15}(?:\.\d+)?$/;

const readNumber = (option: string, text: string | undefined): number => {
  if (text === undefined) throw new UsageError(`--${option} is needed.`);
  if (!NUMBER.test(text)) throw new UsageError(`--${option} takes a number, as in --${option} 1000.`);
  return Number(text);
};

await run(USAGE, async () => {
  const { values } = readCommandLine({ options });
  const load = {
    users: readNumber('users', values.users),
    messages: readNumber('messages', values.messages),
    members: readNumber('members', values.members),
  };
  if (load.users === 0 && load.messages > 0) throw new OperatorError('Messages need users who send them.');
  const choice = {
    provisioned: readNumber('provisioned', values.provisioned),
    isTraced: !values['no-tracing'],
    streamMonthly: readNumber('stream-monthly', values['stream-monthly']),
    sealdMonthly: readNumber('seald-monthly', values['seald-monthly']),
    codePrice: readNumber('code-price', values['code-price']),
  };
  const cost = costOf(load, choice);
  if (values.json) console.log(JSON.stringify({ ...load, ...choice, prices: PRICES_OF, ...cost }, null, 2));
  else console.log(describeCost(load, choice, cost));
});
