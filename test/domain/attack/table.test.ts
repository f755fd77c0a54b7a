import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { formerTechniques } from '../../../lambdas/domain/attack/former-techniques.ts';
import { tacticOf, techniqueByName, techniqueOf } from '../../../lambdas/domain/attack/table.ts';
import { ATTACK_DATE, ATTACK_VERSION, tactics } from '../../../lambdas/domain/attack/tactics.ts';
import { techniques } from '../../../lambdas/domain/attack/techniques.ts';

const folder = path.join(import.meta.dirname, '../../../lambdas/domain/attack');
const current = techniques.trim().split('\n');
const former = formerTechniques.trim().split(/[\n;]/);
const idsOf = (row: string): string[] => {
  const [parent = '', ...subs] = row.split(';').map((part) => part.split(' ', 1)[0] ?? '');
  return [parent, ...subs.map((digits) => `${parent}.${digits}`)];
};
const ids = current.flatMap(idsOf);
const formerIds = former.map((row) => row.split(' ', 1)[0] ?? '');

describe('the table', () => {
  it('holds every id once, with a name and at least one tactic', () => {
    expect(new Set([...ids, ...formerIds]).size).toBe(ids.length + formerIds.length);
    for (const id of ids) {
      expect(id).toMatch(/^T\d{4}(\.\d{3})?$/);
      const { name, tactics: own } = techniqueOf(id) ?? {};
      expect(name, id).toMatch(/^[A-Z./]/i);
      expect(own?.length, id).toBeGreaterThan(0);
    }
  });

  it('holds the whole matrix', () => {
    expect(tactics).toHaveLength(15);
    expect(current).toHaveLength(222);
    expect(ids).toHaveLength(697);
    for (const { uid } of tactics)
      expect(
        ids.some((id) => techniqueOf(id)?.tactics.some((tactic) => tactic.uid === uid)),
        uid,
      ).toBe(true);
  });

  it('leads from every revoked id to one of today', () => {
    for (const id of formerIds) {
      const { name, successor } = techniqueOf(id) ?? {};
      expect(name, id).toBeTruthy();
      if (successor !== undefined) expect(ids).toContain(successor);
    }
    expect(formerIds.filter((id) => techniqueOf(id)?.successor === undefined).length).toBeLessThan(20);
  });

  it('is less than 80 kB', () => {
    const size = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    expect(size).toBeLessThan(80_000);
  });

  it('is of the version that NOTICE and docs/attack.md name', () => {
    const stated = `version ${ATTACK_VERSION}`;
    for (const file of ['NOTICE', 'docs/attack.md']) {
      const text = readFileSync(path.join(folder, '../../..', file), 'utf8');
      expect(text).toContain(stated);
      expect(text).toContain(ATTACK_DATE);
      expect(text).toContain('The MITRE Corporation. This work is reproduced');
    }
  });
});

test.each([
  ['t1059', 'T1059', 'Command and Scripting Interpreter', ['TA0002'], undefined],
  [' T1059.004 ', 'T1059.004', 'Unix Shell', ['TA0002'], undefined],
  ['T1078', 'T1078', 'Valid Accounts', ['TA0001', 'TA0003', 'TA0004', 'TA0005'], undefined],
  ['T1086', 'T1086', 'PowerShell', ['TA0002'], 'T1059.001'],
  ['T1089', 'T1089', 'Disabling Security Tools', ['TA0112'], 'T1685'],
  ['T1108', 'T1108', 'Redundant Access', ['TA0003', 'TA0005'], undefined],
])('%s is %s', (given, id, name, uids, successor) => {
  const found = techniqueOf(given);
  expect(found).toMatchObject({ id, name });
  expect(found?.tactics.map(({ uid }) => uid)).toEqual(uids);
  expect(found?.successor).toBe(successor);
});

test.each(['T9999', 'T1059.999', '', 'constructor'])('%j is no technique', (id) => {
  expect(techniqueOf(id)).toBeUndefined();
});

test.each([
  'TA0004',
  'ta0004',
  'Privilege Escalation',
  'privilege-escalation',
  'PrivilegeEscalation',
  'privilege_escalation',
  'mitre_privilege_escalation',
  'MITRE ATT&CK: Privilege Escalation',
])('%s is the tactic TA0004', (word) => {
  expect(tacticOf(word)).toEqual({ uid: 'TA0004', name: 'Privilege Escalation' });
});

test.each([
  ['Command & Control', { uid: 'TA0011', name: 'Command and Control' }],
  ['DefenseEvasion', { uid: 'TA0005', name: 'Defense Evasion' }],
  ['Stealth', { uid: 'TA0005', name: 'Stealth' }],
  ['defense-impairment', { uid: 'TA0112', name: 'Defense Impairment' }],
  ['Malware', undefined],
  ['mitre', undefined],
  ['TA9999', undefined],
  ['', undefined],
])('the tactic %j is %j', (word, tactic) => {
  expect(tacticOf(word)).toEqual(tactic);
});

test.each([
  ['Unix Shell', 'T1059.004'],
  ['Command and Scripting Interpreter: Unix Shell', 'T1059.004'],
  ['unix_shell', 'T1059.004'],
  // PowerShell was T1086 before it became a sub-technique.
  ['PowerShell', 'T1059.001'],
  // Two sub-techniques have this name, of which none is meant more than the other.
  ['Malware', undefined],
  ['Develop Capabilities: Malware', 'T1587.001'],
  ['Impair Defenses: Disable or Modify Cloud Logs', 'T1562.008'],
  ['no technique', undefined],
])('the technique named %s is %s', (name, id) => {
  expect(techniqueByName(name)?.id).toBe(id);
});
