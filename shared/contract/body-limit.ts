/**
 * The longest body of a request, in UTF-16 units, where the route has no limit of its own. The largest of ours but a report holds two encrypted texts of 20,000, and base64 makes a third more of a body
 * that came under another content type. A report takes along as many messages as fit.
 */
export const MAX_BODY_CHARACTERS = 65_536;
