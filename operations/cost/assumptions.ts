/*
 * What the model assumes. None of it is measured at a customer's: read each line, put your own number in, run it again.
 * Durations are milliseconds that Lambda bills for a warm call; those that wait for Stream or SSKS wait most of it.
 */

import { routes } from '../../shared/contract/routes.ts';
import type { MetricName, MetricPart } from '../../shared/metric-names.ts';

/** What an active user does in a month. */
export const perUser = {
  /** A token is good for an hour; four hours online on each of 22 days. */
  tokens: 90,
  /** The app is started twice on each of 22 days, and asks for what it missed in each channel it shows. */
  starts: 44,
  channelsShownPerStart: 5,
  /** People who come in a month, as a share of those who are there; each signs up, gets two codes, and enrols. */
  newcomers: 0.1,
  codesPerNewcomer: 2,
  /** New devices of those who are there: one code each. */
  newDevices: 0.1,
  /** Channels a user makes once, each with `--members` people in it. */
  channelsMade: 1,
  /** People who have themselves erased, as a share of those who are there, and of them those who change their mind. */
  erased: 0.005,
  callsPerErasure: 2,
  kept: 0.2,
  exported: 0.005,
  /** Conversations of two: most are opened from the list; `PUT /pairs` is asked when somebody is picked by name. */
  pairsStarted: 2,
  /** Channels that strangers put somebody into, and that they accept. */
  invitationsAccepted: 1,
  /** Of those who are there in a month: a block, half of them taken back, and looks at the list. */
  blocks: 0.02,
  unblocks: 0.01,
  blockLists: 0.1,
  reports: 0.002,
};

export const perChannel = {
  /** Channels made in a month, as a share of all. */
  made: 0.1,
  membersAdded: 0.2,
  membersRemoved: 0.1,
  /** Encryption sessions by age: the client's thirty days. Each membership change is one more. */
  epochsByAge: 1,
  /** And by count. */
  messagesPerEpoch: 10_000,
  /** Epochs that lie in the registry: a year of them. */
  monthsKept: 12,
};

export const perMessage = {
  /** A sender's device asks the registry when its last answer is four minutes old: once in a conversation of some messages. */
  registryLooks: 0.3,
  /** Stream asks the hook for each new message and each edit. */
  hookCalls: 1.05,
  /** What Stream puts on the queue: new and updated messages, and updates by pins and threads. */
  events: 1.2,
  /** Events that a Lambda of the sweeper gets at once. */
  eventsPerSweep: 2,
};

/** What the stack has when nobody uses it, as in the template of the example stage (a test compares). */
export const fixed = {
  secrets: 7,
  keys: 1,
  /** An alarm is billed for each metric that it reads. */
  alarmMetrics: 146,
  compositeAlarms: 2,
  dashboards: 1,
  /** Routes whose own metrics the gateway reports: calls, errors of either kind, latency with and without the function, bytes. */
  routesInDetail: 1,
  metricsPerRouteInDetail: 6,
  /** Every quarter of an hour. */
  reconcilerRuns: 730 * 4,
  /** Every quarter of an hour. */
  erasureRuns: 730 * 4,
  /** Lambda asks an idle queue five times at once, 20 seconds long. */
  emptyReceives: 5 * 3 * 60 * 730,
  /** Every quarter of an hour it looks whether something is left to do, and some deployments change what Stream must know. */
  streamSetups: 730 * 4,
};

/** How many of the parts that a metric may be told apart by turn up: all routes; of errors, refusals and outcomes some. */
export const parts: Record<MetricPart, number> = {
  route: Object.keys(routes).length,
  errorType: 5,
  refusal: 2,
  outcome: 2,
};

/** Metrics of which fewer parts turn up: most routes do not fail. */
export const fewerParts: Partial<Record<MetricName, number>> = { ServerErrors: 1 };

export const bytes = {
  user: 1_600,
  channel: 500,
  /** An epoch's two encrypted statements, and what each member adds to them. */
  epoch: 1_500,
  epochPerMember: 120,
  /** Head and body of an answer, without statements. */
  answer: 1_200,
  /** Lambda's own lines and ours; the gateway's access log. */
  logPerInvocation: 1_500,
  accessLogPerRequest: 350,
};

/** One in a hundred calls meets a new container, which is billed for its start and reads its secrets. */
export const coldStarts = { share: 0.01, milliseconds: 500 };
/** A container that is in use reads each secret, and DynamoDB its key, every five minutes. */
export const REFRESHES_A_MONTH = 730 * 12;
/** Lambda traces the first request of each second and a twentieth of the others. */
export const traced = { aMonth: 730 * 3600, share: 0.05 };
/** As the stack keeps logs unless told otherwise. */
export const logDays = 30;

