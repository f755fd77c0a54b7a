/**
 * Whether a text began as JSON or as a page: what broke off, and no text that somebody wrote to be read. `[CRITICAL] Disk full`
 * is one, and so is a line of syslog.
 */
export const isBroken = (text: string): boolean =>
  /^\s*(?:\{|<(?!\d{1,3}>)|\[\s*(?:[[{\]"\d-]|true|false|null))/.test(text);
