/** The version of the form of most rows; another form is another number, which releases that do not know it leave alone. */
export const ROW_VERSION = 2;
/** The version of rows whose document is compressed with the dictionary, and the latest that this release reads. */
export const DOCUMENT_VERSION = 3;
export const knownVersions: ReadonlySet<unknown> = new Set([ROW_VERSION, DOCUMENT_VERSION]);

/** A row of a form that another release made: whatever needs it waits, and nothing is written over it. */
export class UnknownRow extends Error {
  override readonly name = 'UnknownRow';
  constructor(what: string, found: unknown) {
    super(
      `row of ${what}: found version ${JSON.stringify(found)}; allowed: ${ROW_VERSION} and ${DOCUMENT_VERSION}; another release wrote it: run that release or a later one, what needs the row waits meanwhile`,
    );
  }
}
