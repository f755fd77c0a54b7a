import { expect, test } from 'vitest';
import { attacksFrom, completed } from '../../../lambdas/domain/attack/attacks-from.ts';

const initialAccess = { uid: 'TA0001', name: 'Initial Access' };
const execution = { uid: 'TA0002', name: 'Execution' };
const persistence = { uid: 'TA0003', name: 'Persistence' };
const escalation = { uid: 'TA0004', name: 'Privilege Escalation' };
const stealth = { uid: 'TA0005', name: 'Stealth' };
const evasion = { uid: 'TA0005', name: 'Defense Evasion' };
const credentials = { uid: 'TA0006', name: 'Credential Access' };
const impact = { uid: 'TA0040', name: 'Impact' };
const impairment = { uid: 'TA0112', name: 'Defense Impairment' };

const interpreter = { technique: 'T1059', name: 'Command and Scripting Interpreter', tactics: [execution] };
const shell = { technique: 'T1059.004', name: 'Unix Shell', tactics: [execution] };
const accounts = { technique: 'T1078', name: 'Valid Accounts' };
const logs = { technique: 'T1562.008', name: 'Disable or Modify Cloud Logs' };

test.each([
  ['Falco', ['T1059', 'container', 'mitre_execution', 'shell'], [interpreter]],
  ['Falco without a technique', ['filesystem', 'mitre_credential_access'], [{ tactics: [credentials] }]],
  [
    'KubeArmor in one text',
    ['NIST,NIST_800-53_SI-4,MITRE,MITRE_T1565_data_manipulation'],
    [{ technique: 'T1565', name: 'Data Manipulation', tactics: [impact] }],
  ],
  ['GuardDuty', ['CredentialAccess:IAMUser/AnomalousBehavior'], [{ tactics: [credentials] }]],
  ['Security Hub', ['TTPs/Execution/T1059.004', 'Unusual Behaviors/Container'], [shell]],
  [
    'Security Hub without a technique',
    ['TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce'],
    [{ tactics: [initialAccess] }],
  ],
  ['Sentinel', ['InitialAccess', 'Execution'], [{ tactics: [initialAccess] }, { tactics: [execution] }]],
  ['Defender', ['Execution, Persistence', 'T1059.004'], [shell, { tactics: [persistence] }]],
  ['Sigma', ['attack.initial_access', 'attack.t1078'], [{ ...accounts, tactics: [initialAccess] }]],
  [
    'Elastic, a link',
    ['https://attack.mitre.org/tactics/TA0002/', 'https://attack.mitre.org/techniques/T1059/004/'],
    [shell],
  ],
  ['a tactic behind its kind', ['Tactic: Execution'], [{ tactics: [execution] }]],
  ['CrowdStrike, whose own ids and words are no ATT&CK', ['CSTA0001', 'CST0007', 'Machine Learning', 'Malware'], []],
  [
    'a technique that has several tactics',
    ['T1078'],
    [{ ...accounts, tactics: [initialAccess, persistence, escalation, stealth] }],
  ],
  [
    'several tactics, two of them meant',
    ['T1078', 'Persistence', 'TA0001'],
    [{ ...accounts, tactics: [initialAccess, persistence] }],
  ],
  ['a parent and its sub-technique', ['T1059.004', 'mitre_t1059', 'T1059.004'], [shell, interpreter]],
  ['a revoked technique', ['T1562.008'], [{ ...logs, tactics: [impairment] }]],
  [
    'a revoked technique and the tactic of its time',
    ['T1562.008', 'DefenseEvasion'],
    [{ ...logs, tactics: [evasion] }],
  ],
  ['the name that the sender uses', ['TA0005', 'Defense Evasion'], [{ tactics: [evasion] }]],
  ['an id alone', ['TA0005'], [{ tactics: [stealth] }]],
  [
    'ids that are newer than the table',
    ['TA0999', 'T1999_new_thing', 'T1999'],
    [{ technique: 'T1999', name: 'new thing', tactics: [] }, { tactics: [{ uid: 'TA0999', name: 'TA0999' }] }],
  ],
  ['neither', ['NIST_800-53_CM-7(4)', 'FGT1046', 'T15650', 'CIS', '', 'a long execution of discovery'], []],
])('%s', (_, tags, expected) => {
  expect(attacksFrom(tags)).toEqual(expected);
});

test.each([
  ['a technique alone', { technique: 'T1059.004' }, shell],
  ['the name that a sender has', { technique: 'T1059.004', name: 'Bash' }, { ...shell, name: 'Bash' }],
  [
    'the tactics that a sender means',
    { technique: 'T1078', tactics: [persistence] },
    { ...accounts, tactics: [persistence] },
  ],
  ['a tactic alone', { tactics: [execution] }, { tactics: [execution] }],
  ['an id that the table does not hold', { technique: 'T1999' }, { technique: 'T1999', tactics: [] }],
])('%s is completed', (_, stated, expected) => {
  expect(completed(stated)).toEqual(expected);
});
