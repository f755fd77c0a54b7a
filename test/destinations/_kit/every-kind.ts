import { type Alert, AlertClass, AlertKind, FindingStatus } from '../../../lambdas/domain/alert.ts';

/** An alert in every combination that decides whether it is one to a SIEM: its kind, its class, how its finding stands. */
export const everyKindOf = (alert: Alert): Alert[] =>
  AlertKind.options.flatMap((kind) =>
    AlertClass.options.flatMap((about) =>
      FindingStatus.options.map((status) => ({
        ...alert,
        kind,
        class: about,
        finding: { ...alert.finding, status },
        state: status === 'resolved' ? ('resolved' as const) : ('open' as const),
      })),
    ),
  );
