/** Lays out rows of cells for a terminal: the first column to the left, the others to the right. */
export function textTable(rows: readonly (readonly string[])[], gap = "  "): string {
  const columns = Math.max(0, ...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((width, cells) => Math.max(width, cells[column]?.length ?? 0), 0),
  );
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join(gap)
        .trimEnd(),
    )
    .join("\n");
}
