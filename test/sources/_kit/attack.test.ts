import { describe, expect, it, test } from 'vitest';
import { attacks } from '../../../lambdas/sources/_kit/attack.ts';
import { namedAttacks } from '../../../lambdas/sources/_kit/technique-names.ts';

const impact = { uid: 'TA0040', name: 'Impact' };
const credentials = { uid: 'TA0006', name: 'Credential Access' };

test.each([
  [['MITRE_T1565_data_manipulation'], [{ technique: 'T1565', name: 'Data Manipulation', tactics: [impact] }]],
  [
    ['T1003', 'MITRE_T1003_os_credential_dumping'],
    [{ technique: 'T1003', name: 'OS Credential Dumping', tactics: [credentials] }],
  ],
  [['mitre_credential_access'], [{ tactics: [credentials] }]],
  [['NIST_800-53_CM-7(4)', 'FGT1046', 'T15650', 'CIS', ''], []],
])('%j names %j', (tags, expected) => {
  expect(attacks(tags)).toEqual(expected);
});

describe('a technique that the sender names', () => {
  it.each([
    [
      'beside an id of the table, which has its own name',
      ['T1565'],
      'Changed data',
      [{ technique: 'T1565', name: 'Data Manipulation', tactics: [impact] }],
    ],
    [
      'beside an id that the table does not hold',
      ['T1999'],
      'A new one',
      [{ technique: 'T1999', name: 'A new one', tactics: [] }],
    ],
    [
      'without an id',
      [undefined],
      'Data Manipulation',
      [{ technique: 'T1565', name: 'Data Manipulation', tactics: [impact] }],
    ],
    ['in words that are no technique of ATT&CK', ['CST0007'], 'Cloud-based ML', []],
  ])('%s', (_, texts, name, expected) => {
    expect(namedAttacks(texts, name)).toEqual(expected);
  });
});
