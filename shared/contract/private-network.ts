/**
 * The form of an IPv4 address that nobody on the internet can be sent to: of a machine itself (RFC 1122, section 3.2.1.3), of a private
 * network (RFC 1918, section 3), or of a network without anybody who gives addresses (RFC 3927).
 */
export const PRIVATE_ADDRESS =
  /(?:127|10)(?:\.\d{1,3}){3}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|(?:192\.168|169\.254)(?:\.\d{1,3}){2}/;
