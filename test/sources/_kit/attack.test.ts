import { expect, test } from 'vitest';
import { attacks } from '../../../lambdas/sources/_kit/attack.ts';

test.each([
  [
    ['MITRE_T1036', 'MITRE_T1565'],
    [{ technique: 'T1036' }, { technique: 'T1565' }],
  ],
  [['MITRE_T1565_data_manipulation'], [{ technique: 'T1565', name: 'data manipulation' }]],
  [
    ['T1059.004', 'mitre_t1059'],
    [{ technique: 'T1059.004' }, { technique: 'T1059' }],
  ],
  [['T1003', 'MITRE_T1003_os_credential_dumping'], [{ technique: 'T1003', name: 'os credential dumping' }]],
  [['NIST_800-53_CM-7(4)', 'FGT1046', 'T15650', 'CIS', ''], []],
])('%j names %j', (tags, expected) => {
  expect(attacks(tags)).toEqual(expected);
});
