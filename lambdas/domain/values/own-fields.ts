/** Sets a field whatever its name: `__proto__` is one like any other, which a plain assignment would not make. */
export function setOwn<T>(fields: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true });
  else fields[name] = value;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function without(all: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const inner = all[name];
    if (inner !== undefined) setOwn(kept, name, inner);
  }
  return kept;
}

/** An object without the keys whose value is `undefined`; the object itself when it has none of them. */
export function defined<T extends object>(value: T): Defined<T> {
  const all = value as Record<string, unknown>;
  const names = Object.keys(all);
  return (names.some((name) => all[name] === undefined) ? without(all, names) : all) as Defined<T>;
}
