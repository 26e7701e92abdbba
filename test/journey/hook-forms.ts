/** Every form in which Stream may give its hook a message, alone and together. */
export const HOOK_FORMS = [
  {},
  { message: 'documented' },
  { channelData: false },
  { custom: true, newField: true },
  { message: 'documented', channelData: false, custom: true, newField: true },
] as const;

/** What may become of compressed bodies at the gateway; `off` where Stream does not compress. */
export const HAND_OVERS = ['off', 'base64', 'decoded', 'text'] as const;

/** Every form in which an event may lie on the queue. */
export const QUEUE_FORMS = (['none', 'bare', 'apart', 'whole'] as const).flatMap((channel) =>
  (['json', 'base64', 'gzip'] as const).map((queue) => ({ channel, queue })),
);
