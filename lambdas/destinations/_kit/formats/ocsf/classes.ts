import type { AlertClass, FindingStatus } from '../../../../domain/alert.ts';

/** Where a class of OCSF has room for what happened. */
export interface FindingClass {
  readonly uid: number;
  readonly name: string;
  /** It has `evidences`. */
  readonly hasEvidences: boolean;
  /** Objects of an evidence that the class has itself; the device also stands among the evidences where there are some. */
  readonly own: readonly string[];
  readonly hasRemediation: boolean;
  readonly hasVulnerabilities: boolean;
}

const detection: FindingClass = {
  uid: 2004,
  name: 'Detection Finding',
  hasEvidences: true,
  own: ['device'],
  hasRemediation: true,
  hasVulnerabilities: true,
};

/** https://schema.ocsf.io/1.8.0/categories/findings; `actor` and `device` of a vulnerability are those of the profile `host`. */
export const findingClasses: Readonly<Record<AlertClass, FindingClass>> = {
  threat: detection,
  operational: detection,
  vulnerability: {
    uid: 2002,
    name: 'Vulnerability Finding',
    hasEvidences: false,
    own: ['actor', 'device'],
    hasRemediation: false,
    hasVulnerabilities: true,
  },
  compliance: {
    uid: 2003,
    name: 'Compliance Finding',
    hasEvidences: true,
    own: ['device'],
    hasRemediation: true,
    hasVulnerabilities: false,
  },
  exposure: {
    uid: 2006,
    name: 'Data Security Finding',
    hasEvidences: false,
    own: ['actor', 'device', 'src_endpoint', 'dst_endpoint', 'file'],
    hasRemediation: false,
    hasVulnerabilities: false,
  },
};

type Named = readonly [id: number, name: string];

/** What is done to the finding, and how it stands then. */
export const activities: Readonly<Record<FindingStatus, { readonly activity: Named; readonly status: Named }>> = {
  new: { activity: [1, 'Create'], status: [1, 'New'] },
  in_progress: { activity: [2, 'Update'], status: [2, 'In Progress'] },
  suppressed: { activity: [2, 'Update'], status: [3, 'Suppressed'] },
  resolved: { activity: [3, 'Close'], status: [4, 'Resolved'] },
};
