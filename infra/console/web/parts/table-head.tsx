/** The row of a table that names its columns. */
export const TableHead = ({ columns }: { readonly columns: readonly string[] }) => (
  <thead>
    <tr>
      {columns.map((each) => (
        <th key={each} scope="col">
          {each}
        </th>
      ))}
    </tr>
  </thead>
);
