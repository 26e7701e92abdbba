/**
 * The local index of the channels' table: the epochs of a channel by their encryption session. A local one, because only such can be read
 * consistently (DynamoDB guide, "Local secondary indexes").
 */
export const SESSION_INDEX = { name: 'bySession', sortKey: 'encryptionSessionId' } as const;
