/** Why an encrypted channel has no words to show for a message. */
export type UnreadableReason =
  | 'not-encrypted'
  | 'other-session'
  | 'undecryptable'
  | 'not-an-envelope'
  /** Not signed by whom Stream names as its author. */
  | 'wrong-author'
  /** Signed with a key that this device never learned to be its author's, who has left or has another by now. */
  | 'unknown-author'
  | 'wrong-session'
  | 'wrong-channel'
  | 'wrong-id'
  /** In another thread than its author wrote it in, in none, or shown besides where it was not to be. */
  | 'wrong-thread'
  /** Quotes something else than its author quoted. */
  | 'wrong-quote'
  /** Mentions people whom its author did not mention. */
  | 'wrong-mentions'
  | 'older-revision'
  /** The channel is an invitation that this user has not accepted. */
  | 'invitation'
  /** Of an epoch that this user is no reader of. */
  | 'before-you-joined'
  /** Stored long after its epoch had ended: what a removed member or an operator would do. */
  | 'superseded-session';
