import { go, hrefOf } from '../location.ts';
import { filterNames, filters, statusNames } from './query.ts';

type Query = Readonly<Record<string, string>>;

const without = (query: Query, name: string): Query =>
  Object.fromEntries(Object.entries(query).filter(([each]) => each !== name));

const nameOf = (filter: string, value: string): string => (filter === 'status' ? (statusNames[value] ?? value) : value);

interface BarProps {
  readonly query: Query;
  /** The names of what is configured, by filter. */
  readonly known: Readonly<Record<string, readonly string[]>>;
}

/** The filters in use as chips that end them, and a list for each that is not. */
export function FilterBar({ query, known }: BarProps) {
  const set = (name: string, value: string): void => go(hrefOf(['alerts'], { ...query, [name]: value }));
  const used = filterNames.filter((name) => name !== 'range' && (query[name] ?? '') !== '');
  return (
    <fieldset class="filters">
      <legend class="hidden">Filters</legend>
      {used.map((name) => (
        <a key={name} class="chip" href={hrefOf(['alerts'], without(query, name))}>
          {name === 'status' ? 'delivery' : name}: {nameOf(name, query[name] ?? '')} <span aria-hidden="true">✕</span>
          <span class="hidden">end this filter</span>
        </a>
      ))}
      {filters
        .filter(([name]) => !used.includes(name))
        .map(([name, label, choices]) => (
          <select
            key={name}
            aria-label={`Filter by ${label}`}
            value=""
            onChange={({ currentTarget }) => set(name, currentTarget.value)}
          >
            <option value="">{label}</option>
            {(choices.length > 0 ? choices : (known[name] ?? [])).map((choice) => (
              <option key={choice} value={choice}>
                {nameOf(name, choice)}
              </option>
            ))}
          </select>
        ))}
    </fieldset>
  );
}
