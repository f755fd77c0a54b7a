/** The name of a circuit breaker: its destination, and the target that it is for. No destination has a slash in its name. */
export const circuitName = (destination: string, target: string | undefined): string =>
  target === undefined || target === '' ? destination : `${destination}/${target}`;

/** The two parts of the name of a circuit breaker; the target is empty for that of a whole destination. */
export function partsOfCircuit(name: string): { readonly destination: string; readonly target: string } {
  const [destination = name, ...rest] = name.split('/');
  return { destination, target: rest.join('/') };
}
