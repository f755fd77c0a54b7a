/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The value of a variable that has to be there; fails at start, by name, and not at the first alert. */
export function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (value === undefined || value === '')
    throw new Error(`environment variable ${name} is not set: the deployment sets it`);
  return value;
}
