import * as z from 'zod/mini';

/** Stream puts these into JSON that it renders with Handlebars, where two braces would fill something in. [pub: stream-chat-ruby docs push_template] */
const words = (most: number) =>
  z
    .string()
    .check(
      z.maxLength(most),
      z.regex(
        /^(?:(?!\{\{|\}\})[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}])+$/u,
        'must be plain words on one line, without {{ and }}: nothing is filled in',
      ),
    );

/** As Stream has it: at most 36 characters. [pub: GetStream/protocol v236, PushProviderRequest] */
const PROVIDER_NAME = /^[\w .-]{1,36}$/;

const provider = z.strictObject({
  type: z.enum(['firebase', 'apn']).check(z.describe("Stream's push provider type.")),
  name: z
    .string()
    .check(
      z.regex(
        PROVIDER_NAME,
        "must be the name of a push provider in Stream's dashboard, at most 36 characters",
      ),
      z.describe("Its name in Stream's dashboard, where its credentials are too."),
    ),
});

/** An app has no more. [pub: stream-chat-ruby docs push_providers_and_multi_bundle] */
const MOST_PROVIDERS = 25;

const isWithoutTwins = (providers: readonly z.output<typeof provider>[]): boolean =>
  new Set(providers.map(({ type, name }) => `${type}/${name}`)).size === providers.length;

/** What notifications say, and by whose push providers they go. */
export const pushNotifications = z.strictObject({
  title: z
    ._default(words(64), 'New message')
    .check(z.describe('What a notification says, the same for every message.')),
  body: z.optional(words(178)).check(z.describe('A second line, the same for every message.')),
  providers: z
    .array(provider)
    .check(
      z.minLength(1),
      z.maxLength(MOST_PROVIDERS),
      z.refine(isWithoutTwins, 'must name each push provider once'),
      z.describe("All push providers of Stream's app."),
    ),
});

export type PushNotifications = z.output<typeof pushNotifications>;
