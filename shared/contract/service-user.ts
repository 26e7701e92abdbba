/**
 * The Stream user that encrypted channels are created by: the backend itself. A channel's creator has rights over its data
 * that no person should have (stream.md section 10.1), so it is never a member, and nobody's peer. `configureStream` makes the
 * user known.
 */
export const SERVICE_USER_ID = 'sealed-stream';
