import { hashOf } from '../domain/values/hash.ts';

/** The key of the note that says which delivery a ticket belongs to. */
export const receiptKey = (destination: string, receipt: string): string =>
  `receipt/${destination}/${hashOf([receipt])}`;
