import { randomBytes } from 'node:crypto';
import type pg from 'pg';

export type User = { id: string; twoManRuleKey: string; enrolledAt: Date | null };

const COLUMNS = 'id, two_man_rule_key as "twoManRuleKey", enrolled_at as "enrolledAt"';

export const createTable = (db: pg.Pool) =>
  db.query(`create table if not exists users (
    id text primary key,
    two_man_rule_key text not null,
    created_at timestamptz not null default now(),
    enrolled_at timestamptz
  )`);

/** The users in PostgreSQL. */
export const createUsers = (db: pg.Pool) => {
  const find = async (id: string): Promise<User | undefined> => {
    const { rows } = await db.query<User>(`select ${COLUMNS} from users where id = $1`, [id]);
    return rows[0];
  };
  return {
    find,
    /** Makes the user known; the first key stays. */
    claim: async (id: string): Promise<{ created: boolean; user: User | undefined }> => {
      const { rows } = await db.query<User>(
        `insert into users (id, two_man_rule_key) values ($1, $2) on conflict (id) do nothing returning ${COLUMNS}`,
        [id, randomBytes(64).toString('base64')],
      );
      return rows[0] ? { created: true, user: rows[0] } : { created: false, user: await find(id) };
    },
    /** Undefined for somebody who did not sign up. */
    enroll: async (id: string): Promise<User | undefined> => {
      const { rows } = await db.query<User>(
        `update users set enrolled_at = coalesce(enrolled_at, now()) where id = $1 returning ${COLUMNS}`,
        [id],
      );
      return rows[0];
    },
  };
};
