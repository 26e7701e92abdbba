/** A chat user id, as Stream takes it. */
export const USER_ID = /^[A-Za-z0-9@_-]{1,255}$/;
/** A channel, `type:id`; `!` and the greater length are for the ids that Stream makes of members. */
export const CID = /^[\w-]{1,64}:[\w!-]{1,80}$/;
