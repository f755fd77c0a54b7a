import type { Settings } from './settings.ts';

/** https://www.servicenow.com/docs/r/it-service-management/incident-management/c_IncidentManagementStateModel.html */
export const states = {
  incident: { open: '2', resolved: '6', final: ['7', '8'], whenResolved: 'resolve' },
  sn_si_incident: { open: '16', resolved: '100', final: ['3', '7'], whenResolved: 'note' },
} as const;

/** The state of a resolved record. */
export const resolvedState = ({ table, resolvedState: state }: Pick<Settings, 'table' | 'resolvedState'>): string =>
  state ?? states[table].resolved;

/** The state of a record that somebody works on. */
export const openState = ({ table, openState: state }: Pick<Settings, 'table' | 'openState'>): string =>
  state ?? states[table].open;

/** States that a record does not leave. */
export const isFinal = ({ table }: Pick<Settings, 'table'>, state: string): boolean =>
  states[table].final.some((each) => each === state);
