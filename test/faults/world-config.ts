import type { Config } from '../../lambdas/config/schema.ts';
import type { Route } from '../../lambdas/domain/route.ts';
import type { WorldProps } from './world.ts';

/** What a sender posts: a problem, and a number that tells two occurrences of it apart. */
export interface Detection {
  readonly problem: string;
  readonly n: number;
  readonly severity: number;
}

const everywhere = (receivers: readonly { readonly id: string }[]): Route[] => [
  { name: 'all', match: {}, not: {}, to: receivers.map(({ id }) => id) },
];

const edge: Config['sources'] = { edge: { type: 'kubearmor', auth: { scheme: 'none' }, successStatus: 202 } };

/** The configuration of a world: its receivers as destinations. */
export const configOf = ({
  receivers,
  vendors = [],
  sources = edge,
  routes,
}: Pick<WorldProps, 'receivers' | 'vendors' | 'sources' | 'routes'>): Pick<
  Config,
  'sources' | 'destinations' | 'routes'
> => ({
  sources,
  destinations: Object.fromEntries([
    ...receivers.map(({ id, batchOf }) => [id, { type: batchOf === undefined ? 'webhook' : 'splunk' }] as const),
    ...vendors.map(({ id, type }) => [id, { type }] as const),
  ]),
  routes: [...(routes ?? everywhere([...receivers, ...vendors]))],
});

/** A detection as its sender writes it. */
export const recordOf = ({ problem, n, severity }: Detection) => ({
  PolicyName: problem,
  Action: 'Audit',
  Severity: String(severity),
  HashID: String(n),
  UpdatedTime: '2026-11-21T20:00:00.000Z',
});
