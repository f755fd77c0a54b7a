import { get, post, textOf } from '../api.ts';
import { say } from '../parts/feedback.tsx';
import type { DeliveryInfo, Detail } from '../types.ts';

const path = (id: string): string => `/v1/alerts/${encodeURIComponent(id)}`;

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** Does something with each alert, one after another, and says how it went. */
async function forEach(ids: readonly string[], work: (id: string) => Promise<unknown>, done: string): Promise<boolean> {
  const failed: string[] = [];
  for (const id of ids) await work(id).catch((error: unknown) => failed.push(textOf(error)));
  const [first] = failed;
  if (first === undefined) say(`${done}: ${plural(ids.length, 'alert')}`);
  else say(`${failed.length} of ${ids.length} failed. ${first}`, true);
  return first === undefined;
}

const author = (by: string): object => (by === '' ? {} : { author: by });

export const acknowledge = (ids: readonly string[], by: string): Promise<boolean> =>
  forEach(ids, (id) => post(`${path(id)}/acknowledge`, author(by)), 'Acknowledged');

export const resolve = (ids: readonly string[], by: string): Promise<boolean> =>
  forEach(ids, (id) => post(`${path(id)}/resolve`, author(by)), 'Resolved');

/** The deliveries that "send again" is about: those that did not arrive for sure, else all that were sent. */
export function toSendAgain(deliveries: readonly DeliveryInfo[]): readonly DeliveryInfo[] {
  const failed = deliveries.filter(({ status }) => status === 'dead' || status === 'unknown');
  return failed.length > 0 ? failed : deliveries.filter(({ status }) => status === 'delivered');
}

export const replayDelivery = (id: string): Promise<unknown> => post(`/v1/deliveries/${encodeURIComponent(id)}/replay`);

/** Says of an uncertain delivery that it arrived. */
export const confirmDelivery = (id: string, by: string): Promise<unknown> =>
  post(`/v1/deliveries/${encodeURIComponent(id)}/confirm`, by === '' ? {} : { by });

export const detailOf = (id: string): Promise<Detail> => get(path(id));
