import { Dialog } from './parts/dialog.tsx';

const keys: readonly (readonly [key: string, what: string])[] = [
  ['j  k', 'next, previous alert'],
  ['Enter', 'opens the alert beside the list'],
  ['Esc', 'closes it'],
  ['a', 'acknowledges'],
  ['s', 'silences …'],
  ['r', 'sends again …'],
  ['m', 'shows the messages of the open alert as their readers see them'],
  ['x', 'chooses several; a, s and r are for all of them'],
  ['n', 'shows the new alerts'],
  ['/', 'search'],
  ['g then 1 … 8', 'Alerts, Destinations, Sources, Routes, Silences, Ledger, Overview, and the sandbox where it runs'],
  ['w', 'goes to what is wrong'],
  ['?', 'this list'],
];

/** The keys. */
export const Help = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog title="Keys" onClose={onClose}>
    <dl class="keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
    <p class="buttons">
      <button type="button" autofocus onClick={onClose}>
        Close
      </button>
    </p>
  </Dialog>
);
