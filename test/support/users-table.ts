import { startTables } from './tables.ts';

export const TABLE = 'users';

/** DynamoDB in memory with the users' table. */
export const startUsersTable = () => startTables(TABLE);
