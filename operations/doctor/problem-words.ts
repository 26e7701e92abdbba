/** How a call failed, by status, code or class only: a message may quote what was sent. */
export const failureOf = (error: unknown): string => {
  const { status, code, name, cause } = (error ?? {}) as Record<string, unknown>;
  const inner = (cause ?? {}) as Record<string, unknown>;
  const parts = [status, typeof code === 'string' ? code : undefined, inner.code].filter(
    (part) => part !== undefined && part !== null,
  );
  return parts.length > 0 ? parts.join(' ') : String(name ?? 'unknown failure');
};
