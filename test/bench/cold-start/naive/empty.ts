/** The floor: what any function takes that does nothing. */
export const handler = async () => ({ statusCode: 200, body: '{}' });
