import { inEnglishList } from './english-list.ts';

/** What a list and a conversation say of invitations and of people who are gone, in English. */
export const englishInvitations = {
  notAccepted: (names: readonly string[]) =>
    `${inEnglishList(names)} ${names.length > 1 ? 'have' : 'has'} not accepted yet`,
  ends: {
    left: (name: string) =>
      `${name} is not in this conversation any more. What was written stays here for you.`,
    erased: (name: string) => `${name} has erased the account. What was written stays here for you.`,
  },
  /** A group of which one other person is left, so that it is not taken for the conversation of the two. */
  groupOf: (name: string) => `Group with ${name}`,
};