export type FunctionCost = {
  memoryMb: number;
  milliseconds: number;
  secrets: number;
  /** Request units of DynamoDB a call, without what grows with a channel. */
  reads?: number;
  writes?: number;
  /** Reads all epochs of a channel. */
  readsChannel?: boolean;
  /** Reads what is kept of the channel's other members, as far as they fit one call. */
  readsMembers?: boolean;
};

const SMALL = 512;

/** Request units of DynamoDB that each call of people's apps takes beside its own: what stands before every endpoint looks at two items of theirs, one of them the user's record, and counts calls. */
export const guard = {
  reads: 2,
  /** Counted calls, of those that do not only read. */
  writes: 1,
  /** The key of the hash that names callers in the log. */
  secrets: 1,
};

/** Functions and their memory as in the template (a test compares), secrets as in `functions/<name>/index.ts`. */
export const functions = {
  token: { memoryMb: SMALL, milliseconds: 12, secrets: 1 },
  signup: { memoryMb: SMALL, milliseconds: 30, secrets: 2, writes: 1 },
  me: { memoryMb: SMALL, milliseconds: 15, secrets: 2 },
  erase: { memoryMb: SMALL, milliseconds: 1_500, secrets: 1, reads: 2, writes: 6 },
  'undo-erasure': { memoryMb: SMALL, milliseconds: 20, secrets: 0, reads: 1, writes: 2 },
  'export-me': { memoryMb: SMALL, milliseconds: 15, secrets: 0, reads: 1 },
  // Its writes grow with the sets of ids of the day, up to 13 KB each: half of that.
  challenge: { memoryMb: SMALL, milliseconds: 400, secrets: 3, reads: 2, writes: 18 },
  // Two steps read and write, and the third of them makes a key.
  'claim-identity': { memoryMb: SMALL, milliseconds: 20, secrets: 1, writes: 1 },
  enroll: { memoryMb: SMALL, milliseconds: 20, secrets: 0, writes: 1 },
  // The record has grown past a kilobyte by then.
  'author-key': { memoryMb: SMALL, milliseconds: 25, secrets: 0, writes: 2 },
  'block-peer': { memoryMb: SMALL, milliseconds: 150, secrets: 1, writes: 1 },
  'unblock-peer': { memoryMb: SMALL, milliseconds: 15, secrets: 0, writes: 1 },
  blocks: { memoryMb: SMALL, milliseconds: 15, secrets: 0, reads: 1 },
  'create-channel': { memoryMb: SMALL, milliseconds: 300, secrets: 1, reads: 8, writes: 2 },
  'start-pair': { memoryMb: SMALL, milliseconds: 200, secrets: 1, reads: 5, writes: 3 },
  'accept-invitation': { memoryMb: SMALL, milliseconds: 200, secrets: 1, writes: 1 },
  'add-member': { memoryMb: SMALL, milliseconds: 250, secrets: 1, reads: 5, writes: 1 },
  'remove-member': { memoryMb: SMALL, milliseconds: 250, secrets: 1, reads: 1 },
  'encryption-session': { memoryMb: SMALL, milliseconds: 60, secrets: 1, readsChannel: true },
  // Writes the bucket of the caller, that of the caller in the channel, and the index.
  'register-encryption-session': { memoryMb: SMALL, milliseconds: 300, secrets: 1, reads: 5, writes: 3 },
  // The bucket is written once more, for those who are asked about.
  'member-keys': { memoryMb: SMALL, milliseconds: 130, secrets: 1, writes: 1, readsMembers: true },
  'sigchain-hash': { memoryMb: SMALL, milliseconds: 120, secrets: 1, reads: 1 },
  // One message of a few kilobytes, and some before it, each verified; written, and told of.
  report: { memoryMb: SMALL, milliseconds: 250, secrets: 0, reads: 6, writes: 24 },
  'stream-webhook': { memoryMb: 1024, milliseconds: 4, secrets: 1 },
  sweep: { memoryMb: SMALL, milliseconds: 20, secrets: 1 },
  reconcile: { memoryMb: SMALL, milliseconds: 5_000, secrets: 1, reads: 1, writes: 1 },
  // Mostly nobody is due. Who is, takes as long as Stream.
  'erase-due': { memoryMb: SMALL, milliseconds: 50, secrets: 1, reads: 1 },
  'configure-stream': { memoryMb: SMALL, milliseconds: 20, secrets: 1, reads: 1 },
} satisfies Record<string, FunctionCost>;

export type CostedFunction = keyof typeof functions;

/** Those that no route leads to. */
export const background = [
  'sweep',
  'reconcile',
  'erase-due',
  'configure-stream',
] as const satisfies CostedFunction[];
