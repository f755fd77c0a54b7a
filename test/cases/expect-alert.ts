import { expect } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Expected } from './cases.ts';

/** A title between slashes is a regular expression; with `once` behind it, it matches exactly once. */
function expectTitle(title: string, wanted: string): void {
  const [, pattern, flags = '', once] = /^\/(.+)\/([a-z]*)( once)?$/.exec(wanted) ?? [];
  expect(title).toMatch(pattern === undefined ? wanted : new RegExp(pattern, flags));
  if (pattern !== undefined && once !== undefined)
    expect(title.match(new RegExp(pattern, `g${flags}`))).toHaveLength(1);
}

const same = ['severity', 'state', 'action', 'type', 'url', 'occurredAt'] as const;

/** Whether an alert says all that its case asks of its fields. */
export function expectFields(alert: Alert, wanted: Expected): void {
  const { title, attack, actor, target, place } = wanted;
  for (const name of same) if (wanted[name] !== undefined) expect(alert[name]).toBe(wanted[name]);
  if (title !== undefined) expectTitle(alert.title, title);
  if (attack !== undefined) expect(alert.attack.map(({ technique }) => technique)).toEqual(attack);
  if (actor !== undefined) expect(alert.actor).toMatchObject(actor);
  if (target !== undefined) expect(alert.target).toMatchObject(target);
  const { target: at, cloud, code, file, container, kubernetes } = alert;
  if (place !== undefined)
    expect(JSON.stringify([at, cloud, code, file, container, kubernetes])).toContain(JSON.stringify(place));
}
