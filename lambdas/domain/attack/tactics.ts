// Written by infra/write-attack-table.ts (npm run attack) from MITRE ATT&CK Enterprise 19.0, 2026-04-28.
// © 2026 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.

export const ATTACK_VERSION = '19.0';
export const ATTACK_DATE = '2026-04-28';

/** The tactics of the enterprise matrix. */
export const tactics = [
  { uid: 'TA0001', name: 'Initial Access', shortname: 'initial-access' },
  { uid: 'TA0002', name: 'Execution', shortname: 'execution' },
  { uid: 'TA0003', name: 'Persistence', shortname: 'persistence' },
  { uid: 'TA0004', name: 'Privilege Escalation', shortname: 'privilege-escalation' },
  { uid: 'TA0005', name: 'Stealth', shortname: 'stealth' },
  { uid: 'TA0006', name: 'Credential Access', shortname: 'credential-access' },
  { uid: 'TA0007', name: 'Discovery', shortname: 'discovery' },
  { uid: 'TA0008', name: 'Lateral Movement', shortname: 'lateral-movement' },
  { uid: 'TA0009', name: 'Collection', shortname: 'collection' },
  { uid: 'TA0010', name: 'Exfiltration', shortname: 'exfiltration' },
  { uid: 'TA0011', name: 'Command and Control', shortname: 'command-and-control' },
  { uid: 'TA0040', name: 'Impact', shortname: 'impact' },
  { uid: 'TA0042', name: 'Resource Development', shortname: 'resource-development' },
  { uid: 'TA0043', name: 'Reconnaissance', shortname: 'reconnaissance' },
  { uid: 'TA0112', name: 'Defense Impairment', shortname: 'defense-impairment' },
] as const;
