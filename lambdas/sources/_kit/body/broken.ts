/**
 * Whether a text began as JSON or as a page: what broke off, and no text that somebody wrote to be read. `[CRITICAL] Disk full`
 * is one.
 */
export const isBroken = (text: string): boolean => /^\s*(?:[{<]|\[\s*(?:[[{\]"\d-]|true|false|null))/.test(text);
