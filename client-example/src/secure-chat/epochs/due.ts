/** When a new epoch is due though the members stay. */
export type Rotation = { messages: number; days: number };
