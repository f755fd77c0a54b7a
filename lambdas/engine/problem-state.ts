import { ended, type ProblemState, worsened } from '../domain/acknowledgement.ts';
import type { Stores } from './ports/index.ts';

type Change = (known: ProblemState | undefined) => ProblemState | undefined;

/** Others may change the state at the same time; who is late reads it again. */
const MOST_ROUNDS = 8;

async function change(fingerprint: string, to: Change, { problems }: Pick<Stores, 'problems'>): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = to(await problems.load(fingerprint));
    if (next === undefined) return false;
    if (await problems.save(next)) return true;
  }
  throw new Error(`the state of the problem ${fingerprint} was changed ${MOST_ROUNDS} times meanwhile; try again`);
}

/**
 * Notes that the sender says that a problem is over: an acknowledgement ends, and what waits to escalate it does not.
 * Nothing is written when nobody answered it, unless `isNoted` asks for it.
 */
export const endProblem = (
  { fingerprint, receivedAt }: { readonly fingerprint: string; readonly receivedAt: string },
  isNoted: boolean,
  ports: Pick<Stores, 'problems'>,
): Promise<boolean> =>
  change(
    fingerprint,
    (known) => (known === undefined && !isNoted ? undefined : ended(known, fingerprint, receivedAt)),
    ports,
  );

/** Notes that an acknowledged problem got worse: it is open again. */
export const reopenWorse = (fingerprint: string, rank: number, ports: Pick<Stores, 'problems'>): Promise<boolean> =>
  change(fingerprint, (known) => worsened(known, rank), ports);
