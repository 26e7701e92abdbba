const SERVER_ONLY = new Set(['shadow_banned', 'invisible']);

/**
 * An answer as a client gets it: users that stand in other things do not say whether they are shadow banned or invisible
 * [pub: GetStream/protocol v236: UserResponse of the client-side file].
 */
export const textForClients = (answer: object): string =>
  JSON.stringify(answer, function (this: object, key, value: unknown) {
    return SERVER_ONLY.has(key) && isUserInside(this) ? undefined : value;
  });

const isUserInside = (holder: object): boolean => 'teams' in holder && !('mutes' in holder);
