import type { SessionInfo } from './types.ts';

const KEY = 'tocsin:person';

let session: SessionInfo = { name: 'admin', access: 'read' };

/** Notes whose session it is. */
export function setSession(info: SessionInfo): void {
  session = info;
}

/** Whether this session may change anything. */
export const mayOperate = (): boolean => session.access === 'operate';

/** The name that stands with what this person does: as it was given at sign-in, else the name of the token. */
export function person(): string {
  try {
    return localStorage.getItem(KEY) ?? session.name;
  } catch {
    return session.name;
  }
}

/** Keeps the name of the person on this device; no credential is ever kept there. */
export function setPerson(name: string): void {
  try {
    if (name === '') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, name);
  } catch {
    // Without storage the name of the token stands.
  }
}
