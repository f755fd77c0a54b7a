import { setOwn } from './own-fields.ts';

type Fields<T> = Readonly<Record<string, T>>;

function fieldsBefore<T>(end: string, fields: Fields<T>): Record<string, T> {
  const before: Record<string, T> = {};
  for (const key of Object.keys(fields)) {
    if (key === end) break;
    setOwn(before, key, fields[key] as T);
  }
  return before;
}

/** The fields of an object, set one after the other in its order: they are copied when the first of them has changed. */
export class CopyOnChange<T> {
  private readonly original: Fields<T>;
  private copy: Record<string, T> | undefined;

  constructor(original: Fields<T>) {
    this.original = original;
  }

  /** The next field, by its key in the original, with its name and its value. */
  set(key: string, name: string, value: T): void {
    if (this.copy === undefined && (name !== key || value !== this.original[key])) this.leaveOut(key);
    if (this.copy !== undefined) setOwn(this.copy, name, value);
  }

  leaveOut(key: string): void {
    this.copy ??= fieldsBefore(key, this.original);
  }

  /** The original where nothing has changed. */
  get fields(): Fields<T> {
    return this.copy ?? this.original;
  }
}
