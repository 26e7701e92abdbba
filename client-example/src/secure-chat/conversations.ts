/** Somebody to talk to, as Stream knows them. */
export type Person = { id: string; name: string };
